import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Tree } from '@lezer/common';
import { buildParser } from '@lezer/generator';
import { describe, expect, test } from 'vitest';
import { parseEql } from '../../src/lang/eql/index.ts';
import { isKeyword } from '../../src/lang/eql/token.ts';
import { functions } from '../../src/plan/functions/index.ts';
import { isError } from '../../src/source/diagnostic.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { readCases } from '../cases/eql/case-files.ts';
import { corpusQueries } from '../cases/eql/corpus-queries.ts';
import { RULES } from '../support/live-rule-tables.ts';

const FOLDER = 'test/cases/eql';
const grammar = readFileSync('src/web/editor/eql.grammar', 'utf8');
const parser = buildParser(grammar, { warn: message => expect.fail(message) });

/** Where the grammar is at a loss with a query that runs, as `line: text`. */
function losses(query: string): readonly string[] {
  if (parseEql(sourceText('query', query)).diagnostics.some(isError)) return [];
  return errorsOf(parser.parse(query)).map(at => `${query.slice(0, at)}⟦here⟧${query.slice(at)}`);
}

function errorsOf(tree: Tree): readonly number[] {
  const found: number[] = [];
  tree.iterate({
    enter: ({ from, type }) => {
      if (type.isError) found.push(from);
    },
  });
  return found;
}

describe.each(['parse', 'print', 'lower', 'lower-three-valued'])(
  'the queries of test/cases/eql/%s',
  folder => {
    test('are read to their end', () => {
      const cases = readCases(`${FOLDER}/${folder}`, () => '');
      expect(cases.length).toBeGreaterThan(0);
      expect(cases.flatMap(({ input }) => losses(input))).toEqual([]);
    });
  },
);

test('queries that give warnings are read to their end', () => {
  const inputs = readdirSync(`${FOLDER}/errors`)
    .filter(file => file.endsWith('.eql'))
    .map(file => readFileSync(`${FOLDER}/errors/${file}`, 'utf8'));
  expect(inputs.flatMap(losses)).toEqual([]);
});

test.skipIf(!existsSync(RULES))(
  'the live rules of the corpus are read to their end (need ../shared/data)',
  () => {
    expect(corpusQueries().flatMap(({ query }) => losses(query))).toEqual([]);
  },
);

test('every example of a function is read to its end', () => {
  const examples = functions.flatMap(({ examples }) => examples.map(({ expr }) => `any where ${expr}`));
  expect(examples.flatMap(losses)).toEqual([]);
});

test('the grammar has the keywords of the language, and no others', () => {
  const words = [...grammar.matchAll(/(?:kw|tilded)<"([^"]+)">/g)].map(([, word = '']) => word);
  expect(words.filter(word => !isKeyword(word))).toEqual([]);
  // What is read only to be refused needs no grammar.
  const refused = new Set(['join', 'of']);
  const tokens = readFileSync('src/lang/eql/token.ts', 'utf8');
  const all = [...tokens.matchAll(/^ {2}'([a-z~]+)',$/gm)].map(([, word = '']) => word);
  expect(all.filter(word => !refused.has(word) && !words.includes(word))).toEqual([]);
});

test.each([
  '',
  'process',
  'process where',
  'process where a ==',
  'sequence [any where',
  '"open',
  '/* open',
  '! x',
])('text that is no query yet, `%s`, has a tree all the same', text => {
  expect(parser.parse(text).length).toBe(text.length);
});
