import { ecsMultiFields, ecsNames } from './ecs.generated.ts';
import type { FieldType, Schema } from './schema.ts';

/**
 * Fields of Elastic's integrations that are no part of ECS and are indexed as texts: to ask one for a phrase is to look
 * inside of it, which dozens of rules for PowerShell live by.
 */
const TEXTS_BEYOND_ECS: readonly string[] = [
  'powershell.command.invocation_details.value',
  'powershell.command.value',
  'powershell.file.script_block_text',
];

const types: ReadonlyMap<string, FieldType> = new Map([
  ...Object.entries(ecsNames).flatMap(([type, names]) =>
    // The keys of the table are field types; Object.entries forgets that.
    linesOf(names).map((name): [string, FieldType] => [name, type as FieldType]),
  ),
  ...TEXTS_BEYOND_ECS.map((name): [string, FieldType] => [name, 'text']),
]);
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
