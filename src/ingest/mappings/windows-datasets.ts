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

/** The dataset that Elastic's agent would send the records of a channel to; undefined for channels it has none for. */
export function datasetOf(channel: string | undefined): string | undefined {
  return channel === undefined ? undefined : DATASETS.get(channel.toLowerCase());
}
