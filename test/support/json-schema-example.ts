import { isJsonObject, type Json, type JsonObject } from '../../src/event/json.ts';

/** The least value that a JSON schema takes: what it gives as an example, or what follows from its words. */
export function exampleOf(schema: Json | undefined): Json {
  if (!isJsonObject(schema)) return {};
  const { allOf, anyOf, const: constant, default: usual, examples, oneOf } = schema;
  const given = firstOf(examples) ?? schema['example'] ?? constant ?? usual ?? firstOf(schema['enum']);
  if (given !== undefined) return given;
  const choice = firstOf(anyOf) ?? firstOf(oneOf);
  if (choice !== undefined) return exampleOf(choice);
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map(exampleOf)) as JsonObject;
  return ofType(schema);
}

function ofType(schema: JsonObject): Json {
  const { items, maximum, minimum, minItems, minLength, properties, required, type } = schema;
  switch (type) {
    case 'string':
      return schema['format'] === 'date-time'
        ? '2026-01-01T00:00:00.000Z'
        : 'x'.repeat(numberOf(minLength, 1));
    case 'integer':
    case 'number':
      return numberOf(minimum, Math.min(1, numberOf(maximum, 1)));
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: numberOf(minItems, 0) }, () => exampleOf(items));
    default:
      return Object.fromEntries(
        (Array.isArray(required) ? required : []).map((key: Json) => [
          String(key),
          exampleOf(isJsonObject(properties) ? properties[String(key)] : undefined),
        ]),
      );
  }
}

/** A value that the schema does not take; undefined where it takes everything. */
export function misfitOf(schema: Json | undefined): Json | undefined {
  if (!isJsonObject(schema)) return undefined;
  const choices = [schema['anyOf'], schema['oneOf']].find(Array.isArray);
  const types = (choices ?? [schema]).map((choice: Json) =>
    isJsonObject(choice) ? typeOf(choice) : undefined,
  );
  if (types.includes(undefined)) return undefined;
  const misfits: readonly (readonly [string, Json])[] = [
    ['boolean', true],
    ['object', { misfit: true }],
    ['number', 1.5],
    ['string', 'misfit'],
  ];
  return misfits.find(([type]) => !types.includes(type))?.[1];
}

function typeOf({ const: constant, enum: values, type }: JsonObject): string | undefined {
  if (typeof type === 'string') return type === 'integer' ? 'number' : type;
  const value = constant ?? firstOf(values);
  return value === undefined ? undefined : typeof value;
}

function firstOf(values: Json | undefined): Json | undefined {
  return Array.isArray(values) ? (values[0] as Json | undefined) : undefined;
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
