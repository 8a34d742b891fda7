import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { evaluatePredicate } from '../../test/reference/evaluate-predicate.ts';
import type { JsonObject } from '../event/json.ts';
import type { FieldType } from '../event/schema.ts';
import { compileEql } from '../lang/eql/index.ts';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import { simplify } from '../plan/simplify.ts';
import { sourceText } from '../source/source-text.ts';
import { compilePredicate } from './compile-predicate.ts';
import { buildExtractor } from './extract/extractor.ts';

/** A file of test/cases/eval: conditions on one event each, and whether they hold. */
interface EvalCases {
  readonly types: { readonly [path: string]: FieldType };
  /** `where` is short for the query `any where …`. */
  readonly cases: readonly {
    readonly where?: string;
    readonly query?: string;
    readonly event?: JsonObject;
    readonly want: boolean;
  }[];
}

const folder = new URL('../../test/cases/eval/', import.meta.url);

describe.each(readdirSync(folder).filter(file => file.endsWith('.yaml')))('eval/%s', file => {
  // The form of our own files; a case that is not of it fails.
  const { types, cases } = parse(readFileSync(new URL(file, folder), 'utf8')) as EvalCases;
  const schema = { typeOf: (path: string) => types[path], names: () => Object.keys(types) };

  test.each(cases.map(one => ({ ...one, query: one.query ?? `any where ${one.where}` })))(
    '$query on $event is $want',
    ({ query, event = {}, want }) => {
      const { value: plan, diagnostics } = compileEql(sourceText(file, query), {
        schema,
        unknownFields: 'error',
      });
      expect(diagnostics.filter(one => one.severity === 'error').map(one => one.message)).toEqual([]);
      if (plan?.kind !== 'events') throw new Error(`no plan for ${query}`);
      expect(runCompiled(plan.filter, event), 'compiled').toBe(want);
      expect(runCompiled(simplify(plan.filter), event), 'simplified').toBe(want);
      expect(evaluatePredicate(plan.filter, event), 'naive').toBe(want);
    },
  );
});

function runCompiled(filter: Predicate, event: JsonObject): boolean {
  const paths: string[] = [];
  const slotOf = (field: FieldRef) => paths.push(field.path) - 1;
  const accepts = compilePredicate(filter, slotOf);
  return accepts(buildExtractor(paths).fromDocument(event));
}

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
