import { settleTimestamp } from '../../event/instant.ts';
import type { WindowsEvent } from '../windows-event.ts';
import type { EcsDraft } from './ecs-draft.ts';
import { EventData } from './event-data.ts';
import { deletedFile, device, loadedImage, pipe, registry, targetFile } from './sysmon-file-fields.ts';
import { connection, nameQuery } from './sysmon-network-fields.ts';
import {
  actingProcess,
  hashesOf,
  peOf,
  sourceProcess,
  startedProcess,
  user,
  wmiConsumer,
} from './sysmon-process-fields.ts';

/** Takes what it maps from the data, and writes it. */
type FieldGroup = (data: EventData, draft: EcsDraft) => void;

/** What one kind of Sysmon event is in ECS. A further kind is a further entry of the table below. */
interface SysmonMapping {
  /** `event.action`: a fixed name, not the task's, which is localized and carries the name of a rule. */
  readonly action: string;
  readonly category?: readonly string[];
  readonly type?: readonly string[];
  readonly outcome?: 'failure';
  readonly fields: readonly FieldGroup[];
}

const REGISTRY = ['configuration', 'registry'];

/**
 * The names of actions are those of Elastic's integration since windows 1.26, but for event 1: rules ask for
 * `Process Create*`, which is what Windows calls the task, and no rule asks for the new name. Nothing fills
 * `dll.*`: rules on libraries mean what Elastic Defend says about them.
 */
const kinds: { readonly [eventId: string]: SysmonMapping } = {
  1: {
    action: 'Process Create (rule: ProcessCreate)',
    category: ['process'],
    type: ['start'],
    fields: [startedProcess, hashesOf('process'), peOf('process'), user],
  },
  2: {
    action: 'A process changed a file creation time',
    category: ['file'],
    type: ['change'],
    fields: [actingProcess, targetFile, user],
  },
  3: {
    action: 'Network connection',
    category: ['network'],
    type: ['start', 'connection', 'protocol'],
    fields: [actingProcess, connection, user],
  },
  4: { action: 'Sysmon service state changed', category: ['process'], type: ['change'], fields: [] },
  5: {
    action: 'Process terminated',
    category: ['process'],
    type: ['end'],
    fields: [actingProcess, user],
  },
  6: {
    action: 'Driver loaded',
    category: ['driver'],
    type: ['start'],
    fields: [loadedImage, hashesOf('file')],
  },
  7: {
    action: 'Image loaded',
    category: ['process'],
    type: ['change'],
    fields: [actingProcess, loadedImage, hashesOf('file'), peOf('file'), user],
  },
  8: { action: 'CreateRemoteThread', category: ['process'], type: ['change'], fields: [sourceProcess] },
  9: {
    action: 'RawAccessRead',
    category: ['process'],
    type: ['access'],
    fields: [actingProcess, device, user],
  },
  10: { action: 'ProcessAccess', category: ['process'], type: ['access'], fields: [sourceProcess] },
  11: {
    action: 'FileCreate',
    category: ['file'],
    type: ['creation'],
    fields: [actingProcess, targetFile, user],
  },
  12: {
    action: 'RegistryEvent (Object create and delete)',
    category: REGISTRY,
    type: ['change'],
    fields: [actingProcess, registry, user],
  },
  13: {
    action: 'RegistryEvent (Value Set)',
    category: REGISTRY,
    type: ['change'],
    fields: [actingProcess, registry, user],
  },
  14: {
    action: 'RegistryEvent (Key and Value Rename)',
    category: REGISTRY,
    type: ['change'],
    fields: [actingProcess, registry, user],
  },
  15: {
    action: 'FileCreateStreamHash',
    category: ['file'],
    type: ['access'],
    fields: [actingProcess, targetFile, hashesOf('file'), user],
  },
  16: { action: 'ServiceConfigurationChange', category: ['configuration'], type: ['change'], fields: [] },
  17: {
    action: 'PipeEvent (Pipe Created)',
    category: ['file'],
    type: ['creation'],
    fields: [actingProcess, pipe, user],
  },
  18: {
    action: 'PipeEvent (Pipe Connected)',
    category: ['file'],
    type: ['access'],
    fields: [actingProcess, pipe, user],
  },
  19: {
    action: 'WmiEvent (WmiEventFilter activity detected)',
    category: ['process'],
    type: ['info'],
    fields: [user],
  },
  20: {
    action: 'WmiEvent (WmiEventConsumer activity detected)',
    category: ['process'],
    type: ['change'],
    fields: [wmiConsumer, user],
  },
  21: {
    action: 'WmiEvent (WmiEventConsumerToFilter activity detected)',
    category: ['process'],
    type: ['access'],
    fields: [user],
  },
  22: {
    action: 'DNSEvent (DNS query)',
    category: ['network'],
    type: ['connection', 'protocol', 'info'],
    fields: [actingProcess, nameQuery, user],
  },
  23: {
    action: 'FileDelete (File Delete archived)',
    category: ['file'],
    type: ['deletion'],
    // The hashes are those of the deleted file, and the pipelines give them to the process.
    fields: [actingProcess, deletedFile, hashesOf('process'), user],
  },
  24: {
    action: 'ClipboardChange (New content in the clipboard)',
    type: ['change'],
    fields: [actingProcess, hashesOf('process'), user],
  },
  25: {
    action: 'ProcessTampering (Process image change)',
    category: ['process'],
    type: ['change'],
    fields: [actingProcess, (data, draft) => draft.set('message', data.take('Type')), user],
  },
  26: {
    action: 'FileDeleteDetected (File Delete logged)',
    category: ['file'],
    type: ['deletion'],
    fields: [actingProcess, deletedFile, hashesOf('file'), user],
  },
  27: {
    action: 'FileBlockExecutable',
    category: ['file'],
    type: ['creation'],
    outcome: 'failure',
    fields: [actingProcess, targetFile, hashesOf(undefined), user],
  },
  28: {
    action: 'FileBlockShredding',
    category: ['file'],
    type: ['deletion'],
    fields: [actingProcess, deletedFile, hashesOf(undefined), user],
  },
  29: {
    action: 'FileExecutableDetected',
    category: ['file'],
    type: ['creation'],
    fields: [actingProcess, targetFile, hashesOf('file'), user],
  },
  255: {
    action: 'Error',
    category: ['process'],
    outcome: 'failure',
    fields: [(data, draft) => draft.set('error.code', data.take('ID')), peOf('process')],
  },
};

