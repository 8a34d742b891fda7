import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkQuery, type QueryProblem } from '../../src/web/editor/check-query.ts';
import type { QueryLanguage } from '../../src/web/editor/query-language.ts';

function mended(text: string, { from, replacement = '', to }: QueryProblem): string {
  return text.slice(0, from) + replacement + text.slice(to);
}

test.each([
  ['eql', 'any where process.arg_count == 1', 'any where process.args_count == 1'],
  ['eql', 'any where process.pid = 1', 'any where process.pid == 1'],
  ['eql', 'any where process.pid==1&&process.pid==2', 'any where process.pid==1 and process.pid==2'],
  ['eql', 'any where !process.pid == 1', 'any where not process.pid == 1'],
  ['eql', 'any where process.pid == 1 AND true', 'any where process.pid == 1 and true'],
  ['eql', "any where process.name == 'cmd.exe'", 'any where process.name == "cmd.exe"'],
  ['eql', 'any where event.sequence == 1', 'any where event.`sequence` == 1'],
  ['eql', 'any where startWith(process.name, "a")', 'any where startsWith(process.name, "a")'],
  ['eql', 'any where cidrMatch~(source.ip, "10.0.0.0/8")', 'any where cidrMatch(source.ip, "10.0.0.0/8")'],
  ['kuery', 'process.nmae: cmd.exe', 'process.name: cmd.exe'],
] as const)('%s: `%s` is mended to `%s`', (language: QueryLanguage, wrong, right) => {
  const problem = checkQuery(language, wrong).find(({ replacement }) => replacement !== undefined);
  expect(problem && mended(wrong, problem)).toBe(right);
  expect(checkQuery(language, right)).toEqual([]);
});

test('no mend leaves the mistake where it was', () => {
  const texts = readdirSync('test/cases/eql/errors')
    .filter(file => file.endsWith('.eql'))
    .map(file => readFileSync(`test/cases/eql/errors/${file}`, 'utf8'));
  let mends = 0;
  for (const text of texts)
    for (const problem of checkQuery('eql', text)) {
      if (problem.replacement === undefined) continue;
      mends += 1;
      const after = checkQuery('eql', mended(text, problem));
      expect(after).not.toContainEqual(
        expect.objectContaining({ code: problem.code, from: problem.from, message: problem.message }),
      );
    }
  expect(mends).toBeGreaterThan(5);
});

test('a problem stands at a line and a column, from 1, and at offsets of the text', () => {
  const text = 'any where\n  process.pid = 1';
  const [problem] = checkQuery('eql', text);
  expect(problem).toMatchObject({ line: 2, column: 15, severity: 'error' });
  expect(text.slice(problem?.from, problem?.to)).toBe('=');
});

test('what nobody has written yet has nothing wrong with it', () => {
  expect(checkQuery('eql', ' \n')).toEqual([]);
});
