/**
 * Windows records become ECS documents here. The base mapping below holds for every channel: the record's own
 * parts under `winlog`, what ECS has a name for besides, and the host. A source with a mapping of its own
 * (Sysmon, the Security and System logs, PowerShell) adds to it what its EventData mean. The fields and their
 * corner cases are those of Elastic's public pipelines, so that rules written for these find what they expect.
 *
 * Example: Sysmon's event 5 of `C:\x\a.exe` gives `event.category: ["process"]`, `event.type: ["end"]`,
 * `process.name: "a.exe"`. Mappings know records and documents; they do not know files or containers.
 */
import { settleTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { mergeDocuments } from '../merge-documents.ts';
import { SYSMON_PROVIDER, type WindowsEvent } from '../windows-event.ts';
import { decimalOf } from './decimal.ts';
import { EcsDraft } from './ecs-draft.ts';
import { EventData } from './event-data.ts';
import { deriveHost, setHost } from './host.ts';
import { mapPowershell } from './powershell.ts';
import { mapSecurity } from './security.ts';
import { mapSysmon } from './sysmon.ts';
import { mapSystem } from './system.ts';
import { datasetOf } from './windows-datasets.ts';
import { keywordNames, levelName, opcodeName } from './windows-names.ts';

/** The version of ECS whose names the mappings write. */
const ECS_VERSION = '8.17.0';

type Mapping = (event: WindowsEvent, draft: EcsDraft) => void;

/** Who writes what, by the name of the provider; the event log service itself writes to every log. */
const mappings: ReadonlyMap<string | undefined, Mapping> = new Map<string | undefined, Mapping>([
  [SYSMON_PROVIDER, mapSysmon],
  ['Microsoft-Windows-Security-Auditing', mapSecurity],
  [
    'Microsoft-Windows-Eventlog',
    (event, draft) => (isSecurity(event) ? mapSecurity : mapSystem)(event, draft),
  ],
  ['Service Control Manager', mapSystem],
  ['Microsoft-Windows-PowerShell', mapPowershell],
  ['PowerShellCore', mapPowershell],
  ['PowerShell', mapPowershell],
]);

/** The ECS document of a record. */
export function mapWindowsEvent(event: WindowsEvent): JsonObject {
  const draft = draftOf(event);
  setHost(draft, event.computer);
  setDataset(draft, event.channel);
  return draft.document;
}

/** The ECS document of a record that a Beat shipped: what the Beat said besides the record stays. */
export function mapShippedWindowsEvent(event: WindowsEvent, shipped: JsonObject): JsonObject {
  const draft = draftOf(event);
  deriveHost(draft, shipped, event.computer);
  draft.set('event.module', datasetOf(event.channel)?.module);
  const { winlog } = shipped;
  // Everything in the data has been read into the record, and what moves to ECS fields must not stay.
  const { event_data: _, ...rest } = isJsonObject(winlog) ? winlog : {};
  return mergeDocuments({ ...shipped, winlog: rest }, draft.document);
}

function draftOf(event: WindowsEvent): EcsDraft {
  const draft = new EcsDraft(baseDocument(event));
  const map = mappings.get(event.providerName);
  if (map !== undefined) map(event, draft);
  else if (event.data.size > 0) draft.set('winlog.event_data', EventData.whole(event.data).rest());
  return draft;
}

/** Rules tell sources apart by the dataset, which the agent says; where none shipped the record, it is derived. */
function setDataset(draft: EcsDraft, channel: string | undefined): void {
  const found = datasetOf(channel);
  if (found === undefined) return;
  const { dataset, module } = found;
  draft.set('event.dataset', dataset);
  draft.set('event.module', module);
  draft.set('data_stream', { type: 'logs', dataset, namespace: 'default' });
}

/**
 * Written member by member, and not through paths or tables: this runs for every record, and an engine stores a
 * member whose name stands in the code several times faster. An empty text says nothing and leaves no member.
 */
function baseDocument(event: WindowsEvent): Members {
  const { rendering, timeCreated } = event;
  const created = timeCreated === undefined ? undefined : (settleTimestamp(timeCreated) ?? timeCreated);
  const keywords = rendering.keywords ?? keywordNames(event.keywords);
  const document: Members = {};
  if (created) document['@timestamp'] = created;
  document['ecs'] = { version: ECS_VERSION };
  document['event'] = eventMembers(event, created, keywords);
  const level = rendering.level?.toLowerCase() ?? levelName(event.level);
  if (level) document['log'] = { level };
  if (rendering.message) document['message'] = rendering.message;
  document['winlog'] = winlogMembers(event, keywords);
  return document;
}

type Members = { [name: string]: Json };

function eventMembers(
  { eventId, providerName, rendering }: WindowsEvent,
  created: string | undefined,
  keywords: readonly string[],
): Members {
  const members: Members = {};
  if (rendering.task) members['action'] = rendering.task;
  if (eventId) members['code'] = eventId;
  if (created) members['created'] = created;
  members['kind'] = 'event';
  const outcome = outcomeOf(keywords);
  if (outcome) members['outcome'] = outcome;
  if (providerName) members['provider'] = providerName;
  return members;
}

function winlogMembers(event: WindowsEvent, keywords: readonly string[]): Members {
  const { rendering } = event;
  const members: Members = {};
  if (event.activityId) members['activity_id'] = event.activityId;
  if (event.channel) members['channel'] = event.channel;
  if (event.computer) members['computer_name'] = event.computer;
  if (event.eventId) members['event_id'] = event.eventId;
  if (keywords.length > 0) members['keywords'] = keywords;
  const opcode = rendering.opcode ?? opcodeName(event.opcode);
  if (opcode) members['opcode'] = opcode;
  const process = processOf(decimalOf(event.processId), decimalOf(event.threadId));
  if (process !== undefined) members['process'] = process;
  if (event.providerGuid) members['provider_guid'] = event.providerGuid;
  if (event.providerName) members['provider_name'] = event.providerName;
  if (event.recordId) members['record_id'] = event.recordId;
  if (event.relatedActivityId) members['related_activity_id'] = event.relatedActivityId;
  if (rendering.task) members['task'] = rendering.task;
  if (event.userSid) members['user'] = { identifier: event.userSid };
  if (event.userData !== undefined) members['user_data'] = event.userData;
  const version = decimalOf(event.version);
  if (version !== undefined) members['version'] = version;
  return members;
}

function processOf(pid: number | undefined, threadId: number | undefined): Json | undefined {
  if (threadId === undefined) return pid === undefined ? undefined : { pid };
  const thread = { id: threadId };
  return pid === undefined ? { thread } : { pid, thread };
}

function isSecurity(event: WindowsEvent): boolean {
  return event.channel?.toLowerCase() === 'security';
}

function outcomeOf(keywords: readonly string[]): Json | undefined {
  if (keywords.includes('Audit Success')) return 'success';
  return keywords.includes('Audit Failure') ? 'failure' : undefined;
}
