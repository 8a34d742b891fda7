import { POWERSHELL_CHANNEL, SYSMON_CHANNEL } from '../windows-event.ts';

/** By the channel in lower case: Windows does not tell channels apart by case, and people configure both. */
const DATASETS: ReadonlyMap<string, string> = new Map([
  [SYSMON_CHANNEL.toLowerCase(), 'windows.sysmon_operational'],
  [POWERSHELL_CHANNEL.toLowerCase(), 'windows.powershell_operational'],
  ['windows powershell', 'windows.powershell'],
  ['security', 'system.security'],
  ['system', 'system.system'],
  ['application', 'system.application'],
]);

export interface DatasetOfChannel {
  readonly dataset: string;
  /** The integration that it belongs to. */
  readonly module: string;
  /** The data stream that the agent would write to, by its whole name. */
  readonly index: string;
}

/** What was asked before, by the channel as it came: files hold few channels and many records. */
const known = new Map<string, DatasetOfChannel | undefined>();
const MOST_KNOWN = 1000;

/** The dataset that Elastic's agent would send the records of a channel to; undefined for channels it has none for. */
export function datasetOf(channel: string | undefined): DatasetOfChannel | undefined {
  if (channel === undefined) return undefined;
  const before = known.get(channel);
  if (before !== undefined || known.has(channel)) return before;
  const dataset = DATASETS.get(channel.toLowerCase());
  const found = dataset === undefined ? undefined : describe(dataset);
  // Channels come with the events: a stream of ever new ones must not fill the memory.
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(channel, found);
  return found;
}

function describe(dataset: string): DatasetOfChannel {
  return { dataset, module: dataset.slice(0, dataset.indexOf('.')), index: `logs-${dataset}-default` };
}
