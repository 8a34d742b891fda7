import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

/** The members that have a value: undefined ones, and objects and arrays with nothing in them, are left out. */
export function defined(members: { readonly [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => !isNothing(entry[1])),
  );
}

function isNothing(value: Json | undefined): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** What an object of type `T` is made of before its absent members are left out. */
export type Possible<T> = { readonly [Key in keyof T]: T[Key] | undefined };

/** The object without its undefined members: an absent member is absent, not undefined. */
export function withoutUndefined<T extends object>(members: Possible<T>): T {
  // Leaving out the undefined members gives the type whose members these are possible values of.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
