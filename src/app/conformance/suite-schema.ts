import type { Json, JsonObject } from '../../event/json.ts';
import { isJsonObject } from '../../event/json.ts';
import type { FieldType, Schema } from '../../event/schema.ts';

/** The types that a suite names; a field that it does not name takes its type from its values. */
export function suiteSchema(
  types: { readonly [path: string]: FieldType } = {},
  documents: readonly JsonObject[] = [],
): Schema {
  const known = new Map<string, FieldType>();
  for (const document of documents) for (const [path, type] of typesIn(document)) known.set(path, type);
  for (const [path, type] of Object.entries(types)) known.set(path, type);
  return { typeOf: path => known.get(path), names: () => [...known.keys()] };
}

function* typesIn(value: Json, path = ''): Generator<[path: string, type: FieldType]> {
  if (Array.isArray(value)) for (const item of value) yield* typesIn(item, path);
  else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value))
      yield* typesIn(inner, path === '' ? key : `${path}.${key}`);
  } else if (typeof value === 'string') yield [path, 'keyword'];
  else if (typeof value === 'boolean') yield [path, 'boolean'];
  else if (typeof value === 'number') yield [path, Number.isInteger(value) ? 'long' : 'double'];
}
