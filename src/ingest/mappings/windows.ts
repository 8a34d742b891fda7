/**
 * Windows records become ECS documents here. The base mapping below holds for every channel: the record's own
 * parts under `winlog`, what ECS has a name for besides, and the host. A source with a mapping of its own
 * (Sysmon now) adds to it what its EventData mean. The fields and their corner cases are those of Elastic's
 * public pipelines, so that rules written for these find what they expect.
 *
 * Example: Sysmon's event 5 of `C:\x\a.exe` gives `event.category: ["process"]`, `event.type: ["end"]`,
 * `process.name: "a.exe"`. Mappings know records and documents; they do not know files or containers.
 */
import { formatTimestamp, parseTimestampMs } from '../../event/instant.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { defined } from '../defined.ts';
import { mergeDocuments } from '../merge-documents.ts';
import { SYSMON_PROVIDER, type WindowsEvent } from '../windows-event.ts';
import { withDerivedHost } from './host.ts';
import { mapSysmon } from './sysmon.ts';
import { keywordNames, levelName, opcodeName } from './windows-names.ts';

/** The version of ECS whose names the mappings write. */
const ECS_VERSION = '8.17.0';

/** The ECS document of a record, complete but for the host. */
function mapRecord(event: WindowsEvent): JsonObject {
  const base = mapBase(event);
  return event.providerName === SYSMON_PROVIDER
    ? mergeDocuments(base, mapSysmon(event))
    : mergeDocuments(base, defined({ winlog: defined({ event_data: Object.fromEntries(event.data) }) }));
}

/** The ECS document of a record. */
export function mapWindowsEvent(event: WindowsEvent): JsonObject {
  return withDerivedHost(mapRecord(event), event.computer);
}

/** The ECS document of a record that a Beat shipped: what the Beat said besides the record stays. */
export function mapShippedWindowsEvent(event: WindowsEvent, shipped: JsonObject): JsonObject {
  const winlog = shipped['winlog'] as JsonObject; // The record was read from it.
  // Everything in it has been read into the record, and what moves to ECS fields must not stay.
  const { event_data: _, ...rest } = winlog;
  return withDerivedHost(mergeDocuments({ ...shipped, winlog: rest }, mapRecord(event)), event.computer);
}

function mapBase(event: WindowsEvent): JsonObject {
  const { rendering } = event;
  const createdMs = parseTimestampMs(event.timeCreated);
  const created = createdMs === undefined ? event.timeCreated : formatTimestamp(createdMs);
  const keywords = rendering.keywords ?? keywordNames(event.keywords);
  return defined({
    '@timestamp': created,
    ecs: { version: ECS_VERSION },
    event: defined({
      action: rendering.task,
      code: event.eventId,
      created,
      kind: 'event',
      outcome: outcomeOf(keywords),
      provider: event.providerName,
    }),
    log: defined({ level: rendering.level?.toLowerCase() ?? levelName(event.level) }),
    message: rendering.message,
    winlog: defined({
      activity_id: event.activityId,
      channel: event.channel,
      computer_name: event.computer,
      event_id: event.eventId,
      keywords,
      opcode: rendering.opcode ?? opcodeName(event.opcode),
      process: defined({ pid: numberOf(event.processId), thread: defined({ id: numberOf(event.threadId) }) }),
      provider_guid: event.providerGuid,
      provider_name: event.providerName,
      record_id: event.recordId,
      related_activity_id: event.relatedActivityId,
      task: rendering.task,
      user: defined({ identifier: event.userSid }),
      user_data: event.userData,
      version: numberOf(event.version),
    }),
  });
}

function outcomeOf(keywords: readonly string[]): Json | undefined {
  if (keywords.includes('Audit Success')) return 'success';
  return keywords.includes('Audit Failure') ? 'failure' : undefined;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
