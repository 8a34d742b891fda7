/** `tripline scan --jobs` as its users meet it: the built program, whose output does not tell how many cores it had. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = resolve('bin/tripline.js');
const RULES = resolve('rules');
const recorded = readFileSync(resolve('examples/attack.ndjson'), 'utf8').trimEnd().split('\n');

let folder: string;
/** Events over three files and standard input, many of them more than once, with broken lines in between. */
let stdin: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-jobs-'));
  mkdirSync(join(folder, 'logs'));
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'rules'));
  // Large enough to be cut.
  const large = [...recorded, ...recorded.map(again), ...recorded.slice(0, recorded.length / 4).map(again)];
  write('large.ndjson', withScript(withBrokenLines(large)).join('\n'));
  write('logs/part.ndjson.gz', gzipSync(recorded.slice(100, 400).map(again).toReversed().join('\n')));
  write('logs/README.md', '# where these come from\n');
  write('logs/small.ndjson', withBrokenLines(recorded.slice(-900)).join('\r\n'));
  stdin = withBrokenLines([...recorded.slice(700).map(once), ...recorded.slice(0, 900)]).join('\n');
  rule(
    'starts',
    'process where event.type == "start" and process.name : ("cmd.exe", "powershell.exe", "svchost.exe")',
  );
  rule('script', 'any where powershell.file.script_block_text == "text 1text 2"');
  rule(
    'pairs',
    'sequence by host.name with maxspan=1m [process where event.type == "start"] [network where true]',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(folder, name), content);
}

function rule(name: string, query: string): void {
  const text = {
    rule_id: name,
    name,
    description: 'd',
    severity: 'low',
    risk_score: 1,
    type: 'eql',
    language: 'eql',
    query,
  };
  write(`rules/${name}.json`, JSON.stringify(text));
}

/** The same event with another note, which makes it another one; the second half of them stay doubles. */
function again(line: string, at: number): string {
  return at % 2 === 0 ? line : `{"labels":{"copy":"again"},${line.slice(1)}`;
}

/** With a script of two records that stand far apart, in ranges of their own, and one that lacks a record. */
function withScript(lines: readonly string[]): readonly string[] {
  const part = (number: number, total: number): string => {
    const file = { script_block_id: `of ${total}`, script_block_text: `text ${number}` };
    const event = { category: 'process' };
    return JSON.stringify({
      '@timestamp': '2026-01-01T00:00:00Z',
      event,
      powershell: { sequence: number, total, file },
    });
  };
  return [
    ...lines.slice(0, 5),
    part(1, 2),
    ...lines.slice(5, -5),
    part(3, 3),
    part(2, 2),
    ...lines.slice(-5),
  ];
}

function once(line: string): string {
  return `{"labels":{"copy":"stdin"},${line.slice(1)}`;
}

function withBrokenLines(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, at) => (at % 1_503 === 700 ? ['{"broken', '', line] : [line]));
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  /** Without the line that tells the time it took. */
  readonly talk: string;
}

function scan(paths: readonly string[], options: readonly string[], rules: readonly string[]): Ran {
  const args = ['scan', ...paths, '--rules', ...rules, '--format', 'ndjson', ...options];
  const ran = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    input: paths.includes('-') ? stdin : '',
    maxBuffer: 1 << 28,
  });
  const talk = ran.stderr.toString().replace(/\n.* events a second\n/, '\n');
  return { code: ran.status, out: ran.stdout.toString(), talk };
}

describe('scan --jobs', () => {
  test('gives the same bytes for any number, over a file that is cut, others, doubles among them, and standard input', () => {
    const paths = ['large.ndjson', 'logs', 'absent.ndjson', 'empty', '-'];
    const rules = [RULES, 'rules'];
    const one = scan(paths, [], rules);
    expect(one.code).toBe(2);
    expect(one.out.split('\n').length).toBeGreaterThan(100);
    expect(one.out).toContain('"script_block_text":"text 1text 2"');
    for (const said of [
      'line 701 is not JSON',
      'absent.ndjson',
      'seen before, collapsed',
      'of no event form passed over',
      'records skipped',
      '1 script block joined from 2 records',
      'script blocks left in their records: 1 incomplete',
    ])
      expect(one.talk).toContain(said);
    for (const jobs of ['1', '2', '4']) expect(scan(paths, ['--jobs', jobs], rules)).toEqual(one);
  });

  test('gives the same for standard input that must be read in one piece, and with a range of time', () => {
    const array = `[${recorded.slice(0, 1_500).join(',\n')}]`;
    stdin = array;
    const options = ['--from', '2000-01-01T00:00:00Z', '--building-blocks'];
    const one = scan(['-'], options, ['rules']);
    expect(one.code).toBe(0);
    expect(one.out).not.toBe('');
    expect(scan(['-'], [...options, '--jobs', '2'], ['rules'])).toEqual(one);
  });

  test('refuses what is no number of cores, and an order that only one reader can keep', () => {
    for (const options of [
      ['--jobs', '0'],
      ['--jobs', 'all'],
      ['--jobs', '2', '--ordered'],
    ])
      expect(scan(['large.ndjson'], options, ['rules']).code).toBe(2);
  });
});
