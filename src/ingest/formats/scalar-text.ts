import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';

/** A scalar as text; numbers and booleans are written as the record has them. */
export function scalarText(json: Json | undefined): string | undefined {
  if (typeof json === 'string') return json;
  return typeof json === 'number' || typeof json === 'boolean' ? String(json) : undefined;
}

/** The members of what should be an object. */
export function membersOf(json: Json | undefined): JsonObject {
  return isJsonObject(json) ? json : {};
}
