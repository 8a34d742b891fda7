/** Which fields the latest events have, with examples of their values: for completion, and to see what a source sends. */
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { EventStore } from '../store/event-store.ts';
import { EventReading } from './search-events-reading.ts';

export interface SampledFields {
  /** Events that were looked at. */
  readonly events: number;
  readonly fields: ReadonlyMap<string, SampledField>;
  /** Fields that were left out, as there were too many. */
  readonly leftOut: number;
  /** There was no more time: fewer events were looked at than were wanted. */
  readonly isPartial: boolean;
}

export interface SampledField {
  /** Of the events that were looked at, those that have it. */
  readonly events: number;
  /** Different ones, the latest first. */
  readonly examples: readonly (string | number | boolean)[];
}

export interface FieldSampling {
  /** Only events of the index of exactly this name. */
  readonly index?: string | undefined;
  readonly mostEvents: number;
  readonly mostFields: number;
  readonly signal?: AbortSignal | undefined;
  /** The sampling ends with what it has. */
  readonly timeUp?: AbortSignal | undefined;
}

const MOST_EXAMPLES = 3;
const MOST_EXAMPLE_CHARACTERS = 120;
const MOST_DEPTH = 20;

export async function sampleFields(
  store: EventStore,
  { index, mostEvents, mostFields, signal, timeUp }: FieldSampling,
): Promise<SampledFields> {
  const fields = new Map<string, { events: number; readonly examples: Set<string | number | boolean> }>();
  const leftOut = new Set<string>();
  let events = 0;
  const reading = new EventReading(store, {
    order: 'descending',
    indices: index === undefined ? undefined : [index],
    ...{ signal, timeUp },
  });
  for await (const batch of reading.batches({ kind: 'constant', value: true })) {
    for (const event of batch) {
      if (index !== undefined && event.index !== index) continue;
      if (events >= mostEvents) break;
      events++;
      for (const [path, values] of scalarsOf(event.document)) {
        let field = fields.get(path);
        if (field === undefined) {
          if (fields.size >= mostFields) {
            if (leftOut.size < mostFields) leftOut.add(path);
            continue;
          }
          field = { events: 0, examples: new Set() };
          fields.set(path, field);
        }
        field.events++;
        for (const value of values) {
          if (field.examples.size >= MOST_EXAMPLES) break;
          field.examples.add(typeof value === 'string' ? value.slice(0, MOST_EXAMPLE_CHARACTERS) : value);
        }
      }
    }
    if (events >= mostEvents) break;
  }
  const found = [...fields].map(([path, field]): [string, SampledField] => [
    path,
    { events: field.events, examples: [...field.examples] },
  ]);
  return { events, fields: new Map(found), leftOut: leftOut.size, isPartial: reading.isTimeUp };
}

/** The values of every field of a document, by dotted path. */
function scalarsOf(document: JsonObject): ReadonlyMap<string, (string | number | boolean)[]> {
  const found = new Map<string, (string | number | boolean)[]>();
  const walk = (json: Json, path: string, depth: number): void => {
    if (json === null || depth > MOST_DEPTH) return;
    if (isJsonObject(json)) {
      for (const [key, value] of Object.entries(json))
        walk(value, path === '' ? key : `${path}.${key}`, depth + 1);
    } else if (Array.isArray(json)) {
      for (const item of json.slice(0, MOST_EXAMPLES)) walk(item, path, depth + 1);
    } else {
      // Neither null, object nor array: Array.isArray does not narrow readonly arrays away.
      const value = json as string | number | boolean;
      const values = found.get(path);
      if (values === undefined) found.set(path, [value]);
      else values.push(value);
    }
  };
  walk(document, '', 0);
  return found;
}
