import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { setMember } from './defined.ts';

/** Both documents in one: objects are merged member by member, of everything else `upper` wins. */
export function mergeDocuments(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged: { [key: string]: Json } = { ...lower };
  for (const key of Object.keys(upper)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const value = upper[key];
    if (value === undefined) continue;
    const both = isJsonObject(below) && isJsonObject(value) ? mergeDocuments(below, value) : value;
    setMember(merged, key, both);
  }
  return merged;
}
