/**
 * The seed cases end to end: bytes of both containers through ingest, engine and alerts, under the rule that
 * ships, the published TOML and the published page. All three must load and find the same.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FoundAlert, scan } from '../../src/app/scan.ts';
import type { EventInput } from '../../src/ingest/event-input.ts';
import { type CompiledRule, compileRule } from '../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { haveSeedCases, type SeedEvent, seedCases, seedCaseWinlogbeat, seedCaseXml } from './seed-cases.ts';

const PUBLISHED = '../shared/data/rules';
const ruleFiles = {
  shipped: 'rules/windows/dllhost_without_arguments_connects_out.toml',
  published: `${PUBLISHED}/rules/windows/defense_evasion_unusual_network_connection_via_dllhost.toml`,
  page: `${PUBLISHED}/page/unusual-network-connection-via-dllhost.txt`,
};
const rulesPresent = existsSync(PUBLISHED);

const containers: { readonly [name: string]: (events: readonly SeedEvent[]) => string } = {
  'Windows event XML': events => events.map(seedCaseXml).join('\n'),
  'Winlogbeat documents': events =>
    events.map(event => `${JSON.stringify(seedCaseWinlogbeat(event))}\n`).join(''),
};

describe.skipIf(!haveSeedCases || !rulesPresent)('the seed cases (../shared/data/events/seed-cases)', () => {
  for (const [container, encode] of Object.entries(containers)) {
    for (const [name, file] of Object.entries(ruleFiles)) {
      test.each(seedCases())(`${container}, ${name} rule: $case`, async ({ events, expected_alerts }) => {
        for (const order of [events, events.toReversed()]) {
          expect(await alertsOf(encode(order), file)).toHaveLength(expected_alerts);
        }
      });
    }
  }

  test('the same case gives the same alert id whichever container it came in and however often it is read', async () => {
    const [first] = seedCases();
    const ids = new Set<string>();
    for (const encode of Object.values(containers)) {
      const text = encode(first?.events ?? []);
      for (const alert of await alertsOf(text, ruleFiles.shipped))
        ids.add(alert.group.alert['kibana.alert.uuid']);
      for (const alert of await alertsOf(text + text, ruleFiles.shipped))
        ids.add(alert.group.alert['kibana.alert.uuid']);
    }
    expect(ids.size).toBe(1);
  });
});

async function alertsOf(text: string, ruleFile: string): Promise<readonly FoundAlert[]> {
  const input: EventInput = {
    name: '<case>',
    async *bytes() {
      yield Buffer.from(text);
    },
  };
  const found: FoundAlert[] = [];
  const problems: string[] = [];
  await scan(
    [input],
    [load(ruleFile)],
    { executionUuid: 'test' },
    {
      onAlert: alert => void found.push(alert),
      onProblem: problem => void problems.push(problem.message),
    },
  );
  expect(problems).toEqual([]);
  return found;
}

const loaded = new Map<string, CompiledRule>();

function load(path: string): CompiledRule {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const rule = loadRuleText(sourceText(path, readFileSync(path, 'utf8'))).rules[0]?.value;
  const compiled = rule === undefined ? undefined : compileRule(rule).value;
  if (compiled === undefined) throw new Error(`${path} does not compile`);
  loaded.set(path, compiled);
  return compiled;
}
