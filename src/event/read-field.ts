import type { FieldValues, RawValue } from './field-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * The values at a dotted path, however the document spells it: nested objects, keys with dots, or both at any
 * level (`{"process.parent": {"name": "a"}}`). Arrays are looked through, arrays of objects and of arrays
 * included, and their values come in document order. Null, an empty array and an object hold no value; a single
 * value comes as itself. So does Elasticsearch flatten a document when it indexes it.
 */
export function readField(document: JsonObject, path: string): FieldValues {
  const found: RawValue[] = [];
  collectAt(document, path, found);
  return found.length > 1 ? found : found[0];
}

function collectAt(json: Json, path: string, found: RawValue[]): void {
  if (Array.isArray(json)) {
    for (const item of json as readonly Json[]) collectAt(item, path, found);
  } else if (isJsonObject(json)) {
    for (const key of keysToward(json, path)) {
      const inner = json[key];
      if (inner === undefined) continue;
      if (key.length === path.length) collectValues(inner, found);
      else collectAt(inner, path.slice(key.length + 1), found);
    }
  }
}

function collectValues(json: Json, found: RawValue[]): void {
  if (Array.isArray(json)) {
    for (const item of json as readonly Json[]) collectValues(item, found);
  } else if (json !== null && !isJsonObject(json)) {
    // Neither array, null nor object: a scalar. Array.isArray does not narrow readonly arrays away.
    found.push(json as RawValue);
  }
}

/** The keys of the object that are the path or lead toward it; a document that has two spells one field twice. */
function keysToward(object: JsonObject, path: string): readonly string[] {
  const keys: string[] = [];
  for (let end = path.indexOf('.'); end >= 0; end = path.indexOf('.', end + 1)) {
    const key = path.slice(0, end);
    if (Object.hasOwn(object, key)) keys.push(key);
  }
  if (Object.hasOwn(object, path)) keys.push(path);
  return keys.length < 2 ? keys : Object.keys(object).filter(key => keys.includes(key));
}
