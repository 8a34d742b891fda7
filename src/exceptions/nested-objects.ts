import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/**
 * The objects that stand at a path, each for itself, in document order: what Elasticsearch indexes apart from each
 * other where a field is mapped as `nested`. Keys may hold dots, arrays are looked through; the dotted keys of one
 * object that lead beyond the path (`{"code_signature.trusted": true}` for `code_signature`) are one object.
 */
export function objectsAt(document: JsonObject, path: string): readonly JsonObject[] {
  const found: JsonObject[] = [];
  collect(document, path, found);
  return found;
}

function collect(json: Json, path: string, found: JsonObject[]): void {
  if (Array.isArray(json)) {
    for (const item of json as readonly Json[]) collect(item, path, found);
    return;
  }
  if (!isJsonObject(json)) return;
  const spelt: [string, Json][] = [];
  for (const [key, value] of Object.entries(json)) {
    if (key === path) collectObjects(value, found);
    else if (path.startsWith(`${key}.`)) collect(value, path.slice(key.length + 1), found);
    else if (key.startsWith(`${path}.`)) spelt.push([key.slice(path.length + 1), value]);
  }
  if (spelt.length > 0) found.push(Object.fromEntries(spelt));
}

function collectObjects(json: Json, found: JsonObject[]): void {
  if (Array.isArray(json)) for (const item of json as readonly Json[]) collectObjects(item, found);
  else if (isJsonObject(json)) found.push(json);
}
