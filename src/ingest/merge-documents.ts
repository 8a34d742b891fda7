import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { setMember } from './defined.ts';

/** Both documents in one: objects are merged member by member, of everything else `upper` wins. */
export function mergeDocuments(lower: JsonObject, upper: JsonObject): JsonObject {
  let merged: { [key: string]: Json } | undefined;
  for (const key of Object.keys(upper)) {
    const below = Object.hasOwn(lower, key) ? lower[key] : undefined;
    const value = upper[key];
    if (value === undefined) continue;
    const both = isJsonObject(below) && isJsonObject(value) ? mergeDocuments(below, value) : value;
    if (both === below) continue;
    merged ??= { ...lower };
    setMember(merged, key, both);
  }
  return merged ?? lower;
}
