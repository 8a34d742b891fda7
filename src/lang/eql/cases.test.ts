import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCases, readGoldens } from '../../../test/cases/eql/case-files.ts';
import { planText } from '../../../test/cases/eql/plan-text.ts';
import { treeText } from '../../../test/cases/eql/tree-text.ts';
import { eqlCodes } from '../../source/codes/eql.ts';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileEql, type EqlOptions, parseEql, printEql } from './index.ts';

const FOLDER = 'test/cases/eql';

function tree(input: string): string {
  const { value } = parseEql(sourceText('<query>', input));
  return value === undefined ? '' : treeText(value);
}

function printed(input: string): string {
  const { value } = parseEql(sourceText('<query>', input));
  return value === undefined ? '' : printEql(value);
}

function lowered(input: string, options: EqlOptions = {}): string {
  const { value, diagnostics } = compileEql(sourceText('<query>', input), options);
  return value === undefined ? renderDiagnostics(diagnostics, { color: false }) : planText(value);
}

/** A file that begins with `// complete schema` is checked against one that has only the field `pid`. */
function said(input: string, name: string): string {
  const complete = input.startsWith('// complete schema');
  const schema = {
    typeOf: (path: string) => (path === 'pid' ? ('long' as const) : undefined),
    names: () => ['pid'],
  };
  const options = complete ? ({ schema, unknownFields: 'error' } as const) : {};
  return renderDiagnostics(compileEql(sourceText(name, input), options).diagnostics, { color: false });
}

describe('the tree of a query', () => {
  test.each(readCases(`${FOLDER}/parse`, tree))('$name', ({ input, expected }) => {
    expect(parseEql(sourceText('<query>', input)).diagnostics).toEqual([]);
    expect(tree(input)).toBe(expected);
  });
});

describe('the canonical text of a query', () => {
  test.each(readCases(`${FOLDER}/print`, printed))('$name', ({ input, expected }) => {
    expect(printed(input).trimEnd()).toBe(expected);
    expect(tree(printed(input))).toBe(tree(input));
    expect(printed(printed(input))).toBe(printed(input));
  });
});

describe('the plan of a query', () => {
  test.each(readCases(`${FOLDER}/lower`, input => lowered(input)))('$name', ({ input, expected }) => {
    expect(lowered(input)).toBe(expected);
  });

  const byTheBook = (input: string): string => lowered(input, { nulls: 'three-valued' });
  test.each(readCases(`${FOLDER}/lower-three-valued`, byTheBook))('$name', ({ input, expected }) => {
    expect(byTheBook(input)).toBe(expected);
  });
});

describe('what is said about a query', () => {
  test.each(readGoldens(`${FOLDER}/errors`, '.eql', said))('$name', ({ name, input, expected }) => {
    expect(said(input, name)).toBe(expected);
  });

  test('every code has a case that shows it', () => {
    const shown = readdirSync(`${FOLDER}/errors`)
      .filter(file => file.endsWith('.out'))
      .map(file => readFileSync(`${FOLDER}/errors/${file}`, 'utf8'))
      .join('\n');
    // A query that is too long would be no pleasant golden case.
    const missing = Object.keys(eqlCodes).filter(code => !shown.includes(`[${code}]`));
    expect(missing).toEqual(['EQL022']);
  });
});

test('a query beyond all measure is refused before it is read (EQL022)', () => {
  const source = sourceText('<query>', `any where process.name == "${'x'.repeat(12_000_000)}"`);
  const { value, diagnostics } = compileEql(source);
  expect(value).toBeUndefined();
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['EQL022', 'expected a query of 12000000 characters at most, found 12000028'],
  ]);
});

test.each([
  ['NOT', `any where ${'NOT '.repeat(100_000)}a == 1`],
  ['a name', `any where ${'x'.repeat(1_000_000)} == 1`],
  ['parts of a name', `any where a${'.a'.repeat(100_000)} == 1`],
  ['a function', `any where ${'f'.repeat(1_000_000)}(1)`],
])('what is said stays short however long %s is', (_name, query) => {
  const { diagnostics } = compileEql(sourceText('<query>', query));
  expect(renderDiagnostics(diagnostics, { color: false }).length).toBeLessThan(20_000);
});

test('no number of warnings hides an error', () => {
  const warnings = Array.from({ length: 30 }, () => 'process.name == 1').join(' and ');
  const { value, diagnostics } = compileEql(sourceText('<query>', `any where ${warnings} and process.pid`));
  expect(value).toBeUndefined();
  expect(diagnostics.length).toBe(20);
  expect(diagnostics.filter(one => one.severity === 'error').map(one => one.code)).toEqual(['EQL201']);
});

test('a mistake in a query that stands in a file is told at the line of the file', () => {
  const file = sourceText('rule.toml', 'name = "x"\nquery = "any where process.pid"\n');
  const start = file.text.indexOf('any where');
  const query = sourceText('<query>', 'any where process.pid', { source: file, toHost: at => start + at });
  expect(renderDiagnostics(compileEql(query).diagnostics, { color: false })).toContain('rule.toml:2:20');
});
