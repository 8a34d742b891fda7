import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { test } from 'vitest';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { isUnsupported } from '../../source/codes/index.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileEql, parseEql, printEql, checkEql, lowerEql } from './index.ts';
test('x', () => {
  const qs: { f: string; q: string }[] = [];
  for (const f of readdirSync('../shared/data/rules', { recursive: true, encoding: 'utf8' })) {
    if (!f.endsWith('.toml') || f.includes('_deprecated')) continue;
    const d = parse(readFileSync(`../shared/data/rules/${f}`, 'utf8')) as any;
    if (d.metadata?.maturity === 'production' && d.rule?.type === 'eql') qs.push({ f, q: d.rule.query });
  }
  const t0 = performance.now();
  let bad = 0, warn = 0, un = 0; const codes: any = {};
  for (const { f, q } of qs) {
    const r = compileEql(sourceText(f, q));
    for (const d of r.diagnostics) codes[d.code] = (codes[d.code] ?? 0) + 1;
    const errs = r.diagnostics.filter(d => d.severity === 'error');
    if (errs.length && errs.every(e => isUnsupported(e.code))) un++;
    else if (errs.length) { bad++; if (bad < 12) console.log(renderDiagnostics(errs, { color: false })); }
  }
  const t1 = performance.now();
  for (const { f, q } of qs) compileEql(sourceText(f, q));
  console.log(qs.length, 'bad', bad, 'un', un, codes, t1 - t0, performance.now() - t1);
  const seen = new Set();
  for (const { f, q } of qs) for (const d of compileEql(sourceText(f, q)).diagnostics)
    if (['EQL101', 'EQL213'].includes(d.code)) { const k = d.message + ' ' + d.help; if (!seen.has(k)) { seen.add(k); console.log(f.split('/').pop(), k); } }
  let rt = 0;
  const strip = (x: unknown) => JSON.stringify(x, (k, v) => k === 'span' || k === 'nameSpan' || k === 'opSpan' ? undefined : typeof v === 'bigint' ? `${v}n` : v);
  for (const { f, q } of qs) {
    const a = parseEql(sourceText(f, q)).value!;
    const p = printEql(a); const b = parseEql(sourceText(f, p));
    if (b.diagnostics.length || strip(a) !== strip(b.value)) { rt++; if (rt < 4) console.log(p, b.diagnostics[0]?.message); }
    else if (printEql(b.value!) !== p) console.log('fix', f);
  }
  console.log('roundtrip bad', rt);
  console.log(printEql(parseEql(sourceText('x', qs.find(x => x.f.includes('dllhost'))!.q)).value!));
});
