import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluatePredicate } from '../../test/reference/evaluate-predicate.ts';
import type { JsonObject } from '../event/json.ts';
import type { FieldType } from '../event/schema.ts';
import { compileEql } from '../lang/eql/index.ts';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import { simplify } from '../plan/simplify.ts';
import { isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { compilePredicate } from './compile-predicate.ts';
import { buildExtractor } from './extract/extractor.ts';

/**
 * The files of test/cases/eval hold one case a line: a condition (or a whole query), the event if it is not
 * empty, and whether the condition holds: `name : "A*"  on {"name": "abc"}  => true`. A line `types {…}` gives
 * the types of the fields; there are no others.
 */
const CASE = /^(?<condition>.+?)(?: {2}on (?<event>\{.*\}))? {2}=> (?<want>true|false)$/;
const folder = new URL('../../test/cases/eval/', import.meta.url);

describe.each(readdirSync(folder).filter(file => file.endsWith('.txt')))('eval/%s', file => {
  const lines = readFileSync(new URL(file, folder), 'utf8')
    .split(/\r?\n/)
    .filter(line => line !== '' && !line.startsWith('#'));
  // The form of our own files; a case that is not of it fails.
  const types = JSON.parse(lines[0]?.replace('types', '') ?? '') as { readonly [path: string]: FieldType };
  const schema = { typeOf: (path: string) => types[path], names: () => Object.keys(types) };

  test.each(lines.slice(1))('%s', line => {
    const { condition = '', event: json = '{}', want } = CASE.exec(line)?.groups ?? {};
    expect(want).toBeDefined();
    const query = /^\w+ where /.test(condition) ? condition : `any where ${condition}`;
    const { value: plan, diagnostics } = compileEql(sourceText(file, query), {
      schema,
      unknownFields: 'error',
    });
    expect(diagnostics.filter(isError).map(one => one.message)).toEqual([]);
    if (plan?.kind !== 'events') throw new Error(`no plan for ${query}`);
    // The line is a document by the form of the file.
    const event = JSON.parse(json) as JsonObject;
    expect(String(runCompiled(plan.filter, event)), 'compiled').toBe(want);
    expect(String(evaluatePredicate(plan.filter, event)), 'naive').toBe(want);
    expect(String(evaluatePredicate(simplify(plan.filter), event)), 'simplified').toBe(want);
  });
});

function runCompiled(filter: Predicate, event: JsonObject): boolean {
  const paths: string[] = [];
  const slotOf = (field: FieldRef) => paths.push(field.path) - 1;
  const accepts = compilePredicate(filter, slotOf);
  return accepts(buildExtractor(paths).fromDocument(event));
}

test('the empty text starts every text and stands inside of none', () => {
  const affix = (at: 'start' | 'inside'): Predicate => ({
    kind: 'affix',
    field: { path: 'f', type: 'keyword' },
    at,
    text: '',
    ignoreCase: false,
  });
  expect([runCompiled(affix('start'), { f: '' }), runCompiled(affix('start'), { f: 'a' })]).toEqual([
    true,
    true,
  ]);
  expect([runCompiled(affix('inside'), { f: '' }), runCompiled(affix('inside'), { f: 'a' })]).toEqual([
    false,
    false,
  ]);
  expect(runCompiled(affix('start'), {})).toBe(false);
});

test('an argument list is fresh for every event', () => {
  const field = (path: string): FieldRef => ({ path, type: 'keyword' });
  const accepts = compilePredicate(
    {
      kind: 'script',
      expr: {
        kind: 'call',
        name: 'endsWith',
        ignoreCase: false,
        args: [
          { kind: 'field', field: field('a') },
          { kind: 'field', field: field('b') },
        ],
      },
    },
    ({ path }) => (path === 'a' ? 0 : 1),
  );
  expect([accepts(['xy', 'y']), accepts(['xy', undefined]), accepts([undefined, 'y'])]).toEqual([
    true,
    false,
    false,
  ]);
});
