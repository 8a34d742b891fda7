import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rulCodes } from '../source/codes/rul.ts';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { sortDiagnostics } from '../source/sort-diagnostics.ts';
import { sourceText } from '../source/source-text.ts';
import { compileRule } from './compile-rule.ts';
import { loadRuleText } from './load-rules.ts';

const FOLDER = 'test/cases/rules/errors';
const cases = readdirSync(FOLDER).filter(file => !file.endsWith('.out'));

describe('what is said about rules', () => {
  test.each(cases)('%s', file => {
    const golden = `${FOLDER}/${file}.out`;
    const said = saidAbout(file);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(golden, said);
    expect(said).toBe(readFileSync(golden, 'utf8'));
  });

  test('every code of rule files has a case', () => {
    const all = cases.map(file => readFileSync(`${FOLDER}/${file}.out`, 'utf8')).join('');
    const missing = Object.keys(rulCodes).filter(code => !all.includes(`[${code}]`));
    // Reading files and holding rules against each other is tested elsewhere.
    expect(missing).toEqual(['RUL001', 'RUL005', 'RUL505']);
  });
});

/** As the check command says it: the loader's words and the compiler's, in order of place. */
function saidAbout(file: string): string {
  const { rules } = loadRuleText(sourceText(file, readFileSync(`${FOLDER}/${file}`, 'utf8')));
  const diagnostics = rules.flatMap(({ value, diagnostics }) => [
    ...diagnostics,
    ...(value === undefined ? [] : compileRule(value).diagnostics),
  ]);
  return renderDiagnostics(sortDiagnostics(diagnostics), { color: false });
}
