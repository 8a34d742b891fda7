import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Makes numbers, truths and lists of the texts of a query string where its schema asks for them. Everything else stays
 * the text that it is, and is refused by the schema where it does not fit. Bodies are never treated so.
 */
export function coerceQuery(query: JsonObject, schema: unknown): JsonObject {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  if (!isJsonObject(properties)) return query;
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [
      key,
      Object.hasOwn(properties, key) ? coerce(value, properties[key]) : value,
    ]),
  );
}

function coerce(value: Json, schema: Json | undefined): Json {
  if (!isJsonObject(schema)) return value;
  const { items, type } = schema;
  if (type === 'array')
    return (Array.isArray(value) ? value : [value]).map((one: Json) => coerce(one, items));
  if (typeof value !== 'string') return value;
  if ((type === 'integer' || type === 'number') && NUMBER.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
