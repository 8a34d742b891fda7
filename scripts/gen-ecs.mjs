// Writes src/event/ecs.generated.ts: the name and type of every field of the Elastic Common Schema, multi-fields
// included, as `@elastic/ecs` has them. Only this table may reach a program that uses Tripline: the package
// itself is fifteen times as large. Run it after raising the version of `@elastic/ecs`; the order is stable.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { EcsFlat, EcsVersion } from '@elastic/ecs';

/** Elasticsearch's mapping types -> the types of src/event/schema.ts. */
const TYPES = {
  keyword: 'keyword',
  constant_keyword: 'keyword',
  wildcard: 'keyword',
  text: 'text',
  match_only_text: 'text',
  byte: 'long',
  short: 'long',
  integer: 'long',
  long: 'long',
  unsigned_long: 'long',
  half_float: 'double',
  float: 'double',
  scaled_float: 'double',
  double: 'double',
  boolean: 'boolean',
  ip: 'ip',
  date: 'date',
  date_nanos: 'date_nanos',
  version: 'version',
  // EQL has no values of these. A flattened field is an object too: its leaves have names of their own.
  flattened: 'unsupported',
  object: 'unsupported',
  nested: 'unsupported',
  geo_point: 'unsupported',
};

const nested = Object.keys(EcsFlat).filter(name => EcsFlat[name].type === 'nested');
/** type -> names */
const names = {};
const multiFields = [];
for (const [name, field] of Object.entries(EcsFlat)) {
  add(name, field.type);
  for (const multi of field.multi_fields ?? []) {
    add(multi.flat_name, multi.type);
    multiFields.push(multi.flat_name);
  }
}

function add(name, ecsType) {
  const type = TYPES[ecsType];
  if (type === undefined) throw new Error(`${name}: no type of src/event/schema.ts stands for ${ecsType}`);
  // What stands in a nested field is a document of its own, which EQL cannot reach either.
  const reachable = !nested.some(outer => name.startsWith(`${outer}.`));
  const listed = reachable ? type : 'unsupported';
  names[listed] ??= [];
  names[listed].push(name);
}

const block = list => `\`\n${[...list].sort().join('\n')}\n\``;
const types = Object.keys(names).sort();
writeFileSync(
  new URL('../src/event/ecs.generated.ts', import.meta.url),
  `// Written by scripts/gen-ecs.mjs from @elastic/ecs ${EcsVersion} (Apache-2.0). Do not edit.
import type { FieldType } from './schema.ts';

export const ecsVersion = '${EcsVersion}';

/** The names of each type, one a line. */
export const ecsNames: Readonly<Partial<Record<FieldType, string>>> = {
${types.map(type => `  ${type}: ${block(names[type])},`).join('\n')}
};

/** The names that are a second indexing of the field one level up, one a line. */
export const ecsMultiFields: string = ${block(multiFields)};
`,
);
const count = types.reduce((sum, type) => sum + names[type].length, 0);
process.stdout.write(`src/event/ecs.generated.ts: ${count} fields of ECS ${EcsVersion}\n`);
