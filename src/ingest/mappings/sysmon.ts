import { formatTimestamp, parseTimestampMs } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import { defined } from '../defined.ts';
import { mergeDocuments } from '../merge-documents.ts';
import type { WindowsEvent } from '../windows-event.ts';
import { EventData } from './event-data.ts';
import { GUID_NAME, guidInUpperCase } from './guid-case.ts';
import { networkFields, processFields, startedProcessFields, userFields } from './sysmon-fields.ts';

/** What one kind of Sysmon event is in ECS. A further kind is a further entry of the table below. */
interface SysmonMapping {
  /** `event.action`: a fixed name, not the task's, which is localized and carries the name of a rule. */
  readonly action: string;
  readonly category: readonly string[];
  readonly type: readonly string[];
  /** Takes from the data what has a place in ECS. */
  fields(data: EventData): JsonObject;
}

const mappings: { readonly [eventId: string]: SysmonMapping } = {
  '1': {
    action: 'Process creation',
    category: ['process'],
    type: ['start'],
    fields: data => mergeDocuments(startedProcessFields(data), userFields(data)),
  },
  '3': {
    action: 'Network connection',
    category: ['network'],
    type: ['start', 'connection', 'protocol'],
    fields: data =>
      mergeDocuments(mergeDocuments(processFields(data), networkFields(data)), userFields(data)),
  },
  '5': {
    action: 'Process terminated',
    category: ['process'],
    type: ['end'],
    fields: data => mergeDocuments(processFields(data), userFields(data)),
  },
};

/**
 * What Sysmon's own data add to the base document. Sysmon says when something happened in `UtcTime`; the
 * record's own time is when it was written. `user.id` is the account of the Sysmon service, not of the process:
 * so do the pipelines that rules are written for. Kinds without an entry keep all their data as they came.
 */
export function mapSysmon(event: WindowsEvent): JsonObject {
  const data = new EventData(event.data);
  data.change(GUID_NAME, guidInUpperCase);
  const mapping = Object.hasOwn(mappings, event.eventId) ? mappings[event.eventId] : undefined;
  const happenedMs = happenedAt(data);
  const rule = defined({ name: data.take('RuleName') });
  const fields = mapping?.fields(data) ?? {};
  const common = defined({
    '@timestamp': happenedMs === undefined ? undefined : formatTimestamp(happenedMs),
    event: mapping && { action: mapping.action, category: mapping.category, type: mapping.type },
    rule,
    user: defined({ id: event.userSid }),
    winlog: defined({ event_data: data.rest() }),
  });
  return mergeDocuments(common, fields);
}

/** `UtcTime` is in UTC and does not say so: `2019-06-15 07:14:32.622`. One that is no time stays in the data. */
function happenedAt(data: EventData): number | undefined {
  const ms = parseTimestampMs(data.copy('UtcTime'));
  if (ms !== undefined) data.take('UtcTime');
  return ms;
}
