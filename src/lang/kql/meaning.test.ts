import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateKql } from '../../../test/reference/evaluate-kql.ts';
import { evaluatePredicate } from '../../../test/reference/evaluate-predicate.ts';
import { compilePredicate } from '../../engine/compile-predicate.ts';
import { buildExtractor } from '../../engine/extract/extractor.ts';
import { SlotTable } from '../../engine/slot-table.ts';
import type { JsonObject } from '../../event/json.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileKql, parseKql } from './index.ts';

/**
 * The files of test/cases/kql/meaning hold one case a line: a query, the event, and whether the event passes:
 * `name: a*  on {"name": "abc"}  => true`. A line `types {…}` gives the types of the fields.
 */
const CASE = /^(?<query>.+?) {2}on (?<event>\{.*\}) {2}=> (?<want>true|false)$/;
const folder = new URL('../../../test/cases/kql/meaning/', import.meta.url);

describe.each(readdirSync(folder))('%s', file => {
  const lines = readFileSync(new URL(file, folder), 'utf8')
    .split(/\r?\n/)
    .filter(line => line !== '' && !line.startsWith('#'));
  // The form of our own files; a case that is not of it fails.
  const types = JSON.parse(lines[0]?.replace('types', '') ?? '') as { readonly [path: string]: FieldType };
  const schema: Schema = { typeOf: path => types[path], names: () => Object.keys(types) };

  test.each(lines.slice(1))('%s', line => {
    const { query = '', event: json = '{}', want } = CASE.exec(line)?.groups ?? {};
    expect(want).toBeDefined();
    const source = sourceText(file, query);
    const { value: plan, diagnostics } = compileKql(source, { schema });
    expect(diagnostics.filter(isError).map(one => one.message)).toEqual([]);
    const tree = parseKql(source).value;
    if (plan === undefined || tree === undefined) throw new Error(`no plan for ${query}`);
    // The line is a document by the form of the file.
    const event = JSON.parse(json) as JsonObject;
    const table = new SlotTable();
    const accepts = compilePredicate(plan.filter, table.slotOf);
    expect(String(accepts(buildExtractor(table.paths).fromDocument(event))), 'compiled').toBe(want);
    expect(String(evaluatePredicate(plan.filter, event)), 'plan').toBe(want);
    expect(String(evaluateKql(tree, event, schema)), 'tree').toBe(want);
  });
});
