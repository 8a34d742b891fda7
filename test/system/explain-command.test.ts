/** `tripline explain` and `tripline test` as commands, from the built program. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.ts';

const PUZZLES = resolve('docs/guide/puzzles');
const SHIPPED = resolve('rules/windows/dllhost_without_arguments_connects_out.toml');
const RECORDING = resolve('examples/attack.ndjson');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-explain-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tripline = (...args: readonly string[]) => runProgram(args, { cwd: folder });

function write(path: string, text: string): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
  return path;
}

function ruleText(id: string, query: string, more = ''): string {
  return `[rule]
name = "rule ${id}"
rule_id = "${id}"
description = "d"
severity = "low"
risk_score = 21
type = "eql"
language = "eql"
query = '''${query}'''
${more}`;
}

const event = (name: string, pid: number) =>
  `{ "@timestamp" = "2026-01-01T00:00:0${pid}Z", event.category = "process", process.name = "${name}", process.pid = ${pid} }`;

describe('explain', () => {
  test('says in its first lines why a rule stayed silent', () => {
    const { code, out } = tripline(
      'explain',
      '--rule',
      `${PUZZLES}/download.toml`,
      `${PUZZLES}/download.ndjson`,
    );
    expect(code).toBe(0);
    expect(out).toContain(
      'silent on 4 events: host.id differs: step 1 has WS-07, step 2 has ws-07 (only the case differs)',
    );
  });

  test('has all of it as JSON', () => {
    const { code, out } = tripline('explain', '--rule', SHIPPED, RECORDING, '--format', 'json');
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      kind: 'sequence',
      fires: true,
      alerts: 2,
      events: 2364,
      sequences: { began: 6, ends: { matched: 2, late: 1 }, least_late_ms: 1000 },
      outcome: { told: 2, suppressed: 0, removed_by: [] },
    });
    expect(report.misses[0]).toMatchObject({
      text: 'connected 61 s after the start: 1 s beyond maxspan=1m',
      change: { from: 'maxspan=1m', to: 'maxspan=61s', more_alerts: 1 },
    });
    expect(report.matches[0].events[0].evaluation).toMatchObject({
      kind: 'all',
      outcome: 'true',
      decides: true,
    });
  });

  test('names the exception that removed an alert', () => {
    const rule = write(
      'excepted.toml',
      ruleText(
        'e',
        'process where process.name == "a"',
        '[[rule.exceptions_list]]\nlist_id = "l"\nnamespace_type = "single"\ntype = "detection"\nid = "1"\n',
      ),
    );
    const list = { list_id: 'l', name: 'l', type: 'detection', namespace_type: 'single', description: 'l' };
    const item = {
      list_id: 'l',
      item_id: 'i',
      name: 'the backup agent',
      description: 'i',
      type: 'simple',
      namespace_type: 'single',
      entries: [{ field: 'process.pid', operator: 'included', type: 'match', value: '1' }],
    };
    write('exceptions.ndjson', `${JSON.stringify(list)}\n${JSON.stringify(item)}\n`);
    const all = [1, 2].map(pid =>
      JSON.stringify({
        '@timestamp': 1000 * pid,
        event: { category: 'process' },
        process: { name: 'a', pid },
      }),
    );
    write('excepted.ndjson', `${all.join('\n')}\n`);
    const { out } = tripline(
      'explain',
      '--rule',
      rule,
      'excepted.ndjson',
      '--exceptions',
      'exceptions.ndjson',
    );
    expect(out).toContain('1 alert of 2 told');
    expect(out).toContain('"the backup agent" removed 1 alert');
  });

  test('names the alerts that suppression counted in others', () => {
    const rule = write(
      'suppressed.toml',
      ruleText(
        's',
        'process where process.name == "a"',
        '[rule.alert_suppression]\ngroup_by = ["process.name"]\nduration = { value = 5, unit = "m" }\n',
      ),
    );
    const all = [1, 2, 3].map(pid =>
      JSON.stringify({
        '@timestamp': 1000 * pid,
        event: { category: 'process' },
        process: { name: 'a', pid },
      }),
    );
    write('suppressed.ndjson', `${all.join('\n')}\n`);
    const { out } = tripline('explain', '--rule', rule, 'suppressed.ndjson');
    expect(out).toContain('1 alert of 3 told');
    expect(out).toContain('2 alerts suppressed');
  });

  test('asks which rule is meant where a path holds several', () => {
    const { code, talk } = tripline('explain', '--rule', PUZZLES, RECORDING);
    expect(code).toBe(2);
    expect(talk).toContain('3 rules');
    expect(tripline('explain', '--rule', PUZZLES, '--name', 'password', RECORDING).code).toBe(0);
  });
});

describe('test', () => {
  test('runs the examples of a rule, in its file and beside it, and explains what fails', () => {
    const query = 'process where process.name == "a" and process.pid == 1';
    write(
      'own/r.toml',
      ruleText(
        'r',
        query,
        `[[tests]]\nname = "fires"\nalerts = 1\nevents = [${event('a', 1)}]\n\n[[tests]]\nname = "should fire"\nalerts = 1\nevents = [${event('a', 2)}]\n`,
      ),
    );
    write('own/r.tests.toml', `[[tests]]\nname = "another name"\nalerts = 0\nevents = [${event('b', 1)}]\n`);
    write(
      'own/r.tests.json',
      JSON.stringify([{ name: 'from a file', alerts: 1, events_file: 'e/one.ndjson' }]),
    );
    write(
      'own/e/one.ndjson',
      '{"@timestamp":1000,"event":{"category":"process"},"process":{"name":"a","pid":1}}\n',
    );
    const { code, out } = tripline('test', 'own', '--format', 'json', '--no-generated');
    const report = JSON.parse(out);
    expect(code).toBe(1);
    expect(report.summary).toEqual({
      rules: 1,
      examples: 4,
      generated: 0,
      passed: 3,
      failed: 1,
      unreachable: 0,
    });
    expect(report.failures).toHaveLength(1);
    expect(report.failures[0]).toMatchObject({
      rule: 'rule r',
      rule_id: 'r',
      kind: 'example',
      test: 'should fire',
      wanted: 1,
      found: 0,
      explanation: { verdict: 'process.pid is 2: wanted process.pid == 1' },
    });
    expect(tripline('test', 'own', '--no-generated').out).toContain(
      'process.pid is 2: wanted process.pid == 1',
    );
  });

  test('finds the examples of a rule that was converted to JSON and back', () => {
    const more = `[[tests]]\nname = "fires"\nalerts = 1\nevents = [${event('a', 1)}]\n`;
    const rule = write('converted/c.toml', ruleText('c', 'process where process.name == "a"', more));
    const json = tripline('rules', 'convert', rule, '--to', 'json');
    expect(json.code).toBe(0);
    const copy = write('converted/copy.json', json.out);
    for (const file of [rule, copy])
      expect(
        JSON.parse(tripline('test', file, '--no-generated', '--format', 'json').out).summary,
      ).toMatchObject({
        examples: 1,
        passed: 1,
      });
  });

  test('tests a rule without examples by streams made of it', () => {
    const { code, out } = tripline('test', PUZZLES, '--format', 'json');
    const { failures, summary, unreachable } = JSON.parse(out);
    expect(code).toBe(0);
    expect([failures, unreachable]).toEqual([[], []]);
    expect(summary).toMatchObject({ rules: 3, examples: 0, failed: 0, unreachable: 0 });
    expect(summary.generated).toBe(summary.passed);
  });

  test('reports a rule that can never fire, and does not fail for it', () => {
    const rule = write(
      'never.toml',
      ruleText('n', 'process where process.name == "a" and process.name == null'),
    );
    const { code, out } = tripline('test', rule, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out).unreachable).toEqual([
      {
        rule: 'rule n',
        rule_id: 'n',
        reason: 'process.name == "a" contradicts process.name == null',
        proven: true,
      },
    ]);
  });

  test('writes JUnit that holds any text', () => {
    const rule = write(
      'junit.toml',
      ruleText(
        'j',
        'process where process.name == "<&"',
        `[[tests]]\nname = "a < b & \\"c\\""\nalerts = 1\nevents = [${event('b\\\\u0001', 1)}]\n`,
      ),
    );
    const { code, out } = tripline('test', rule, '--format', 'junit', '--no-generated');
    expect(code).toBe(1);
    expect(out).toContain('<testsuites name="tripline test" tests="1" failures="1" skipped="0">');
    expect(out).toContain('<testcase name="a &lt; b &amp; &quot;c&quot;"');
    expect(out).toContain('<failure message="0 alerts, and 1 expected">');
    expect(out).not.toContain('\u0001');
  });

  test('fails for an example that cannot be read, and says why', () => {
    const rule = write('odd.toml', ruleText('o', 'process where true', '[[tests]]\nalerts = "one"\n'));
    const { code, out } = tripline('test', rule, '--no-generated');
    expect(code).toBe(1);
    expect(out).toContain('`tests.0.alerts` must be a whole number');
  });

  test('reads no events from outside of the folders at hand', () => {
    const rule = write(
      'away/w.toml',
      ruleText('w', 'process where true', '[[tests]]\nalerts = 0\nevents_file = "../../elsewhere.ndjson"\n'),
    );
    expect(tripline('test', rule, '--no-generated').out).toContain('lies outside');
  });

  test('fails for a rule that does not compile', () => {
    const rule = write('broken.toml', ruleText('b', 'process where'));
    const { code, out } = tripline('test', rule, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(out).failures[0]).toMatchObject({ kind: 'rule', rule_id: 'b' });
    expect(tripline('test', rule, '--format', 'junit').out).toContain('failures="1"');
  });
});
