// Whatever the type of a rule: the same events give the same alerts, whether they are scanned twice, come in another
// order, come twice, stand in two files, or are read in order of time. Times differ, so that no tie is left to arrival.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import type { EventInput } from '../../src/ingest/event-input.ts';
import { type CompiledRule, compileRule } from '../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import { renderDiagnostics } from '../../src/source/render-terminal.ts';
import { sourceText } from '../../src/source/source-text.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 150);
const START_MS = Date.UTC(2026, 0, 1);
const LOOK_BACK_MS = 40_000;

const kuery = { language: 'kuery', query: 'kind: a or kind: b' };
const TYPES: readonly object[] = [
  { type: 'eql', language: 'eql', query: 'any where kind == "a"' },
  {
    type: 'eql',
    language: 'eql',
    query: 'sequence by host.id with maxspan=20s [any where kind == "a"] [any where kind == "b"]',
  },
  {
    type: 'eql',
    language: 'eql',
    query:
      'sequence by host.id with maxspan=20s [any where kind == "a"] ![any where kind == "c"] [any where kind == "b"]',
  },
  {
    type: 'eql',
    language: 'eql',
    query: 'sample by host.id [any where kind == "a"] [any where kind == "c"]',
  },
  { type: 'query', ...kuery },
  {
    type: 'query',
    ...kuery,
    alert_suppression: { group_by: ['host.id'], duration: { value: 20, unit: 's' } },
  },
  { type: 'threshold', ...kuery, threshold: { field: ['host.id'], value: 2 } },
  {
    type: 'threshold',
    ...kuery,
    threshold: { field: [], value: 3, cardinality: [{ field: 'user.name', value: 2 }] },
  },
  {
    type: 'new_terms',
    ...kuery,
    new_terms_fields: ['user.name', 'host.id'],
    history_window_start: 'now-30s',
  },
  {
    type: 'threat_match',
    ...kuery,
    threat_query: 'kind: bad',
    threat_language: 'kuery',
    threat_index: ['*'],
    threat_mapping: [{ entries: [{ field: 'user.name', type: 'mapping', value: 'bad.name' }] }],
  },
];

/**
 * Positions of the rules whose alerts stand on nothing older than the look-back. What thresholds, new terms and
 * indicators carry over a restart has properties of its own; of samples and suppression the first of all counts.
 */
const OF_THE_LOOK_BACK = [0, 1, 2, 4];

const rules: readonly CompiledRule[] = TYPES.map((fields, at) => {
  const rule = {
    rule_id: `r${at}`,
    name: `rule ${at}`,
    description: 'd',
    severity: 'low',
    risk_score: 1,
    from: 'now-40s',
    interval: '10s',
    ...fields,
  };
  const [loaded] = loadRuleText(sourceText(`r${at}.json`, JSON.stringify(rule))).rules;
  const compiled = loaded?.value === undefined ? undefined : compileRule(loaded.value);
  if (compiled?.value === undefined)
    throw new Error(
      renderDiagnostics([...(loaded?.diagnostics ?? []), ...(compiled?.diagnostics ?? [])], { color: false }),
    );
  return compiled.value;
});

const events = fc.array(
  fc.record({
    kind: fc.constantFrom('a', 'a', 'b', 'b', 'c', 'bad'),
    host: fc.constantFrom<unknown>('1', '2', ['1', '2'], null),
    user: fc.constantFrom<unknown>('u', 'v', ['u', 'w'], undefined),
    gap: fc.integer({ min: 1, max: 25_000 }),
  }),
  { minLength: 1, maxLength: 25 },
);

test('the ids of alerts follow from the events', async () => {
  const alertsOf = new Array(rules.length).fill(0);
  await fc.assert(
    fc.asyncProperty(events, fc.infiniteStream(fc.nat()), async (drawn, chance) => {
      let ms = START_MS;
      const lines = drawn.map(({ gap, host, kind, user }) => {
        ms += gap;
        const document = {
          '@timestamp': new Date(ms).toISOString(),
          kind,
          host: { id: host },
          user: { name: user },
        };
        return JSON.stringify(kind === 'bad' ? { ...document, bad: { name: user } } : document);
      });
      const wanted = await idsOf([lines]);
      for (const [at, ids] of wanted.entries()) alertsOf[at] += ids.length;
      const mixed = lines
        .map(line => ({ line, place: chance.next().value }))
        .sort((a, b) => a.place - b.place)
        .map(({ line }) => line);
      const half = Math.floor(lines.length / 2);
      const ways = {
        again: await idsOf([lines]),
        mixed: await idsOf([mixed]),
        twice: await idsOf([mixed, lines]),
        'in two files': await idsOf([lines.slice(half), lines.slice(0, half)]),
        'in order of time': await idsOf([lines], true),
      };
      for (const [way, ids] of Object.entries(ways)) expect(ids, way).toEqual(wanted);
      // Two runs that forget all between them, of which the second looks back as far as the rules do.
      const runs = [
        await idsOf([lines.slice(0, half)]),
        await idsOf([lines.slice(lookBackFrom(lines, half))]),
      ];
      const either = wanted.map((_, at) => [...new Set(runs.flatMap(ids => ids[at] ?? []))].sort());
      for (const at of OF_THE_LOOK_BACK) expect(either[at], `rule ${at} in two runs`).toEqual(wanted[at]);
    }),
    { numRuns },
  );
  for (const [at, count] of alertsOf.entries())
    expect(count, `alerts of rule ${at}`).toBeGreaterThan(numRuns / 10);
}, 120_000);

/** The first line that is no older than the look-back at the time of a line. */
function lookBackFrom(lines: readonly string[], at: number): number {
  const timeOf = (line: string | undefined): number => Date.parse(JSON.parse(line ?? '{}')['@timestamp']);
  const now = timeOf(lines[at]);
  return lines.findIndex(line => timeOf(line) >= now - LOOK_BACK_MS);
}

/** By rule, sorted. */
async function idsOf(
  files: readonly (readonly string[])[],
  ordered = false,
): Promise<readonly (readonly string[])[]> {
  const ids: string[][] = rules.map(() => []);
  const inputs = files.map(
    (lines, at): EventInput => ({
      name: `${at}.ndjson`,
      async *bytes() {
        yield Buffer.from(lines.map(line => `${line}\n`).join(''));
      },
    }),
  );
  await scan(
    inputs,
    rules,
    { executionUuid: 'x', ordered },
    {
      onAlert({ group, match }) {
        ids[match.rule]?.push(group.alert['kibana.alert.uuid']);
      },
      onProblem(problem) {
        // An empty file is remarked on.
        if (problem.severity === 'error') throw new Error(problem.message);
      },
    },
  );
  return ids.map(one => one.sort());
}
