/**
 * The command line as its users meet it: the built program in a process of its own, real files, exit codes.
 * `npm test` builds before it runs the tests.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, runProgram } from '../support/run-program.ts';

const PROGRAM = resolve('bin/tripline.js');
const RECORDING = resolve('examples/attack.ndjson');
const RULES = resolve('rules');
const lines = readFileSync(RECORDING, 'utf8').split('\n');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tripline(
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: object } = {},
): Ran {
  return runProgram(args, { ...options, cwd: folder, env: { NO_COLOR: '1', ...options.env } });
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

function alertsIn(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}

const THREE_MISTAKES = `[rule]
name = "Three mistakes"
rule_id = "3c1f2a60-0000-4000-8000-000000000001"
descripton = "a misspelt key"
description = "d"
severity = "low"
risk_score = 21
type = "eql"
language = "eql"
index = ["logs-*"]
from = "now-9m"
query = '''
process where proces.name : "a.exe" and
  (process.pid == 3 or process.pid == 4
'''
`;

describe('scan', () => {
  test('finds the attack in each of its two forms, and the same alerts whatever the order of lines and files', () => {
    const whole = tripline(['scan', RECORDING, '--rules', RULES, '--format', 'ndjson']);
    expect(whole.code).toBe(0);
    expect(alertsIn(whole.out)).toHaveLength(2);
    const half = Math.floor(lines.length / 2);
    const first = file('first.ndjson', lines.slice(0, half).toReversed().join('\n'));
    const second = file('second.ndjson', lines.slice(half).toReversed().join('\n'));
    for (const files of [
      [first, second],
      [second, first],
    ]) {
      const split = tripline(['scan', ...files, '--rules', RULES, '--format', 'ndjson']);
      expect(split.out).toBe(whole.out);
    }
  });

  test('prints the building blocks of a sequence only when asked', () => {
    const { out } = tripline([
      'scan',
      RECORDING,
      '--rules',
      RULES,
      '--format',
      'ndjson',
      '--building-blocks',
    ]);
    const alerts = alertsIn(out);
    expect(alerts).toHaveLength(6);
    for (const shell of alerts.filter(alert => alert['kibana.alert.group.index'] === undefined)) {
      const blocks = alerts.filter(
        alert => alert !== shell && alert['kibana.alert.group.id'] === shell['kibana.alert.group.id'],
      );
      expect(blocks.map(block => block['kibana.alert.group.index'])).toEqual([0, 1]);
      expect(blocks.map(block => block['kibana.alert.building_block_type'])).toEqual(['default', 'default']);
    }
  });

  test('reads an event given twice once, and says so', () => {
    const { out, talk, code } = tripline([
      'scan',
      RECORDING,
      RECORDING,
      '--rules',
      RULES,
      '--format',
      'ndjson',
    ]);
    expect([code, alertsIn(out).length]).toEqual([0, 2]);
    expect(talk).toContain('2,364 events seen before, collapsed');
  });

  test('reads standard input', () => {
    const { out, code } = tripline(['scan', '-', '--rules', RULES, '--format', 'ndjson'], {
      input: lines.join('\r\n'),
    });
    expect([code, alertsIn(out).length]).toEqual([0, 2]);
  });

  test('json is one array', () => {
    const { out } = tripline(['scan', RECORDING, '--rules', RULES, '--format', 'json']);
    expect(JSON.parse(out)).toHaveLength(2);
    const none = tripline([
      'scan',
      RECORDING,
      '--rules',
      RULES,
      '--format',
      'json',
      '--to',
      '2000-01-01T00:00:00Z',
    ]);
    expect(JSON.parse(none.out)).toEqual([]);
    expect(none.talk).toContain('events outside --from and --to');
  });

  test('--max-alerts cuts by rule and counts what it cut', () => {
    const { out, talk } = tripline([
      'scan',
      RECORDING,
      '--rules',
      RULES,
      '--format',
      'ndjson',
      '--max-alerts',
      '1',
    ]);
    expect(alertsIn(out)).toHaveLength(1);
    expect(talk).toContain('1 more cut by --max-alerts');
  });

  test('--fail-on-alert turns alerts into exit code 1', () => {
    expect(tripline(['scan', RECORDING, '--rules', RULES, '--fail-on-alert']).code).toBe(1);
    const quiet = file('quiet.ndjson', '{"@timestamp":"2026-01-01T00:00:00Z","event":{"category":"host"}}\n');
    expect(tripline(['scan', quiet, '--rules', RULES, '--fail-on-alert']).code).toBe(0);
  });

  test('--ordered alerts while reading, and refuses the first step back with its place', () => {
    const sorted = file('sorted.ndjson', linesByTime().join('\n'));
    const whole = tripline(['scan', sorted, '--rules', RULES, '--format', 'ndjson', '--ordered']);
    expect([whole.code, alertsIn(whole.out).length]).toEqual([0, 2]);
    const back = file(
      'back.ndjson',
      '{"@timestamp":"2026-01-01T00:00:02Z","n":1}\n{"@timestamp":"2026-01-01T00:00:01Z","n":2}\n',
    );
    const refused = tripline(['scan', back, '--rules', RULES, '--ordered']);
    expect(refused.code).toBe(2);
    expect(refused.talk).toContain('error[CLI002]: record 2 steps back in time');
  });

  test('a rule with mistakes is told at its place, exits with 1, and the other rules still run', () => {
    const rule = file('mistakes.toml', THREE_MISTAKES);
    const { out, talk, code } = tripline(['scan', RECORDING, '--rules', rule, RULES, '--format', 'ndjson']);
    expect([code, alertsIn(out).length]).toEqual([1, 2]);
    expect(talk).toContain('mistakes.toml:15:1');
    expect(talk).toContain('2 rules: 1 run, 1 failed');
  });

  test('no rule to run is a wrong call', () => {
    const readme = file('README.md', '# not a rule\n');
    const { code, talk } = tripline(['scan', RECORDING, '--rules', readme]);
    expect(code).toBe(2);
    expect(talk).toContain('error[CLI001]: no rule to run');
  });

  test('deprecated rules run only when asked', () => {
    const deprecated = file(
      'deprecated.toml',
      `[metadata]\nmaturity = "deprecated"\n${THREE_MISTAKES.replace('proces.name', 'process.name')
        .replace('descripton = "a misspelt key"\n', '')
        .replace('process.pid == 4', 'process.pid != 3)')
        .replace('"a.exe"', '"dllhost.exe"')}`,
    );
    const args = ['scan', RECORDING, '--rules', deprecated, '--format', 'ndjson'];
    expect(tripline(args).code).toBe(2);
    const asked = tripline([...args, '--deprecated']);
    expect(asked.code).toBe(0);
    expect(alertsIn(asked.out).length).toBeGreaterThan(0);
  });
});

describe('input that goes wrong', () => {
  const attack = lines.join('\n');
  const scan = (...inputs: readonly string[]): Ran =>
    tripline(['scan', ...inputs, '--rules', RULES, '--format', 'ndjson']);

  test.each([
    ['a truncated last line', () => Buffer.from(`${attack}{"@timestamp":"2026-`), 'ING010', '1 cut off'],
    [
      'a line that is not UTF-8',
      () => Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from(`"}\n${attack}`)]),
      'ING011',
      '1 not UTF-8',
    ],
    [
      'a line of 50 MB',
      () => Buffer.from(`{"a":"${'x'.repeat(50_000_000)}"}\n${attack}`),
      'ING012',
      '1 too long',
    ],
    ['a line that is no JSON', () => Buffer.from(`what is this\n${attack}`), 'ING013', '1 not JSON'],
  ])('%s is told and counted, and the events around it are evaluated', (name, bytes, code, count) => {
    const ran = scan(file(`${name.replaceAll(' ', '-')}.ndjson`, bytes()));
    expect([ran.code, alertsIn(ran.out).length]).toEqual([0, 2]);
    expect(ran.talk).toContain(code);
    expect(ran.talk).toContain(count);
  });

  test('an empty file and a folder without files are told and are no error', () => {
    mkdirSync(join(folder, 'empty-folder'));
    const ran = scan(file('empty.ndjson', ''), 'empty-folder', RECORDING);
    expect([ran.code, alertsIn(ran.out).length]).toEqual([0, 2]);
    expect(ran.talk).toContain('`empty.ndjson` holds no events');
    expect(ran.talk).toContain('`empty-folder` holds no events');
  });

  test('a folder is read file by file', () => {
    mkdirSync(join(folder, 'logs', 'deep'), { recursive: true });
    file('logs/a.ndjson', lines.slice(0, 1000).join('\n'));
    file('logs/deep/b.ndjson', lines.slice(1000).join('\n'));
    file('logs/README.md', '# About these logs\n');
    file('logs/c.ndjson', 'a damaged first line\n{"@timestamp":"2026-01-01T00:00:00Z"}\n');
    const ran = scan('logs');
    expect([ran.code, alertsIn(ran.out).length]).toEqual([0, 2]);
    expect(ran.talk).toContain('1 file of no event form passed over (logs/README.md)');
    expect(ran.talk).toContain('1 record skipped: 1 not JSON');
  });

  test('a missing file exits with 2 after the others were read', () => {
    const ran = scan('missing.ndjson', RECORDING);
    expect([ran.code, alertsIn(ran.out).length]).toEqual([2, 2]);
    expect(ran.talk).toContain('`missing.ndjson` cannot be read: there is no such file');
  });

  test.skipIf(process.getuid?.() === 0)(
    'a file closed to this user exits with 2 (root may read every file)',
    () => {
      chmodSync(join(folder, file('closed.ndjson', attack)), 0);
      const ran = scan('closed.ndjson', RECORDING);
      expect([ran.code, alertsIn(ran.out).length]).toEqual([2, 2]);
      expect(ran.talk).toContain('may not read');
    },
  );

  test('an input of which every record is skipped exits with 2', () => {
    expect(scan(file('prose.txt', 'to be\nor not to be\n')).code).toBe(2);
  });

  test('a reader that goes away is no error', async () => {
    const child = spawn(
      process.execPath,
      [PROGRAM, 'query', 'any where true', RECORDING, '--format', 'ndjson'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let talk = '';
    child.stderr.on('data', chunk => {
      talk += String(chunk);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise(done => child.on('close', done));
    expect([code, talk.includes('EPIPE') || talk.includes('crashed')]).toEqual([0, false]);
  });
});

describe('check', () => {
  test('shows three mistakes with file, line, column, caret and help, and exits with 1', () => {
    const { out, code } = tripline(['check', file('mistakes.toml', THREE_MISTAKES)]);
    expect(code).toBe(1);
    for (const place of ['mistakes.toml:4:1', 'mistakes.toml:13:15', 'mistakes.toml:15:1'])
      expect(out).toContain(place);
    expect(out.match(/= help: /g)).toHaveLength(3);
    expect(out).toContain('^^^^^^^^^^^');
  });

  test('json has the counts and every diagnostic', () => {
    const { out, code } = tripline([
      'check',
      RULES,
      file('mistakes.toml', THREE_MISTAKES),
      '--format',
      'json',
    ]);
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ rules: 2, compiled: 1, unsupported: {}, failed: 1 });
    expect(report.diagnostics).toContainEqual(
      expect.objectContaining({
        file: 'mistakes.toml',
        line: 13,
        column: 15,
        code: 'EQL101',
        severity: 'warning',
      }),
    );
  });

  test('passes over what is no rule in a folder, and tells it of a file that was named', () => {
    mkdirSync(join(folder, 'mixed'), { recursive: true });
    file('mixed/LICENSE', 'All of it.\n');
    file('mixed/rule.toml', THREE_MISTAKES);
    const inFolder = tripline(['check', 'mixed']);
    expect(inFolder.talk).toContain('1 file of no rule form passed over');
    const named = tripline(['check', 'mixed/LICENSE']);
    expect(named.code).toBe(1);
    expect(named.out).toContain('RUL002');
  });

  test('of two rules with one id the first runs, and the other is told with both places', () => {
    const rule = readFileSync(join(RULES, 'windows/dllhost_without_arguments_connects_out.toml'), 'utf8');
    const [first, second] = [file('first.toml', rule), file('second.toml', rule)];
    const { out, code } = tripline(['check', first, second, first]);
    expect(code).toBe(1);
    expect(out).toContain('2 rules: 1 run, 1 failed');
    expect(out).toMatch(/error\[RUL005\][\s\S]*second\.toml:\d+:\d+[\s\S]*first\.toml:\d+:\d+/);
    const scanned = tripline(['scan', RECORDING, '--rules', first, second, '--format', 'ndjson']);
    expect([scanned.code, alertsIn(scanned.out).length]).toEqual([1, 2]);
  });

  test('an unreadable path exits with 2, after the others were checked', () => {
    const { out, code } = tripline(['check', 'no-such-folder', RULES]);
    expect(code).toBe(2);
    expect(out).toContain('RUL001');
    expect(out).toContain('1 run');
  });

  test('--strict fails on what does not run yet', () => {
    const esql = file(
      'esql.toml',
      THREE_MISTAKES.replace('descripton = "a misspelt key"\n', '')
        .replace('"eql"', '"esql"')
        .replace('"eql"', '"esql"')
        .replace(/query = [\s\S]*/, `query = 'from logs-*'\n`),
    );
    expect(tripline(['check', esql]).code).toBe(0);
    expect(tripline(['check', esql, '--strict']).code).toBe(1);
  });

  test('--schema knows fields beyond ECS, and is told when it is wrong', () => {
    const rule = file(
      'own.toml',
      THREE_MISTAKES.replace('descripton = "a misspelt key"\n', '').replace(
        /query = [\s\S]*/,
        `query = 'any where acme.count : "x"'\n`,
      ),
    );
    expect(tripline(['check', rule]).code).toBe(0);
    const typed = tripline(['check', rule, '--schema', file('schema.json', '{"acme.count": "long"}')]);
    expect(typed.code).toBe(1);
    expect(typed.out).toContain('own.toml:11:20');
    const broken = tripline(['check', rule, '--schema', file('broken.json', '{"acme.count": ')]);
    expect(broken.code).toBe(2);
    expect(broken.talk).toContain('broken.json:1:');
  });
});

