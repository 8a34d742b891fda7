import { expect, test } from 'vitest';
import { loadRuleFiles } from '../../src/app/load-rule-files.ts';
import { testGenerated } from '../../src/explain/generate/generated-tests.ts';
test('corpus', async () => {
  const loaded = await loadRuleFiles(['../shared/data/rules'], { lints: false });
  const started = performance.now();
  const un = new Map<string, number>(); let passed = 0, failed = 0, implied = 0, rules = 0;
  const problems: string[] = [];
  const unr: string[] = [];
  const slow: [number, string][] = [];
  const impl: string[] = [];
  for (const r of loaded.rules) {
    if (r.kind !== 'compiled' || r.rule.origin.metadata?.['maturity'] === 'deprecated') continue;
    rules++;
    const t = performance.now();
    const g = testGenerated(r.compiled.plan);
    slow.push([performance.now() - t, r.rule.name]);
    if (g.kind === 'unreachable') { un.set(r.rule.type, (un.get(r.rule.type) ?? 0) + 1); unr.push(`${r.rule.type} ${r.rule.name}: ${g.isProven} ${g.reason.slice(0, 300)}`); continue; }
    implied += g.implied.length;
    impl.push(...g.implied.map(i => r.rule.name + ': ' + i.slice(0, 200)));
    for (const x of g.tests) if (x.passed) passed++; else { failed++; problems.push(`${r.rule.type} ${r.rule.name} | ${x.what.slice(0,200)} | ${x.problem}`); }
  }
  console.log({ rules, passed, failed, implied, ms: performance.now() - started }, un);
  console.log(slow.sort((a, b) => b[0] - a[0]).slice(0, 5));
  console.log(unr.join('\n'));
  console.log(problems.slice(0, 40).join('\n'));
  console.log(impl.slice(0, 30).join('\n'));
}, 600000);
