import { ecsMultiFields, ecsNames } from './ecs.generated.ts';
import type { FieldType, Schema } from './schema.ts';

/**
 * Fields of Elastic's integration for Windows that are no part of ECS, and whose types decide what dozens of rules for
 * PowerShell mean: to ask a text for a phrase is to look inside of it.
 */
const BEYOND_ECS: readonly (readonly [name: string, type: FieldType])[] = [
  ['powershell.command.invocation_details.value', 'text'],
  ['powershell.command.value', 'text'],
  ['powershell.file.script_block_entropy_bits', 'double'],
  ['powershell.file.script_block_hash', 'keyword'],
  ['powershell.file.script_block_id', 'keyword'],
  ['powershell.file.script_block_length', 'long'],
  ['powershell.file.script_block_surprisal_stdev', 'double'],
  ['powershell.file.script_block_text', 'text'],
  ['powershell.file.script_block_unique_symbols', 'long'],
];

const types: ReadonlyMap<string, FieldType> = new Map([
  ...Object.entries(ecsNames).flatMap(([type, names]) =>
    // The keys of the table are field types; Object.entries forgets that.
    linesOf(names).map((name): [string, FieldType] => [name, type as FieldType]),
  ),
  ...BEYOND_ECS,
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