test('events that match by several keys are one alert', () => {
  const events = [1, 2].map(second =>
    JSON.stringify({
      '@timestamp': second * 1000,
      event: { category: 'file' },
      n: second,
      host: { ip: ['10.0.0.1', '10.0.0.2'] },
    }),
  );
  const rule = file(
    'keys.toml',
    THREE_MISTAKES.replace(
      /query[\s\S]*/,
      `query = 'sequence by host.ip [file where n == 1] [file where n == 2]'\n`,
    ),
  );
  const input = file('keys.ndjson', events.join('\n'));
  expect(alertsIn(tripline(['scan', input, '--rules', rule, '--format', 'ndjson']).out)).toHaveLength(1);
  const eql = 'sequence by host.ip [file where n == 1] [file where n == 2]';
  expect(alertsIn(tripline(['query', eql, input, '--format', 'ndjson']).out)).toHaveLength(2);
});

describe('query', () => {
  test('json is the response of an EQL search', () => {
    const { out } = tripline([
      'query',
      'process where process.name : "dllhost.exe" and process.args_count == 1',
      RECORDING,
      '--format',
      'json',
    ]);
    const { hits } = JSON.parse(out);
    expect(hits.events).toHaveLength(hits.total.value);
    expect(Object.keys(hits.events[0])).toEqual(['_index', '_id', '_source']);
    const none = JSON.parse(tripline(['query', 'process where false', RECORDING, '--format', 'json']).out);
    expect(none).toEqual({ hits: { events: [], total: { value: 0, relation: 'eq' } } });
    const noSequence = 'sequence [process where false] [process where false]';
    expect(JSON.parse(tripline(['query', noSequence, RECORDING, '--format', 'json']).out)).toEqual({
      hits: { sequences: [], total: { value: 0, relation: 'eq' } },
    });
  });

  test('sequences have join keys and their events in order', () => {
    const eql =
      'sequence by host.id, process.entity_id with maxspan=1m [process where process.args_count == 1] [network where true]';
    const { hits } = JSON.parse(
      tripline(['query', eql, RECORDING, '--format', 'json', '--size', '1', '--position', 'head']).out,
    );
    expect(hits.sequences).toHaveLength(1);
    expect(hits.total.value).toBeGreaterThan(1);
    expect(hits.sequences[0].join_keys).toHaveLength(2);
    expect(hits.sequences[0].events).toHaveLength(2);
  });

  test('--size takes the first or the most recent, in ascending order either way', () => {
    const times = (position: string): number[] =>
      alertsIn(
        tripline([
          'query',
          'any where true',
          RECORDING,
          '--format',
          'ndjson',
          '--size',
          '3',
          '--position',
          position,
        ]).out,
      ).map(
        // A hit holds its document, a document its time.
        hit => Date.parse((hit['_source'] as Record<string, string>)['@timestamp'] ?? ''),
      );
    const [head, tail] = [times('head'), times('tail')];
    expect(head).toEqual(head.toSorted((a, b) => a - b));
    expect(tail).toEqual(tail.toSorted((a, b) => a - b));
    expect(Math.max(...head)).toBeLessThan(Math.min(...tail));
  });

  /** One line a category, a second apart. */
  const stream = (name: string, ...categories: readonly string[]): string =>
    file(
      name,
      categories
        .map((category, at) =>
          JSON.stringify({ '@timestamp': at * 1000, event: { category }, host: { name: 'h' }, n: at + 1 }),
        )
        .join('\n'),
    );
  /** The events of each result, by number; 0 for a missing one. */
  const numbers = (eql: string, input: string, ...options: readonly string[]): readonly number[][] =>
    alertsIn(tripline(['query', eql, input, '--format', 'ndjson', ...options]).out).map(result => {
      // A result is a hit or holds hits, and a hit holds its document.
      const events = (result['events'] ?? [result]) as { _source: { n?: number } }[];
      return events.map(event => event._source.n ?? 0);
    });

  test('a missing event holds its place in the result', () => {
    const input = stream('missing.ndjson', 'a', 'b', 'a', 'c', 'b');
    const eql = 'sequence with maxspan=1m [a where true] ![c where true] [b where true]';
    const { hits } = JSON.parse(tripline(['query', eql, input, '--format', 'json']).out);
    expect(hits.total.value).toBe(1);
    expect(hits.sequences[0].events.map((event: { missing?: true }) => event.missing)).toEqual([
      undefined,
      true,
      undefined,
    ]);
    expect(hits.sequences[0].events[1]).toEqual({ _index: '', _id: '', _source: {}, missing: true });
    const table = tripline(['query', eql, input]).out.trimEnd().split('\n');
    expect(table).toHaveLength(4);
    expect(table[2]).toBe('├ no event');
  });

  test('with pipes, --size stands before them and takes from the end that the first pipe takes from', () => {
    const input = stream('pipes.ndjson', 'a', 'a', 'a', 'a', 'a');
    const query = (pipes: string, ...options: readonly string[]): readonly number[] =>
      numbers(`a where true ${pipes}`, input, ...options).flat();
    expect(query('| head 4 | tail 2')).toEqual([3, 4]);
    for (const position of ['head', 'tail']) {
      expect(query('| head 4 | tail 2', '--size', '3', '--position', position)).toEqual([2, 3]);
      expect(query('| tail 4 | head 2', '--size', '3', '--position', position)).toEqual([3, 4]);
    }
    const { hits } = JSON.parse(
      tripline(['query', 'a where true | head 4 | tail 2', input, '--format', 'json']).out,
    );
    expect(hits.total.value).toBe(2);
  });

  test('samples are told as sequences are, of one key as many as asked for, the first whatever the position', () => {
    const input = stream('sample.ndjson', 'b', 'a', 'b', 'b');
    const eql = 'sample by host.name [a where true] [b where true]';
    const { hits } = JSON.parse(tripline(['query', eql, input, '--format', 'json']).out);
    expect(hits.sequences).toHaveLength(1);
    expect(hits.sequences[0].join_keys).toEqual(['h']);
    const two = [
      [2, 1],
      [2, 3],
    ];
    expect(numbers(eql, input, '--max-samples-per-key', '2')).toEqual(two);
    expect(numbers(eql, input, '--max-samples-per-key', '9', '--size', '2', '--position', 'tail')).toEqual(
      two,
    );
  });

  test('--nulls three-valued lets `not` of a test on a missing field match nothing', () => {
    const input = stream('nulls.ndjson', 'a', 'a');
    const eql = 'any where not user.name == "x"';
    expect(numbers(eql, input)).toEqual([[1], [2]]);
    expect(numbers(eql, input, '--nulls', 'three-valued')).toEqual([]);
  });

  test('a query with a mistake is told at its place and reads no events', () => {
    const { code, out, talk } = tripline(['query', 'process where (process.pid == 3', RECORDING]);
    expect([code, out]).toEqual([1, '']);
    expect(talk).toContain('<query>:1:32');
  });
});

