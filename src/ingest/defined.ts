import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/** The members that have a value: undefined ones, and objects and arrays with nothing in them, are left out. */
export function defined(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const found: { [key: string]: Json } = {};
  for (const key of Object.keys(members)) {
    const value = members[key];
    if (value !== undefined && !isEmpty(value)) setMember(found, key, value);
  }
  return found;
}

/** Sets a member, also one called `__proto__`, which an assignment would take for the object's prototype. */
export function setMember(object: { [key: string]: Json }, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function isEmpty(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return false;
  for (const _ in value) return false;
  return true;
}
