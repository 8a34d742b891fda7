import { hash } from 'node:crypto';
import { valuesOf } from '../event/field-value.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import { joinedName, joinedTotalOf } from './script-part.ts';
import type { WindowsEvent } from './windows-event.ts';

/** An event's id, and what it is made from: two events have one id exactly if they have one identity. */
export interface EventName {
  readonly id: string;
  /** A text that names the event, or the bytes of one that nothing names. */
  readonly identity: string | Uint8Array;
}

/** The identity on memory of its own: the bytes of an event may lie in a chunk that is filled again. */
export function ownIdentity(identity: EventName['identity']): EventName['identity'] {
  return typeof identity === 'string' ? identity : new Uint8Array(identity);
}

/**
 * The name of an event, the same whenever and in whatever container it is read: what the store that it comes
 * from calls it; for a Windows record, a hash of where and when it was written; for anything else, a hash of its
 * bytes. The time is that of the finished document, in milliseconds: shippers cut the record's own time to
 * different lengths, and records that share a number (logs that were cleared, machines that were cloned) still
 * differ. An event that was joined from several records, written and read again, is named as it was then.
 */
export function nameEvent(document: JsonObject, bytes: Uint8Array, hitId: string | undefined): EventName {
  // No record's name begins with a line feed.
  if (hitId !== undefined) return { id: hitId, identity: `\n${hitId}` };
  const record = windowsRecordOf(document);
  const name = named(record, bytes);
  const total = record === undefined ? undefined : joinedTotalOf(document);
  return total === undefined ? name : joinedName(name, total);
}

/** The same, of a record that was mapped here: its parts are at hand and need not be looked for in its document. */
export function nameRecord(event: WindowsEvent, document: JsonObject, bytes: Uint8Array): EventName {
  const time = document['@timestamp'];
  // What is empty says nothing, and becomes no field of the document.
  const written = recordName(
    event.computer || undefined,
    event.channel || undefined,
    event.recordId || undefined,
    typeof time === 'string' ? parseTimestampMs(time) : undefined,
  );
  return named(written, bytes);
}

function named(record: string | undefined, bytes: Uint8Array): EventName {
  const identity = record ?? bytes;
  return { id: hash('sha256', identity, 'hex'), identity };
}

function windowsRecordOf(document: JsonObject): string | undefined {
  if (document['winlog'] === undefined && !Object.keys(document).some(key => key.startsWith('winlog.')))
    return undefined;
  return recordName(
    first(document, 'winlog.computer_name'),
    first(document, 'winlog.channel'),
    first(document, 'winlog.record_id'),
    parseTimestampMs(first(document, '@timestamp')),
  );
}

/** The identity of a Windows record; undefined where a part of it is not known. */
export function recordName(
  computer: string | undefined,
  channel: string | undefined,
  recordId: string | undefined,
  timeMs: number | undefined,
): string | undefined {
  if (computer === undefined || channel === undefined || recordId === undefined || timeMs === undefined)
    return undefined;
  return `${computer.toLowerCase()}\n${channel}\n${recordId}\n${timeMs}`;
}

function first(document: JsonObject, path: string): string | undefined {
  const values = readField(document, path);
  if (typeof values === 'string') return values;
  const value = valuesOf(values)[0];
  return value === undefined ? undefined : String(value);
}
