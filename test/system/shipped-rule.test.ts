/**
 * The rule that ships and the recording that ships: the rule detects what the published one detects, the
 * recording holds what its README says, and the two fit together.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { loadRuleFiles } from '../../src/app/load-rule-files.ts';
import { scan } from '../../src/app/scan.ts';
import type { CandidateEvent } from '../../src/explain/near-candidates.ts';
import type { NearMiss } from '../../src/explain/near-miss.ts';
import { findNearMisses } from '../../src/explain/near-misses.ts';
import { fileInput } from '../../src/ingest/event-input.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { printPlan } from '../../src/plan/print-plan.ts';
import type { QueryPlan } from '../../src/plan/query.ts';
import { type CompiledRule, compileRule } from '../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import { isDeprecated } from '../../src/rules/rule.ts';
import { sourceText } from '../../src/source/source-text.ts';

const RECORDING = 'examples/attack.ndjson';
const SHIPPED = 'rules/windows/dllhost_without_arguments_connects_out.toml';
const PUBLISHED = '../shared/data/rules';
const CORPUS_RULE = `${PUBLISHED}/rules/windows/defense_evasion_unusual_network_connection_via_dllhost.toml`;
const PAGE = `${PUBLISHED}/page/unusual-network-connection-via-dllhost.txt`;

function load(path: string): CompiledRule {
  const [loaded] = loadRuleText(sourceText(path, readFileSync(path, 'utf8'))).rules;
  if (loaded?.value === undefined) throw new Error(`${path} holds no rule`);
  const compiled = compileRule(loaded.value);
  if (compiled.value === undefined)
    throw new Error(`${path}: ${JSON.stringify(compiled.diagnostics[0]?.message)}`);
  return compiled.value;
}

interface Scanned {
  readonly alerts: readonly (readonly [host: string, offsetMs: number])[];
  readonly nearMisses: readonly NearMiss[];
}

async function scanRecording(rule: CompiledRule): Promise<Scanned> {
  const alerts: [string, number][] = [];
  const events: CandidateEvent[] = [];
  const problems: string[] = [];
  await scan(
    [fileInput(RECORDING)],
    [rule],
    { executionUuid: 'test' },
    {
      onAlert({ match }) {
        const [first, last] = match.events.map(event => JSON.parse(JSON.stringify(event?.document)));
        alerts.push([first.host.name, Date.parse(last['@timestamp']) - Date.parse(first['@timestamp'])]);
      },
      onEvent: event => events.push({ id: event.id, document: event.document }),
      onProblem: problem => problems.push(problem.message),
    },
  );
  expect(problems).toEqual([]);
  return { alerts, nearMisses: findNearMisses(rule, events) };
}

/** The plan as text, with the blocks of addresses in one order and spelling: they are a set. */
function detectionOf({ plan }: CompiledRule): string {
  if (plan.kind !== 'sequence') throw new Error(`a plan of kind ${plan.kind}`);
  const steps = plan.steps.map(step => ({ ...step, filter: withSortedBlocks(step.filter) }));
  return printPlan({ ...plan, steps } satisfies QueryPlan);
}

function withSortedBlocks(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return { ...predicate, terms: predicate.terms.map(withSortedBlocks) };
    case 'not':
      return { ...predicate, term: withSortedBlocks(predicate.term) };
    case 'cidr':
      return { ...predicate, blocks: predicate.blocks.map(wholeBlock).sort() };
    default:
      return predicate;
  }
}

const wholeBlock = (block: string) => (block.includes('/') ? block : `${block}/128`).toLowerCase();

