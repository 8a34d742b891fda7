import { describe, expect, test } from 'vitest';
import { readCases } from '../../../test/cases/eql/case-files.ts';
import { predicateText } from '../../../test/cases/eql/plan-text.ts';
import { ecsSchema } from '../../event/ecs-schema.ts';
import type { Json } from '../../event/json.ts';
import { simplify } from '../../plan/simplify.ts';
import { type DslScope, lowerClause } from './index.ts';
import { parseWildcard } from './parse-wildcard.ts';

const scope = { schema: ecsSchema, now: { path: '@timestamp', type: 'date' } } as const;

/** The condition, or each problem at its path. */
function lowered(input: string, within: DslScope = scope): string {
  // The form of our own files.
  const { problems, value } = lowerClause(JSON.parse(input) as Json, within);
  if (value !== undefined) return predicateText(simplify(value));
  return problems
    .map(({ found, kind, path, subject }) =>
      kind === 'wrong'
        ? `${path.join('.')} must be ${subject}, found ${JSON.stringify(found)}`
        : `${path.join('.')}: ${subject} does not run`,
    )
    .join('\n');
}

describe('a clause of the query DSL', () => {
  test.each(readCases('test/cases/dsl', input => lowered(input)))('$name', ({ input, expected }) => {
    expect(lowered(input)).toBe(expected);
  });
});

describe('a clause of a search', () => {
  const ofSearch = (input: string): string => lowered(input, { ...scope, idField: 'event.id' });
  test.each(readCases('test/cases/dsl-search', ofSearch))('$name', ({ input, expected }) => {
    expect(ofSearch(input)).toBe(expected);
  });
});

test('no query string takes long, and one that is nested beyond measure is refused', () => {
  const ofText = (query: string): Json => ({ query_string: { query } });
  for (const text of [
    '('.repeat(9_000),
    '\\'.repeat(4_000),
    '"'.repeat(9_999),
    'a:'.repeat(4_000),
    '! '.repeat(4_000),
  ])
    expect(lowerClause(ofText(text), { ...scope, idField: 'event.id' }).problems.length).toBeLessThan(2);
});

test.each<Json | undefined>([undefined, null, 5, 'x', [], {}])('%j is no clause', clause => {
  expect(lowerClause(clause, scope)).toMatchObject({ problems: [{ kind: 'wrong', path: [] }] });
});

test('clauses nested beyond measure are refused, not followed', () => {
  let clause: Json = { match_all: {} };
  for (let depth = 0; depth < 10_000; depth++) clause = { bool: { must: clause } };
  expect(lowerClause(clause, scope).problems).toMatchObject([{ kind: 'unsupported' }]);
});

test.each([
  ['a*b', [{ literal: 'a' }, '*', { literal: 'b' }]],
  ['?\\?\\\\x', ['?', { literal: '?\\x' }]],
  ['\\', [{ literal: '\\' }]],
  ['\\T', [{ literal: 'T' }]],
  ['', []],
])('the wildcard %j', (text, parts) => {
  expect(parseWildcard(text)).toEqual(parts);
});
