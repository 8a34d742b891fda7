import { isJsonObject, type Json, type JsonObject } from '../../src/event/json.ts';

/** Every scalar of the document with its dotted path, in document order. */
export function flatten(document: JsonObject): readonly (readonly [path: string, value: Json])[] {
  const walk = (json: Json, path: string): readonly (readonly [string, Json])[] => {
    if (json === null) return [];
    if (Array.isArray(json)) return json.flatMap(item => walk(item, path));
    if (!isJsonObject(json)) return [[path, json]];
    return Object.entries(json).flatMap(([key, inner]) => walk(inner, path === '' ? key : `${path}.${key}`));
  };
  return walk(document, '');
}
