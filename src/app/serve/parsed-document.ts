/** A document of a request as the event that is stored, or why it is none: parsed, named, and mapped where it must be. */
import { parseTimestampMs } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { ArrivingDocument } from '../../http/parts.ts';
import type { IngestedEvent, SkippedRecord } from '../../ingest/ingested-event.ts';
import { readJsonDocument } from '../../ingest/read-record.ts';
import type { NewEvent } from '../../store/event-store.ts';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** @param number of the document in its request, from 1 */
export function readParsed(
  { bytes, id, index }: ArrivingDocument,
  number: number,
  limitBytes: number,
  nowMs: number,
): { readonly kind: 'event'; readonly event: NewEvent } | SkippedRecord {
  const read = readJsonDocument(bytes, number, {
    input: 'request',
    noun: 'record',
    limitBytes,
    ...(id === undefined ? {} : { hitId: id }),
    ...(index === undefined ? {} : { hitIndex: index }),
  });
  if (read.kind === 'skipped') return read;
  return { kind: 'event', event: newEvent(read.event, bytes, read.given, nowMs) };
}

function newEvent(
  { document, id, index }: IngestedEvent,
  bytes: Uint8Array,
  given: JsonObject,
  nowMs: number,
): NewEvent {
  const isOneLine = !bytes.includes(LINE_FEED) && !bytes.includes(RETURN);
  return {
    id,
    index,
    timeMs: timeAt(document, '@timestamp'),
    ingestedMs: timeAt(document, 'event.ingested') ?? nowMs,
    raw: isOneLine ? bytes : jsonBytes(given),
    ecs: document === given ? undefined : jsonBytes(document),
  };
}

function timeAt(document: JsonObject, path: string): number | undefined {
  const value = path === '@timestamp' ? document[path] : readField(document, path);
  return typeof value === 'string' || typeof value === 'number' ? parseTimestampMs(value) : undefined;
}

function jsonBytes(document: JsonObject): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}
