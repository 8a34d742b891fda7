import { ecsMultiFields, ecsNames } from './ecs.generated.ts';
import type { FieldType, Schema } from './schema.ts';

const types: ReadonlyMap<string, FieldType> = new Map(
  Object.entries(ecsNames).flatMap(([type, names]) =>
    // The keys of the table are field types; Object.entries forgets that.
    linesOf(names).map((name): [string, FieldType] => [name, type as FieldType]),
  ),
);
const multiFields: ReadonlySet<string> = new Set(linesOf(ecsMultiFields));
const sortedNames: readonly string[] = [...types.keys()].sort();

/**
 * The Elastic Common Schema, multi-fields such as `process.name.text` included. Fields inside a nested field
 * are `unsupported`, as EQL cannot reach them.
 */
export const ecsSchema: Schema = {
  typeOf: path => types.get(path),
  sourceOf: path => (multiFields.has(path) ? path.slice(0, path.lastIndexOf('.')) : path),
  names: () => sortedNames,
};

function linesOf(text: string): readonly string[] {
  return text.trim().split('\n');
}
