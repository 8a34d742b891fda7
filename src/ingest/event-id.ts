import { hash } from 'node:crypto';
import { valuesOf } from '../event/field-value.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';

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

function windowsRecordOf(document: JsonObject): string | undefined {
  if (document['winlog'] === undefined && !Object.keys(document).some(key => key.startsWith('winlog.')))
    return undefined;
  const computer = first(document, 'winlog.computer_name');
  const channel = first(document, 'winlog.channel');
  const recordId = first(document, 'winlog.record_id');
  const timeMs = parseTimestampMs(first(document, '@timestamp'));
  if (computer === undefined || channel === undefined || recordId === undefined || timeMs === undefined)
    return undefined;
  return [computer.toLowerCase(), channel, recordId, timeMs].join('\n');
}

function first(document: JsonObject, path: string): string | undefined {
  const value = valuesOf(readField(document, path))[0];
  return value === undefined ? undefined : String(value);
}