describe('the recording', () => {
  test('comes out of its generator byte for byte', () => {
    const generated = execFileSync(process.execPath, ['examples/generate.mjs', '-'], { maxBuffer: 1 << 26 });
    expect(generated.equals(readFileSync(RECORDING))).toBe(true);
  });

  test('accuses nobody: its addresses are private, for documentation, or the placeholder of its README', () => {
    const addresses = new Set(readFileSync(RECORDING, 'utf8').match(/\b\d+\.\d+\.\d+\.\d+(?=["; ,\\])/g));
    for (const own of ['127.0.0.1']) addresses.delete(own);
    const strange = [...addresses].filter(
      address => !/^(10\.20\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|1\.2\.3\.)/.test(address),
    );
    expect(strange).toEqual([]);
  });

  test('is delivered slightly out of order', () => {
    const times = readFileSync(RECORDING, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => Date.parse(JSON.parse(line)['@timestamp']));
    const stepsBack = times.slice(1).filter((time, at) => time < (times[at] ?? 0)).length;
    expect(stepsBack).toBeGreaterThan(times.length / 10);
  });
});

describe('the rule that ships', () => {
  const shipped = load(SHIPPED);

  test('checks without a word', () => {
    const loaded = loadRuleText(sourceText(SHIPPED, readFileSync(SHIPPED, 'utf8'))).rules;
    const said = loaded.flatMap(({ value, diagnostics }) => [
      ...diagnostics,
      ...(value === undefined ? [] : compileRule(value).diagnostics),
    ]);
    expect(said.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  test('carries the facts that others rely on', () => {
    const { rule } = shipped;
    expect([
      rule.version,
      rule.severity,
      rule.risk_score,
      rule.from,
      rule.interval,
      rule.max_signals,
    ]).toEqual([208, 'medium', 47, 'now-9m', '5m', 100]);
    expect(rule.threat.map(({ tactic, technique }) => [tactic.id, technique.map(({ id }) => id)])).toEqual([
      ['TA0005', ['T1218']],
    ]);
    expect(rule.references).toHaveLength(3);
    for (const part of ['What it is', 'How to investigate', 'False positives', 'Response'])
      expect(rule.note).toContain(`## ${part}`);
  });

  test('leaves aside exactly the networks of its table', () => {
    const table = readFileSync('rules/iana-special-purpose.md', 'utf8');
    const blocks = [...table.matchAll(/^\| *\d+ *\| *`([^`]+)`/gm)].map(match => match[1]);
    expect(blocks).toHaveLength(26);
    expect(shipped.rule.query?.match(/"[0-9a-f.:]+\/\d+"/g)).toEqual(blocks.map(block => `"${block}"`));
  });
});

const published: [string, string][] = [
  ['the rule of the corpus', CORPUS_RULE],
  ['the published page', PAGE],
];
describe.skipIf(!existsSync(CORPUS_RULE))('beside the published rule (needs ../shared/data)', () => {
  test.each(published)('the detection is that of %s', (_, path) => {
    expect(detectionOf(load(path))).toBe(detectionOf(load(SHIPPED)));
  });

  test('the page has the same schedule and reach', () => {
    const facts = ({ rule }: CompiledRule) => [
      rule.index,
      rule.from,
      rule.interval,
      rule.max_signals,
      rule.severity,
      rule.risk_score,
      rule.version,
      rule.tags,
      rule.references,
      rule.threat,
    ];
    expect(facts(load(PAGE))).toEqual(facts(load(SHIPPED)));
  });

  test('the words, the name and the id are our own', () => {
    const own = load(SHIPPED).rule;
    for (const [, path] of published) {
      const { rule } = load(path);
      expect([rule.name, rule.rule_id]).not.toContain(own.name);
      expect(rule.rule_id).not.toBe(own.rule_id);
      const theirs = new Set(sentencesOf(`${rule.description}\n${rule.note}\n${rule.setup}`));
      expect(
        sentencesOf(`${own.description}\n${own.note}\n${own.setup}`).filter(text => theirs.has(text)),
      ).toEqual([]);
    }
  });
});

function sentencesOf(text: string): string[] {
  return text
    .split(/[.\n]/)
    .map(sentence => sentence.replace(/^[-#\d\s]+/, '').trim())
    .filter(sentence => sentence.length > 20);
}

describe('scanning the recording', () => {
  const rules: [string, string][] = [
    ['the shipped rule', SHIPPED],
    ...published.filter(([, path]) => existsSync(path)),
  ];

  test.each(rules)('%s finds the attack in both its forms, 8.000 s after the start', async (_, path) => {
    const { alerts } = await scanRecording(load(path));
    expect(alerts.map(([host, ms]) => [host.toLowerCase().split('.')[0], ms])).toEqual([
      ['fin-ws-014', 8000],
      ['ops-ws-040', 8000],
    ]);
  });

  test('the near misses are the five of its README, each with its reason', async () => {
    const { nearMisses } = await scanRecording(load(SHIPPED));
    const told = nearMisses.map(({ reason, events, alike }) => {
      expect(alike).toBe(1);
      const hosts = events.map(
        ({ document }) => JSON.parse(JSON.stringify(document)).host.name.split('.')[0],
      );
      return [[...new Set(hosts)].join().toLowerCase(), reasonText(reason)];
    });
    expect(told).toEqual([
      ['hr-ws-007', 'step 2: destination.ip is 10.20.1.5'],
      ['dev-ws-022', 'step 1: process.args_count is 2'],
      ['lab-ws-031,lab-ws-032', 'host.id differs'],
      ['file-01', '1000 ms over'],
      ['hr-ws-007', 'process.entity_id differs'],
    ]);
  });
});

describe.skipIf(!existsSync(PUBLISHED))('scanning it with all public rules (needs ../shared/data)', () => {
  test('nothing of its ordinary life is told, only the attack', async () => {
    const { rules } = await loadRuleFiles([PUBLISHED]);
    const compiled = rules.flatMap(rule =>
      // One rule is there to be seen firing: it counts any events.
      rule.kind === 'compiled' && !isDeprecated(rule.rule) && rule.rule.name !== 'My First Rule'
        ? [rule.compiled]
        : [],
    );
    expect(compiled.length).toBeGreaterThan(1700);
    const told = new Set<string>();
    await scan(
      [fileInput(RECORDING)],
      compiled,
      { executionUuid: 'test' },
      {
        onAlert({ rule, match }) {
          const { host, process: subject } = JSON.parse(JSON.stringify(match.events[0]?.document));
          told.add(
            `${host.name.split('.')[0].toLowerCase()} ${subject.name} ${subject.pid}: ${rule.rule.name}`,
          );
        },
        onProblem() {},
      },
    );
    expect([...told].sort()).toEqual([
      'fin-ws-014 dllhost.exe 4096: Unusual Network Connection via DllHost',
      'fin-ws-014 dllhost.exe 4096: Unusual Parent-Child Relationship',
      'ops-ws-040 dllhost.exe 7020: Unusual Network Connection via DllHost',
      'ops-ws-040 dllhost.exe 7020: Unusual Parent-Child Relationship',
    ]);
  });
});

function reasonText(reason: NearMiss['reason']): string {
  switch (reason.kind) {
    case 'condition': {
      const fields = reason.condition.fields.map(({ path, values }) => `${path} is ${values.join()}`);
      return `step ${reason.step}: ${fields.join()}`;
    }
    case 'maxspan':
      return `${reason.overMs} ms over`;
    case 'join-key': {
      const [first, second] = reason.values;
      expect(first?.value).not.toBe(second?.value);
      return `${first?.path} differs`;
    }
    default:
      return reason.kind;
  }
}
