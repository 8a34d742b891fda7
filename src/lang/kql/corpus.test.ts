import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { corpusQueries } from '../../../test/cases/kql/corpus-queries.ts';
import { treeText } from '../../../test/cases/kql/tree-text.ts';
import { RULES } from '../../../test/support/live-rule-tables.ts';
import { isError } from '../../source/diagnostic.ts';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileKql, parseKql, printKql } from './index.ts';

describe.skipIf(!existsSync(RULES))('the KQL queries of the live rules (need ../shared/data)', () => {
  const queries = corpusQueries();

  test('there are 735, six of them threat queries', () => {
    expect(queries.length).toBe(735);
    const types = ['query', 'new_terms', 'threshold', 'threat_match'];
    expect(types.map(type => queries.filter(one => one.type === type).length)).toEqual([454, 241, 28, 12]);
  });

  test('all parse, and their canonical text has the same tree', () => {
    const failed = queries.flatMap(({ file, query }) => {
      const parsed = parseKql(sourceText(file, query));
      if (parsed.value === undefined || parsed.diagnostics.some(isError))
        return [renderDiagnostics(parsed.diagnostics, { color: false })];
      const text = printKql(parsed.value);
      const again = parseKql(sourceText(file, text));
      if (again.value === undefined || treeText(again.value) !== treeText(parsed.value)) return [text];
      return printKql(again.value) === text ? [] : [`not a fixpoint: ${text}`];
    });
    expect(failed).toEqual([]);
  });

  test('all compile', () => {
    const failed = queries.flatMap(({ file, query }) => {
      const { value, diagnostics } = compileKql(sourceText(file, query));
      return value === undefined ? [renderDiagnostics(diagnostics.filter(isError), { color: false })] : [];
    });
    expect(failed).toEqual([]);
  });
});