/** By the text of the event id: a map finds it without making a number of it. */
const mappings: ReadonlyMap<string, SysmonMapping> = new Map(Object.entries(kinds));

/** Kinds of later versions: whatever they are, they have a process and a user. */
const UNKNOWN_FIELDS: readonly FieldGroup[] = [actingProcess, user];

/**
 * What Sysmon's own data add to the base document. Sysmon says when something happened in `UtcTime`; the
 * record's own time is when it was written. `user.id` is the account of the Sysmon service, not of the process:
 * so do the pipelines that rules are written for.
 */
export function mapSysmon(event: WindowsEvent, draft: EcsDraft): void {
  const data = EventData.meaningful(event.data);
  const mapping = mappings.get(event.eventId);
  setHappenedAt(data, draft);
  draft.set('event.action', mapping?.action);
  draft.set('event.category', mapping?.category);
  draft.set('event.type', mapping?.type);
  draft.set('event.outcome', mapping?.outcome);
  draft.set('rule.name', data.take('RuleName'));
  draft.set('user.id', event.userSid);
  for (const write of mapping?.fields ?? UNKNOWN_FIELDS) write(data, draft);
  draft.set('winlog.event_data', data.rest());
}

/** `UtcTime` is in UTC and does not say so: `2019-06-15 07:14:32.622`. One that is no time stays in the data. */
function setHappenedAt(data: EventData, draft: EcsDraft): void {
  const text = data.copy('UtcTime');
  const happened = text === undefined ? undefined : settleTimestamp(text);
  if (happened === undefined) return;
  data.take('UtcTime');
  draft.set('@timestamp', happened);
}
