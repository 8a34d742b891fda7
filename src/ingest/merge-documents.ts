import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/** Both documents in one: objects are merged member by member, of everything else `upper` wins. */
export function mergeDocuments(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const below = merged.get(key);
    merged.set(key, isJsonObject(below) && isJsonObject(value) ? mergeDocuments(below, value) : value);
  }
  // Not by assignment: a document may have a member called `__proto__`.
  return Object.fromEntries(merged);
}
