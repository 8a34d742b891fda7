import { hash } from 'node:crypto';
import { valuesOf } from '../event/field-value.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { WindowsEvent } from './windows-event.ts';

/**
 * The name of an event, the same whenever and in whatever container it is read: what the store that it comes
 * from calls it; for a Windows record, a hash of where and when it was written; for anything else, a hash of its
 * bytes. The time is that of the finished document, in milliseconds: shippers cut the record's own time to
 * different lengths, and records that share a number (logs that were cleared, machines that were cloned) still
 * differ.
 */
export function eventId(document: JsonObject, bytes: Uint8Array, hitId: string | undefined): string {
  if (hitId !== undefined) return hitId;
  return hash('sha256', windowsRecordOf(document) ?? bytes, 'hex');
}

/** The same, of a record that was mapped here: its parts are at hand and need not be looked for in its document. */
export function recordEventId(event: WindowsEvent, document: JsonObject, bytes: Uint8Array): string {
  const time = document['@timestamp'];
  // What is empty says nothing, and becomes no field of the document.
  const written = recordName(
    event.computer || undefined,
    event.channel || undefined,
    event.recordId || undefined,
    typeof time === 'string' ? time : undefined,
  );
  return hash('sha256', written ?? bytes, 'hex');
}

function windowsRecordOf(document: JsonObject): string | undefined {
  if (document['winlog'] === undefined && !Object.keys(document).some(key => key.startsWith('winlog.')))
    return undefined;
  return recordName(
    first(document, 'winlog.computer_name'),
    first(document, 'winlog.channel'),
    first(document, 'winlog.record_id'),
    first(document, '@timestamp'),
  );
}

function recordName(
  computer: string | undefined,
  channel: string | undefined,
  recordId: string | undefined,
  time: string | undefined,
): string | undefined {
  const timeMs = parseTimestampMs(time);
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
