import type { FieldType, Schema } from './schema.ts';

/**
 * The schema with more fields; one that it knows already takes the new type.
 *
 *     extendSchema(ecsSchema, { 'vpc.flow.bytes': 'long', 'process.pid': 'keyword' })
 */
export function extendSchema(base: Schema, fields: Readonly<Record<string, FieldType>>): Schema {
  const types: ReadonlyMap<string, FieldType> = new Map(Object.entries(fields));
  const names = [...new Set([...base.names(), ...types.keys()])].sort();
  return {
    typeOf: path => types.get(path) ?? base.typeOf(path),
    // What a document holds does not change with the type: a multi-field stays one.
    sourceOf: path => base.sourceOf?.(path) ?? path,
    names: () => names,
  };
}
