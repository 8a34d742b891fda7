/** `tripline profile` as a command, from the built program: what it prints, in which form, and how it ends. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.ts';

const RECORDING = resolve('examples/attack.ndjson');
const RULES = resolve('rules');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-profile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const profile = (...args: readonly string[]) => runProgram(['profile', ...args], { cwd: folder });

function rule(name: string, query: string): string {
  const file = `${name.replaceAll(/\W/g, '_')}.toml`;
  writeFileSync(
    join(folder, file),
    `[rule]
name = "${name}"
rule_id = "${name}"
description = "d"
severity = "low"
risk_score = 21
type = "eql"
language = "eql"
query = '''${query}'''
`,
  );
  return file;
}

describe('profile', () => {
  test('tells what took the time, and of each rule why and what to write instead', () => {
    const computing = rule('computing', 'process where length(process.executable) > 1000');
    const { out, code, talk } = profile(RECORDING, '--rules', RULES, computing);
    expect(code).toBe(0);
    for (const text of [
      '2,364 events in ',
      'reading',
      'matching',
      'finishing',
      'Measuring took',
      'hits/1000',
      'DllHost Started Without Arguments Connects Out',
      'Why, and what to write instead',
      'woken by  process.name : "dllhost.exe"',
      'is a script, which is computed for each event',
    ])
      expect(out).toContain(text);
    expect(out.split('\n').every(line => line.length <= 100)).toBe(true);
    expect(talk).toContain('2,364 events read');
    expect(talk).toContain('2 rules: 2 run');
  });

  test('--format json has the numbers of every rule, --top the dearest', () => {
    const rare = rule('rare', 'process where process.name : "no-such.exe"');
    const { out } = profile(RECORDING, '--rules', RULES, rare, '--format', 'json');
    const report = JSON.parse(out);
    expect(report).toMatchObject({ events: 2364, rules_total: 2 });
    expect(Object.keys(report.time_ms)).toEqual(['reading', 'matching', 'finishing', 'measuring']);
    const [told] = report.rules.filter((one: { rule_id: string }) => one.rule_id === 'rare');
    expect(told).toMatchObject({ type: 'events', tried: 0, accepted: 0, matches: 0 });
    expect(told.filters).toMatchObject([
      {
        filter: null,
        witness: [{ condition: 'process.name : "no-such.exe"', share: 0, from_regex: false }],
        advice: [],
      },
    ]);
    const top = JSON.parse(profile(RECORDING, '--rules', RULES, rare, '--format', 'json', '--top', '1').out);
    expect([top.rules.length, top.rules_total]).toEqual([1, 2]);
  });

  test('ends as scan does: skipped lines counted, broken rules 1, nothing to read 2', () => {
    writeFileSync(
      join(folder, 'half.ndjson'),
      `${readFileSync(RECORDING, 'utf8').split('\n')[0]}\n{broken\n`,
    );
    const half = profile('half.ndjson', '--rules', RULES);
    expect(half.code).toBe(0);
    expect(half.talk).toContain('1 record skipped: 1 not JSON');
    const wrong = rule('wrong', 'process where process.name ===');
    expect(profile(RECORDING, '--rules', RULES, wrong).code).toBe(1);
    expect(profile('no-such-file', '--rules', RULES).code).toBe(2);
    expect(profile(RECORDING, '--rules', 'no-such-folder').code).toBe(2);
  });

  test('shows hostile names and conditions as text', () => {
    const hostile = rule('hostile\\u001b[31m', 'process where not process.name : "\\u{1b}[2J"');
    const { out } = profile(RECORDING, '--rules', hostile);
    expect(out).toContain('hostile');
    expect(out).not.toContain('\u001b');
  });
});
