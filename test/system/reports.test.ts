/** What is handed on: reports, field coverage and converted events, from the built program. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.ts';

const RECORDING = resolve('examples/attack.ndjson');
const RULES = resolve('rules');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-reports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tripline = (...args: readonly string[]) => runProgram(args, { cwd: folder });

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const HOSTILE = "<img src=x onerror=alert(1)>\"'&=cmd|' /C calc'!A0";
const hostileRule = `[rule]
name = """${HOSTILE.replaceAll('"', '\\"')}"""
rule_id = "<b>id</b>"
description = "<script>alert(1)</script>"
note = "<iframe src=javascript:alert(1)>"
references = ["javascript:alert(1)", "https://example.org/\\"onmouseover=alert(1)"]
severity = "high"
risk_score = 73
type = "eql"
language = "eql"
query = 'process where true'
`;
const hostileEvent = JSON.stringify({
  '@timestamp': '2026-01-01T00:00:00Z',
  event: { category: 'process' },
  host: { name: HOSTILE },
  user: { name: '=1+1' },
  process: { name: HOSTILE },
});

describe('scan --format html', () => {
  test('is one page with the alerts, their events and what was read, that fetches and runs nothing', () => {
    const { out, code } = tripline('scan', RECORDING, '--rules', RULES, '--format', 'html');
    expect(code).toBe(0);
    for (const text of [
      '2 alerts',
      'DllHost Started Without Arguments Connects Out',
      'T1218',
      '+8.000 s',
      '2,364 events read',
      'fin-ws-014',
    ]) {
      expect(out).toContain(text);
    }
    expect(out).toContain("default-src 'none'");
    expect(out).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bon\w+=|url\(|@import/i);
  });

  test('shows hostile rules and events as text', () => {
    const { out } = tripline(
      'scan',
      file('hostile.ndjson', hostileEvent),
      '--rules',
      file('hostile.toml', hostileRule),
      '--format',
      'html',
    );
    expect(out).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const markup = out.replace(/"[^"]*"/g, '""');
    expect(markup).not.toMatch(/<(script|img|iframe|b>id)/i);
    expect(out).not.toMatch(/href="javascript:/i);
  });

  test('says so when there are none', () => {
    const quiet = file('quiet.ndjson', '{"@timestamp":"2026-01-01T00:00:00Z","event":{"category":"host"}}\n');
    expect(tripline('scan', quiet, '--rules', RULES, '--format', 'html').out).toContain('No alerts');
  });
});

describe('scan --format csv', () => {
  test('is a header and a line an alert', () => {
    const { out } = tripline('scan', RECORDING, '--rules', RULES, '--format', 'csv');
    const lines = out.split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      'time,severity,risk_score,rule,rule_id,host,user,reason,tactics,techniques,events,alert_id',
    );
    expect(lines[1]).toContain('2026-03-17T08:41:42.407Z,medium,47,');
  });

  test('holds no formulas', () => {
    const { out } = tripline(
      'scan',
      file('hostile.ndjson', hostileEvent),
      '--rules',
      file('hostile.toml', hostileRule),
      '--format',
      'csv',
    );
    expect(out).toContain(",'=1+1,");
  });
});

describe('fields', () => {
  test('tells which rule can fire and what the other lacks', () => {
    const rule = hostileRule
      .replace(/name = .*/, 'name = "Needs a DLL"')
      .replace("'process where true'", '\'library where dll.name : "x"\'');
    const { out, code } = tripline(
      'fields',
      RECORDING,
      '--rules',
      RULES,
      file('dll.toml', rule),
      '--format',
      'json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.events).toBe(2364);
    expect(report.rules.map((r: { can_fire: boolean }) => r.can_fire)).toEqual([true, false]);
    expect(report.fields).toContainEqual({ path: 'dll.name', filled: 0, rules: 1 });
    const table = tripline('fields', RECORDING, '--rules', RULES, 'dll.toml').out;
    expect(table).toContain('1 can fire');
    expect(table).toContain('Needs a DLL');
  });
});

describe('convert', () => {
  test('writes each event as an ECS document, in input order, and again the same', () => {
    const { out, talk, code } = tripline('convert', RECORDING);
    expect(code).toBe(0);
    expect(talk).toContain('2,364 events converted');
    const documents = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(documents).toHaveLength(2364);
    const hosts = readFileSync(RECORDING, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).host?.name);
    expect(documents.map(document => document.host?.name)).toEqual(hosts);
    expect(
      documents.every(document => document.host?.id !== undefined && document.event?.category !== undefined),
    ).toBe(true);
    const again = tripline('convert', file('ecs.ndjson', out));
    expect(again.out).toBe(out);
  });

  test('--output writes a file, and a file that cannot be written is told', () => {
    expect(tripline('convert', RECORDING, '--output', 'out.ndjson').code).toBe(0);
    expect(readFileSync(join(folder, 'out.ndjson'), 'utf8').trimEnd().split('\n')).toHaveLength(2364);
    const failed = tripline('convert', RECORDING, '--output', 'no/such/folder/out.ndjson');
    expect(failed.code).toBe(2);
    expect(failed.talk).toContain(
      'error[CLI003]: no/such/folder/out.ndjson cannot be written: there is no such file or folder',
    );
  });

  test('an alert is found in converted events as in the original ones', () => {
    const original = tripline('scan', RECORDING, '--rules', RULES, '--format', 'ndjson').out;
    const converted = tripline('scan', 'ecs.ndjson', '--rules', RULES, '--format', 'ndjson').out;
    const uuids = (text: string): unknown[] =>
      text
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)['kibana.alert.reason']);
    expect(uuids(converted)).toEqual(uuids(original));
  });
});
