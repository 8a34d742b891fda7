/** `tripline profile`, from the built program: which rule is dear, why, and what is to be written instead. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = resolve('bin/tripline.js');
const EVENTS = 2000;
const QUERIES = {
  selective: 'process where process.name : "rare.exe"',
  negation: 'process where event.type == "start" and not process.name : ("a.exe", "b.exe")',
  regex: 'process where process.command_line regex "[a-z]+ [0-9]+.*"',
  broad: 'sequence by host.id with maxspan=1m [process where process.name : "rare.exe"] [process where true]',
  never: 'registry where registry.path : "*\\\\Run\\\\*"',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-profile-'));
  for (const [name, query] of Object.entries(QUERIES)) {
    const rule = {
      rule_id: name,
      name,
      description: name,
      severity: 'low',
      risk_score: 1,
      type: 'eql',
      language: 'eql',
      index: ['logs-*'],
      query,
    };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(rule));
  }
  const events = Array.from({ length: EVENTS }, (_, at) => ({
    '@timestamp': new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
    event: { category: 'process', type: 'start', dataset: 'endpoint.events.process' },
    host: { id: `h${at % 7}` },
    process: { name: at % 500 === 0 ? 'rare.exe' : `p${at % 50}.exe`, command_line: `run ${at} now` },
  }));
  writeFileSync(join(folder, 'events.ndjson'), events.map(event => `${JSON.stringify(event)}\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tripline(...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const rules = Object.keys(QUERIES).map(name => `${name}.json`);
  const ran = spawnSync(process.execPath, [PROGRAM, 'profile', ...args, '--rules', ...rules], {
    cwd: folder,
  });
  return { code: ran.status, out: ran.stdout.toString() };
}

interface FilterReport {
  readonly tried: number;
  readonly accepted: number;
  readonly witness: readonly { readonly condition: string; readonly share: number }[] | null;
  readonly telling: unknown;
  readonly obstacles: readonly { readonly kind: string }[];
  readonly conditions: readonly { readonly kind: string; readonly runs: number; readonly held: number }[];
  readonly advice: readonly { readonly kind: string; readonly text: string }[];
}

describe('profile --format json', () => {
  let filters: { readonly [name: string]: readonly FilterReport[] };
  beforeAll(() => {
    const { code, out } = tripline('events.ndjson', '--format', 'json');
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.events).toBe(EVENTS);
    filters = Object.fromEntries(
      report.rules.map((rule: { name: string; filters: FilterReport[] }) => [rule.name, rule.filters]),
    );
  });

  test('a rule that a rare value selects is tried when it comes, and needs no advice', () => {
    const [filter] = filters['selective'] ?? [];
    expect(filter).toMatchObject({ tried: 4, accepted: 4, advice: [] });
    expect(filter?.witness?.[0]?.condition).toContain('rare.exe');
    expect(filter?.witness?.[0]?.share).toBeCloseTo(4 / EVENTS);
  });

  test('a rule that only excludes is tried on every event of its kind, and told so', () => {
    const [filter] = filters['negation'] ?? [];
    expect(filter?.accepted).toBe(EVENTS);
    expect(filter?.telling).toBeNull();
    expect(filter?.obstacles.map(({ kind }) => kind)).toContain('negation');
  });

  test('what a regular expression cost is told', () => {
    const [filter] = filters['regex'] ?? [];
    const [condition] = filter?.conditions ?? [];
    expect(condition).toMatchObject({ kind: 'regex', runs: EVENTS, held: EVENTS });
    expect(filter?.obstacles.map(({ kind }) => kind)).toContain('computation');
  });

  test('a step that accepts everything is named', () => {
    const broad = (filters['broad'] ?? []).find(({ accepted }) => accepted === EVENTS);
    expect(broad?.advice.map(({ kind }) => kind)).toContain('accepts-much');
  });

  test('a rule of other events is never tried', () => {
    expect(filters['never']?.[0]).toMatchObject({ tried: 0, accepted: 0 });
  });
});

describe('profile as a table', () => {
  test('has the dearest rules with their reasons, as many as are asked for', () => {
    const { code, out } = tripline('events.ndjson', '--top', '2');
    expect(code).toBe(0);
    expect(out).toContain('2,000 events');
    expect(out).toMatch(/3 other rules/);
    expect(out).toContain('Why, and what to write instead');
    expect(out.split('\n').every(line => line.length <= 100)).toBe(true);
  });

  test('of no events it says so and goes on', () => {
    writeFileSync(join(folder, 'empty.ndjson'), '');
    const { code, out } = tripline('empty.ndjson');
    expect(code).toBe(0);
    expect(out).toContain('0 events');
  });
});
