// The streams that benchmarks scan: the same for the same seed, in order of time, and with the hits that asking every
// filter of every event gives. A fast engine with another answer must not win.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { Hit } from '../../src/engine/hit.ts';
import { buildRuleSet } from '../../src/engine/rule-set.ts';
import { parseTimestampMs } from '../../src/event/instant.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { eventIndex } from '../../src/ingest/event-index.ts';
import { type CompiledRule, compileRule } from '../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { buildNaiveRuleSet } from '../reference/naive-rule-set.ts';

const CORPUS = '../shared/data/rules';
const GENERATED = ['defend', 'unique', 'linux', 'cloud'];
const EVENTS = 2000;
/** Events of these have many hits; fewer say as much. */
const EVENTS_OFTEN = 200;

const folder = mkdtempSync(join(tmpdir(), 'bench-streams-'));
afterAll(() => rmSync(folder, { recursive: true }));

function stream(kind: string, events: number, ...options: readonly string[]): readonly string[] {
  const path = join(folder, `${kind}${options.join('')}.ndjson`);
  execFileSync(process.execPath, ['bench/streams/make.mjs', kind, String(events), path, ...options]);
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}

describe.each(GENERATED)('the %s stream', kind => {
  const lines = stream(kind, EVENTS);

  test('is the same for the same seed, and another for another', () => {
    expect(lines).toHaveLength(EVENTS);
    expect(stream(kind, EVENTS)).toEqual(lines);
    expect(stream(kind, EVENTS, '--seed', '2')).not.toEqual(lines);
  });

  test('is in order of time, so that it can be scanned as it comes', () => {
    const times = lines.map(line => parseTimestampMs(String((JSON.parse(line) as JsonObject)['@timestamp'])));
    expect(times).not.toContain(undefined);
    expect(times).toEqual(times.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  });
});

// Skipped where the public rules do not lie beside the repository.
describe.skipIf(!existsSync(CORPUS))('the live EQL rules of the public ones', () => {
  const rules = existsSync(CORPUS) ? liveRules() : [];
  const naive = buildNaiveRuleSet(rules);

  describe.each([
    ...GENERATED.map(kind => ({ kind, events: EVENTS, options: [] as string[] })),
    ...GENERATED.map(kind => ({ kind, events: EVENTS_OFTEN, options: ['--often'] })),
  ])('on the $kind stream $options', ({ kind, events, options }) => {
    test('hit as the naive twin has it, from documents and from lines', () => {
      const byDocument = buildRuleSet(rules);
      const byLine = buildRuleSet(rules);
      const naiveExtractor = buildExtractor(naive.fields);
      const extractor = buildExtractor(byDocument.fields);
      let hits = 0;
      for (const [arrival, line] of stream(kind, events, ...options).entries()) {
        const document = JSON.parse(line) as JsonObject;
        const event = { index: eventIndex(document, { isDocument: true }), arrival, ref: arrival };
        const expected = naive.match({ ...event, slots: naiveExtractor.fromDocument(document) });
        hits += expected.length;
        const found: readonly (readonly Hit[])[] = [
          byDocument.match({ ...event, slots: extractor.fromDocument(document) }),
          byLine.matchLine({ ...event, line: Buffer.from(line) }),
        ];
        // Comparing deeply is slow, and nearly always there is nothing to compare.
        if (found.some(({ length }) => length > 0) || expected.length > 0)
          expect(found, line).toEqual([expected, expected]);
      }
      expect(hits).toBeGreaterThan(options.length > 0 ? events / 8 : 0);
    });
  });
});

function liveRules(): readonly CompiledRule[] {
  return readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.toml'))
    .flatMap(file => {
      const text = loadRuleText(sourceText(file, readFileSync(join(CORPUS, file), 'utf8')));
      const rule = text.kind === 'rules' ? text.rules[0]?.value : undefined;
      if (rule?.type !== 'eql' || rule.origin.format !== 'toml') return [];
      if (rule.origin.metadata?.['maturity'] === 'deprecated') return [];
      return compileRule(rule).value ?? [];
    });
}
