import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';

/** The document with `event.ingested`, set where it has none. */
export function withIngested(document: JsonObject, ingestedMs: number): JsonObject {
  if (readField(document, 'event.ingested') !== undefined) return document;
  const ingested = new Date(ingestedMs).toISOString();
  const { event } = document;
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { ...document, 'event.ingested': ingested };
  return { ...document, event: { ...event, ingested } };
}
