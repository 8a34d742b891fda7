/** Exceptions, value lists and suppression as users of the command line meet them: the built program, real files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-exceptions-'));
  mkdirSync(join(folder, 'rules'));
  const events = Array.from({ length: 12 }, (_, at) => ({
    '@timestamp': new Date(1_770_000_000_000 + at * 1000).toISOString(),
    event: { category: at % 2 === 0 ? 'process' : 'network', id: `e${at}` },
    process: { name: at < 6 ? 'agent.exe' : 'other.exe', entity_id: `p${at >> 1}` },
    host: { id: 'h', name: 'h' },
    ...(at % 2 === 0 ? {} : { destination: { ip: `192.0.2.${at}` } }),
  }));
  write('events.ndjson', events);
  write('rules/starts.json', [ruleOf('starts', 'process where true')]);
  write('rules/pairs.json', [
    ruleOf('pairs', 'sequence by process.entity_id [process where true] [network where true]'),
  ]);
  write('quiet.json', [
    { ...ruleOf('quiet', 'process where true'), alert_suppression: { group_by: ['host.name'] } },
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const list = { id: 'fp', list_id: 'fp', type: 'detection', namespace_type: 'single' };

function ruleOf(id: string, query: string): object {
  const head = { rule_id: id, name: id, description: 'd', severity: 'low', risk_score: 1, index: ['*'] };
  return { ...head, type: 'eql', language: 'eql', query, exceptions_list: [list] };
}

function write(name: string, lines: readonly object[] | string): string {
  const text = typeof lines === 'string' ? lines : lines.map(line => JSON.stringify(line)).join('\n');
  writeFileSync(join(folder, name), `${text}\n`);
  return name;
}

function scan(...args: readonly string[]): {
  readonly code: number | null;
  readonly rules: readonly unknown[];
  readonly out: string;
  readonly summary: readonly string[];
  readonly talk: string;
} {
  const ran = spawnSync(
    process.execPath,
    [
      resolve('bin/tripline.js'),
      'scan',
      'events.ndjson',
      '--index',
      'logs-test',
      '--format',
      'ndjson',
      ...args,
    ],
    { cwd: folder, env: { ...process.env, NO_COLOR: '1' } },
  );
  const out = ran.stdout.toString();
  const talk = ran.stderr.toString();
  return {
    code: ran.status,
    out,
    rules: out
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line)['kibana.alert.rule.name']),
    talk,
    summary: talk
      .split('\n')
      .filter(line => line.startsWith('  ') && !/^\s+(?:=|\||\d+ \|)/.test(line))
      .map(line => line.trim())
      .filter(line => !/events? read|a second|rules?:/.test(line)),
  };
}

const agent = {
  list_id: 'fp',
  item_id: 'agent',
  name: 'our agent',
  entries: [
    { field: 'process.name', operator: 'included', type: 'match', value: 'agent.exe' },
    { field: 'event.category', operator: 'included', type: 'match', value: 'process' },
  ],
};
const idle = {
  list_id: 'fp',
  item_id: 'idle',
  name: 'never seen',
  entries: [{ field: 'user.name', operator: 'included', type: 'exists' }],
};

describe('exceptions', () => {
  test('take alerts away, and are told each with what it removed', () => {
    const file = write('fp.ndjson', [agent, idle]);
    const { code, rules, summary } = scan('--rules', 'rules', '--exceptions', file);
    expect([code, rules.toSorted()]).toEqual([0, ['pairs', 'pairs', 'pairs', 'starts', 'starts', 'starts']]);
    expect(summary).toEqual([
      '2 exceptions, 1 of which removed nothing',
      '"our agent" removed 3 alerts, and 3 events from sequences',
      '"never seen" removed nothing',
      '6 alerts of 2 rules',
    ]);
  });

  test('take whole sequences away where that is asked for, of all or by an item', () => {
    const summary = ['1 exception', '"our agent" removed 6 alerts', '6 alerts of 2 rules'];
    const plain = write('fp.ndjson', [agent]);
    expect(scan('--rules', 'rules', '--exceptions', plain, '--exceptions-drop', 'sequence').summary).toEqual(
      summary,
    );
    const tagged = write('tagged.ndjson', [{ ...agent, tags: ['tripline:drop-sequence'] }]);
    expect(scan('--rules', 'rules', '--exceptions', tagged).summary).toEqual(summary);
  });

  test('are the same on several cores', () => {
    const file = write('fp.ndjson', [agent, idle]);
    const args = ['--rules', 'rules', '--exceptions', file];
    const [one, two] = [scan(...args), scan(...args, '--jobs', '2')];
    expect([two.out, two.summary]).toEqual([one.out, one.summary]);
  });

  test('look into value lists, on several cores too', () => {
    const entry = {
      field: 'destination.ip',
      operator: 'included',
      type: 'list',
      list: { id: 'ours', type: 'ip_range' },
    };
    const file = write('lists.ndjson', [{ ...agent, entries: [entry] }]);
    const values = write('ours.txt', '# ours\n192.0.2.0-192.0.2.5\nnonsense');
    const args = ['--rules', 'rules/pairs.json', '--exceptions', file, '--value-list', `ours=${values}`];
    const { code, summary, talk } = scan(...args);
    expect(code).toBe(0);
    expect(talk).toContain('warning[EXC102]: line 3 is no value of the list');
    expect(summary).toEqual([
      '1 exception',
      '"our agent" removed 3 events from sequences',
      '1 line of value lists passed over: no values',
      '3 alerts of 1 rule',
    ]);
    expect(scan(...args, '--jobs', '2').summary).toEqual(summary);
  });

  test('that are wrong are left out and make the scan fail; what cannot be read stops it', () => {
    const file = write('wrong.ndjson', [agent, { ...idle, entries: [{ field: 'user.name', type: 'is' }] }]);
    const { code, rules, talk } = scan('--rules', 'rules', '--exceptions', file);
    expect([code, rules.length]).toEqual([1, 6]);
    expect(talk).toContain('error[EXC010]: `entries[0].type` must be a type of entry, found `"is"`');
    const none = scan('--rules', 'rules', '--exceptions', 'none.ndjson');
    expect([none.code, none.out]).toEqual([2, '']);
    expect(none.talk).toContain('error[EXC001]');
    expect(scan('--rules', 'rules', '--value-list', 'nonsense').code).toBe(2);
  });

  test('of a list that no rule names are told, and so are lists that were not given', () => {
    const { summary, talk } = scan(
      '--rules',
      'rules',
      '--exceptions',
      write('other.ndjson', [{ ...agent, list_id: 'x' }]),
    );
    expect(talk).toContain('warning[EXC012]: no rule that runs names the exception list `x`');
    expect(summary).toContain('"our agent" removed nothing: it was applied to no rule');
    expect(summary).toContain('the exception list fp of 2 rules was not given (`--exceptions`)');
  });
});

test('suppressed alerts are counted in the one that is told, and in the summary', () => {
  const { out, summary } = scan('--rules', 'quiet.json');
  expect(JSON.parse(out)['kibana.alert.suppression.docs_count']).toBe(5);
  expect(summary).toContain('1 alert of 1 rule, 5 more suppressed by 1 rule');
});