describe('the program', () => {
  test.each([
    [['--help'], 0],
    [['--version'], 0],
    [['scan', '--help'], 0],
    [[], 2],
    [['what'], 2],
    [['scan', 'x'], 2],
    [['scan', RECORDING, '--rules', RULES, '--format', 'xml'], 2],
    [['scan', RECORDING, '--rules', RULES, '--from', 'yesterday'], 2],
  ] as const)('%j exits with %i', (args, code) => {
    expect(tripline(args).code).toBe(code);
  });

  test('colours nothing when NO_COLOR is set or nobody looks', () => {
    const { out } = tripline(['demo'], { env: { NO_COLOR: undefined, FORCE_COLOR: undefined } });
    expect(out).not.toContain('\u001b');
    expect(tripline(['demo'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } }).out).toContain('\u001b');
  });

  test('no text of an event or a rule reaches the terminal as a command to it', () => {
    const hostile = JSON.stringify({
      '@timestamp': '2026-01-01T00:00:00Z',
      event: { category: 'process', action: '\u001b[2J' },
      host: { name: '\u001b]0;owned\u0007' },
      process: { name: '\u202egpj.exe\u001b[31m' },
    });
    const events = file('hostile.ndjson', `${hostile}\n`);
    const rule = file(
      'hostile.toml',
      THREE_MISTAKES.replace('d"', '\\u001b[31md"').replace(/query[\s\S]*/, `query = 'process where true'\n`),
    );
    const outputs = [
      tripline(['scan', events, '--rules', rule]),
      tripline(['query', 'process where true', events]),
      tripline(['check', rule]),
    ];
    for (const { out, talk } of outputs) expect(out + talk).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(outputs[0]?.out).toContain('␛');
  });

  test('the demo tells both alerts and why the near misses did not fire', () => {
    const { out, code } = tripline(['demo']);
    expect(code).toBe(0);
    expect(out).toContain('2 alerts among 2,364 events');
    for (const reason of [
      '1.000 s too late',
      'host.id differs',
      'process.entity_id differs',
      'process.args_count is 2',
      'destination.ip is 10.',
    ]) {
      expect(out).toContain(reason);
    }
    expect(existsSync(RECORDING)).toBe(true);
  });
});

function linesByTime(): readonly string[] {
  const timed = lines
    .filter(line => line !== '')
    .map(line => {
      const document = JSON.parse(line);
      // Sysmon's documents get their time from UtcTime when they are mapped.
      const utc = document.winlog?.event_data?.UtcTime;
      return {
        line,
        ms: Date.parse(utc === undefined ? document['@timestamp'] : `${utc.replace(' ', 'T')}Z`),
      };
    });
  return timed.sort((a, b) => a.ms - b.ms).map(({ line }) => line);
}
