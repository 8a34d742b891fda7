import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCases, readGoldens } from '../../../test/cases/eql/case-files.ts';
import { planText } from '../../../test/cases/eql/plan-text.ts';
import { treeText } from '../../../test/cases/kql/tree-text.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { kqlCodes } from '../../source/codes/kql.ts';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileKql, type KqlOptions, parseKql, printKql } from './index.ts';

const FOLDER = 'test/cases/kql';

function tree(input: string): string {
  const { value } = parseKql(sourceText('<query>', input));
  return value === undefined ? '' : treeText(value);
}

function printed(input: string): string {
  const { value } = parseKql(sourceText('<query>', input));
  return value === undefined ? '' : printKql(value);
}

function lowered(input: string): string {
  const { value, diagnostics } = compileKql(sourceText('<query>', input));
  return value === undefined ? renderDiagnostics(diagnostics, { color: false }) : planText(value);
}

/** Cases of these names are checked against a schema of a few fields, or one that is complete. */
const OPTIONS: { readonly [name: string]: KqlOptions } = {
  'complete-schema.kql': { schema: schemaOf({ pid: 'long' }), unknownFields: 'error' },
  'nested-now.kql': { schema: schemaOf({ 'created.at': 'date', at: 'date' }) },
};

function schemaOf(types: { readonly [path: string]: FieldType }): Schema {
  return { typeOf: path => types[path], names: () => Object.keys(types) };
}

function said(input: string, name: string): string {
  const options = OPTIONS[name] ?? {};
  return renderDiagnostics(compileKql(sourceText(name, input), options).diagnostics, { color: false });
}

describe('the tree of a query', () => {
  test.each(readCases(`${FOLDER}/parse`, tree))('$name', ({ input, expected }) => {
    expect(parseKql(sourceText('<query>', input)).diagnostics).toEqual([]);
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
  test.each(readCases(`${FOLDER}/lower`, lowered))('$name', ({ input, expected }) => {
    expect(lowered(input)).toBe(expected);
  });
});

describe('what is said about a query', () => {
  test.each(readGoldens(`${FOLDER}/errors`, '.kql', said))('$name', ({ name, input, expected }) => {
    expect(said(input, name)).toBe(expected);
  });

  test('every code has a case that shows it', () => {
    const shown = readdirSync(`${FOLDER}/errors`)
      .filter(file => file.endsWith('.out'))
      .map(file => readFileSync(`${FOLDER}/errors/${file}`, 'utf8'))
      .join('\n');
    // A query that is too long would be no pleasant golden case.
    const missing = Object.keys(kqlCodes).filter(code => !shown.includes(`[${code}]`));
    expect(missing).toEqual(['KQL018']);
  });
});

test('a query beyond all measure is refused before it is read (KQL018)', () => {
  const { value, diagnostics } = compileKql(sourceText('<query>', 'x'.repeat(12_000_001)));
  expect(value).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(['KQL018']);
});

test('no number of warnings hides an error', () => {
  const warnings = Array.from({ length: 30 }, () => 'process.pid: x').join(' and ');
  const { value, diagnostics } = compileKql(sourceText('<query>', `${warnings} and process.pid: 4*`));
  expect(value).toBeUndefined();
  expect(diagnostics.filter(one => one.severity === 'error').map(one => one.code)).toEqual(['KQL201']);
});

test('a mistake in a query that stands in a file is told at the line of the file', () => {
  const file = sourceText('rule.toml', 'name = "x"\nquery = "process.pid: 4*"\n');
  const start = file.text.indexOf('process.pid');
  const query = sourceText('<query>', 'process.pid: 4*', { source: file, toHost: at => start + at });
  expect(renderDiagnostics(compileKql(query).diagnostics, { color: false })).toContain('rule.toml:2:23');
});
