import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CorpusQuery, corpusQueries } from '../../../test/cases/eql/corpus-queries.ts';
import { treeText } from '../../../test/cases/eql/tree-text.ts';
import { RULES } from '../../../test/support/live-rule-tables.ts';
import { isError } from '../../source/diagnostic.ts';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileEql, parseEql, printEql } from './index.ts';

describe.skipIf(!existsSync(RULES))('the live EQL rules of the corpus (need ../shared/data)', () => {
  const queries = corpusQueries();

  test('there are 1,024', () => {
    expect(queries.length).toBe(1024);
  });

  test('all parse, and their canonical text has the same tree', () => {
    const failed = queries.flatMap(({ file, query }: CorpusQuery) => {
      const parsed = parseEql(sourceText(file, query));
      if (parsed.value === undefined || parsed.diagnostics.length > 0)
        return [renderDiagnostics(parsed.diagnostics, { color: false })];
      const text = printEql(parsed.value);
      const again = parseEql(sourceText(file, text));
      if (again.value === undefined || treeText(again.value) !== treeText(parsed.value)) return [text];
      return printEql(again.value) === text ? [] : [`not a fixpoint: ${text}`];
    });
    expect(failed).toEqual([]);
  });

  test('all compile', () => {
    const failed = queries.flatMap(({ file, query }) => {
      const { value, diagnostics } = compileEql(sourceText(file, query));
      if (value !== undefined) return [];
      return [renderDiagnostics(diagnostics.filter(isError), { color: false })];
    });
    expect(failed).toEqual([]);
  });
});
