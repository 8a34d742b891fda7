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
  names: () => sortedNames,
};

/**
 * The field that a document holds the value of `path` in: a multi-field (`process.name.text`) indexes the value
 * of the field above it (`process.name`) once more and stands in no document. Any other path is its own base.
 */
export function baseField(path: string): string {
  return multiFields.has(path) ? path.slice(0, path.lastIndexOf('.')) : path;
}

function linesOf(text: string): readonly string[] {
  return text.trim().split('\n');
}
