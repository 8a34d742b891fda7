/** All that an event holds, by dotted name, as EQL and KQL call it. */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';

export type Scalar = string | number | boolean;

export interface EventField {
  readonly name: string;
  readonly values: readonly Scalar[];
}

export interface EventFieldList {
  /** By name. */
  readonly fields: readonly EventField[];
  /** Values that are not listed, as there are too many, or they lie too deep. */
  readonly leftOut: number;
}

const MOST_VALUES = 5_000;
const MOST_DEPTH = 50;

export function eventFields(document: JsonObject): EventFieldList {
  const found = new Map<string, Scalar[]>();
  let count = 0;
  let leftOut = 0;
  const walk = (json: Json, name: string, depth: number): void => {
    if (json === null) return;
    if (depth > MOST_DEPTH) leftOut++;
    else if (Array.isArray(json)) for (const item of json as readonly Json[]) walk(item, name, depth + 1);
    else if (isJsonObject(json))
      for (const [key, inner] of Object.entries(json))
        walk(inner, name === '' ? key : `${name}.${key}`, depth + 1);
    else if (count >= MOST_VALUES) leftOut++;
    else {
      count++;
      // Neither null, object nor array: Array.isArray does not narrow readonly arrays away.
      const value = json as Scalar;
      const values = found.get(name);
      if (values === undefined) found.set(name, [value]);
      else values.push(value);
    }
  };
  walk(document, '', 0);
  const fields = [...found].map(([name, values]): EventField => ({ name, values }));
  return { fields: fields.sort((a, b) => (a.name < b.name ? -1 : 1)), leftOut };
}

/** By name of the field, in how many of the events it is; the most frequent ones first. */
export function fieldsOfEvents(
  documents: readonly JsonObject[],
): readonly { readonly name: string; readonly events: number }[] {
  const counts = new Map<string, number>();
  for (const document of documents)
    for (const { name } of eventFields(document).fields) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, events]) => ({ name, events }))
    .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
}
