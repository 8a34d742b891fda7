/**
 * Every live public rule of a type that runs, tested without an example: the stream made of it fires it, and each
 * neighbour behaves as its explanation says. CI tests every fourth rule; GENERATED_RULES=all tests all of them. Rules
 * are read from ../shared/data and never copied.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { loadRuleFiles } from '../../src/app/load-rule-files.ts';
import { testGenerated } from '../../src/explain/generate/generated-tests.ts';
import { isDeprecated } from '../../src/rules/rule.ts';
import { RULES } from '../support/live-rule-tables.ts';

const isPresent = existsSync(RULES);
if (!isPresent) process.stderr.write(`generated streams are not tried on public rules: ${RULES} is absent\n`);
const isFull = process.env['GENERATED_RULES'] === 'all';

describe.skipIf(!isPresent)('streams made from the public rules', () => {
  test('fire their rules, and their neighbours do not', async () => {
    const { rules } = await loadRuleFiles([RULES], { lints: false });
    const live = rules.flatMap(rule =>
      rule.kind === 'compiled' && !isDeprecated(rule.rule) ? [rule.compiled] : [],
    );
    const chosen = live.filter((_, at) => isFull || at % 4 === 0);
    const problems: string[] = [];
    let tests = 0;
    let implied = 0;
    for (const compiled of chosen) {
      const outcome = testGenerated(compiled);
      if (outcome.kind === 'unreachable') {
        problems.push(`${compiled.rule.name}: no stream: ${outcome.reason}`);
        continue;
      }
      implied += outcome.implied.length;
      for (const one of outcome.tests) {
        tests++;
        if (!one.passed) problems.push(`${compiled.rule.name}: ${one.what}: ${one.problem}`);
      }
    }
    process.stderr.write(
      `generated streams: ${chosen.length} rules, ${tests} tests, ${implied} conditions that never fail alone\n`,
    );
    expect(problems).toEqual([]);
    expect(tests).toBeGreaterThan(chosen.length * 5);
  });
});
