// All public rules: read, checked, saved and read again. They are read where they lie and never copied.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printPlan } from '../../src/plan/print-plan.ts';
import { compileRule } from '../../src/rules/compile-rule.ts';
import { finishPlan, isFinishType } from '../../src/rules/finish-plan.ts';
import { subsumedRules } from '../../src/rules/lints/subsumed-lint.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { leftBehind, saveRule } from '../../src/rules/save-rule.ts';
import type { Checked } from '../../src/source/diagnostic.ts';
import { isError } from '../../src/source/diagnostic.ts';
import { renderDiagnostics } from '../../src/source/render-terminal.ts';
import { sourceText } from '../../src/source/source-text.ts';

const CORPUS = '../shared/data/rules';
const DLLHOST = 'defense_evasion_unusual_network_connection_via_dllhost.toml';

// Skipped where the public rules do not lie beside the repository.
describe.skipIf(!existsSync(CORPUS))('the public rules', () => {
  const files = existsSync(CORPUS)
    ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter(file => /\.(toml|txt)$/.test(file))
    : [];
  const started = performance.now();
  const loaded: readonly Checked<Rule>[] = files.flatMap(file => {
    const text = loadRuleText(sourceText(file, readFileSync(join(CORPUS, file), 'utf8')));
    return text.kind === 'rules' ? text.rules : [];
  });
  const loadMs = performance.now() - started;
  const rules = loaded.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const live = rules.filter(
    rule => rule.origin.format === 'toml' && rule.origin.metadata?.['maturity'] !== 'deprecated',
  );

  test('all load, and nothing in them is unknown or wrong', () => {
    expect(loaded).toHaveLength(2193);
    expect(loaded.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message))).toEqual([]);
    process.stderr.write(`rule corpus: ${loaded.length} rules read in ${Math.round(loadMs)} ms\n`);
  });

  test('there are as many of each type as counted otherwise', () => {
    const counts: { [type: string]: number } = {};
    for (const { type } of live) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toEqual({
      eql: 1024,
      query: 454,
      new_terms: 241,
      esql: 209,
      machine_learning: 106,
      threshold: 28,
      threat_match: 6,
    });
  });

  test('every live EQL rule compiles', () => {
    const begun = performance.now();
    const checked = live.filter(({ type }) => type === 'eql').map(rule => compileRule(rule));
    const compileMs = performance.now() - begun;
    const wrong = checked.flatMap(({ diagnostics }) => diagnostics.filter(isError));
    expect(renderDiagnostics(wrong, { color: false, most: 10 })).toBe('');
    expect(checked.filter(({ value }) => value !== undefined)).toHaveLength(1024);
    process.stderr.write(`rule corpus: 1024 EQL rules compiled in ${Math.round(compileMs)} ms\n`);
  });

  test('every live KQL rule of type query compiles', () => {
    const begun = performance.now();
    const checked = live.filter(({ type }) => type === 'query').map(rule => compileRule(rule));
    const compileMs = performance.now() - begun;
    const wrong = checked.flatMap(({ diagnostics }) => diagnostics.filter(isError));
    expect(wrong).toEqual([]);
    expect(checked.filter(({ value }) => value !== undefined)).toHaveLength(454);
    process.stderr.write(`rule corpus: 454 KQL rules compiled in ${Math.round(compileMs)} ms\n`);
  });

  test('all rules run but those in ES|QL and of machine learning, which are refused by the name of their type', () => {
    const refused = new Map<string, number>();
    let running = 0;
    for (const rule of live) {
      const { value, diagnostics } = compileRule(rule);
      if (value !== undefined) {
        running++;
        continue;
      }
      refused.set(rule.type, (refused.get(rule.type) ?? 0) + 1);
      expect(diagnostics.filter(isError).map(({ message }) => message)).toEqual([
        `rules of type \`${rule.type}\` do not run yet`,
      ]);
    }
    expect([running, [...refused.keys()].sort()]).toEqual([1753, ['esql', 'machine_learning']]);
    expect([...refused.values()].reduce((sum, count) => sum + count)).toBe(315);
  });

  test('what the threshold, new-terms and indicator rules say besides their queries is understood', () => {
    const filter = { kind: 'constant', value: true } as const;
    const plans = live
      .filter(({ type }) => isFinishType(type))
      .map(rule => {
        const { diagnostics, value } = finishPlan(rule, { events: filter, indicators: filter });
        expect(renderDiagnostics(diagnostics, { color: false, most: 10 }), rule.name).toBe('');
        return value;
      });
    const countOf = (kind: string): number => plans.filter(plan => plan?.kind === kind).length;
    expect([countOf('threshold'), countOf('new-terms'), countOf('indicators')]).toEqual([28, 241, 6]);
    const thresholds = plans.flatMap(plan => (plan?.kind === 'threshold' ? [plan] : []));
    expect(thresholds.filter(({ by }) => by.length === 0)).toHaveLength(1);
    expect(thresholds.filter(({ distinct }) => distinct !== undefined)).toHaveLength(18);
    const terms = plans.flatMap(plan => (plan?.kind === 'new-terms' ? [plan.terms.length] : []));
    expect([1, 2, 3].map(count => terms.filter(length => length === count).length)).toEqual([95, 106, 40]);
  });

  test('the 23 sequences that two runs can miss are warned of', () => {
    const missable = live.filter(rule => {
      const [, count, unit] = /maxspan\s*=\s*(\d+)([smh])/.exec(rule.query ?? '') ?? [];
      if (count === undefined || unit === undefined) return false;
      return seconds(rule.from.slice('now-'.length)) - seconds(rule.interval) < seconds(count + unit);
    });
    expect(missable).toHaveLength(23);
    for (const rule of missable) {
      const codes = compileRule(rule).diagnostics.map(({ code }) => code);
      expect(codes, rule.name).toContain('RUL502');
    }
  });

  test('the lints say little about them, and each thing that they say was looked at', () => {
    const checked = live.filter(({ type }) => type === 'eql').map(rule => compileRule(rule));
    const compiled = checked.flatMap(({ value }) => (value === undefined ? [] : [value]));
    const begun = performance.now();
    const together = subsumedRules(compiled);
    const lintMs = performance.now() - begun;
    const counts: { [code: string]: number } = {};
    for (const { code } of [...checked.flatMap(({ diagnostics }) => diagnostics), ...together])
      if (code.startsWith('RUL')) counts[code] = (counts[code] ?? 0) + 1;
    expect(counts).toEqual({ RUL502: 23, RUL505: 2, RUL507: 4, RUL509: 9 });
    process.stderr.write(`rule corpus: 1024 EQL rules held against each other in ${Math.round(lintMs)} ms\n`);
  });

  test('load, save, load gives an equal rule', () => {
    for (const rule of rules) {
      const again = loadRuleText(sourceText('saved', saveRule(rule))).rules[0]?.value;
      if (rule.origin.format === 'page') expect(again).toMatchObject(asWritten(rule));
      else expect(again && meaning(again)).toEqual(meaning(rule));
    }
  });

  test('from TOML to an export and back, and from an export to TOML and back, no field is lost', () => {
    expect(rules).toHaveLength(2193);
    for (const rule of rules) {
      const exported = saveRule(rule, 'ndjson');
      const imported = loadRuleText(sourceText('exported', exported)).rules[0]?.value;
      if (imported === undefined) throw new Error(`${rule.name} was not read again`);
      expect(leftBehind(imported, 'toml')).toEqual([]);
      const again = loadRuleText(sourceText('saved', saveRule(imported, 'toml'))).rules[0]?.value;
      if (rule.origin.format === 'toml') expect(again && meaning(again)).toEqual(meaning(rule));
      // TOML has plain keys before tables, so the order of keys may be another.
      expect(again && JSON.parse(saveRule(again, 'ndjson'))).toEqual(JSON.parse(exported));
    }
  });

  test('the page and the TOML file of one rule have one plan', () => {
    const page = rules.find(({ origin }) => origin.format === 'page');
    const file = rules.find(({ origin }) => origin.source.name.endsWith(DLLHOST));
    if (page === undefined || file === undefined) throw new Error('the rule is not there');
    const [pagePlan, filePlan] = [page, file].map(rule => compileRule(rule).value?.plan);
    if (pagePlan === undefined || filePlan === undefined) throw new Error('the rule does not compile');
    expect(printPlan(pagePlan)).toBe(printPlan(filePlan));
    expect(page).toMatchObject({
      version: 208,
      risk_score: 47,
      severity: 'medium',
      from: 'now-9m',
      interval: '5m',
    });
    expect(page.references).toEqual(file.references);
    expect(page.threat).toEqual(file.threat.slice(0, 1));
  });
});

/** `9m` is 540. */
function seconds(span: string): number {
  return Number.parseInt(span, 10) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[span.at(-1) ?? ''] ?? Number.NaN);
}

/** All of a rule but its place in a file. */
function meaning(rule: Rule): unknown {
  const { source: _source, places: _places, query: _query, ...origin } = rule.origin;
  return { ...rule, origin };
}

/** Saved in another format, a rule keeps its keys. */
function asWritten(rule: Rule): object {
  const { origin: _, ...fields } = rule;
  return fields;
}
