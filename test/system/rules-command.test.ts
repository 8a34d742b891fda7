/** `tripline rules` and the lints of `tripline check` as their users meet them: the built program, real files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.ts';

const SHIPPED = resolve('rules');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-rules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tripline = (...args: readonly string[]) => runProgram(args, { cwd: folder, env: { NO_COLOR: '1' } });

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const COMMON = `description = "d"
index = ["logs-endpoint.*"]
from = "now-9m"
`;
const PROCESS = `[metadata]
creation_date = "2026/01/15"

[rule]
rule_id = "00000000-0000-4000-8000-000000000001"
name = "A Process"
severity = "high"
risk_score = 73
type = "eql"
tags = ["OS: Windows"]
${COMMON}query = '''
process where process.name : "a.exe" // of interest
'''

[[rule.threat]]
framework = "MITRE ATT&CK"

[rule.threat.tactic]
id = "TA0002"
name = "Execution"
reference = "https://attack.mitre.org/tactics/TA0002/"
`;
const MACHINE = `[rule]
rule_id = "00000000-0000-4000-8000-000000000002"
name = "A Machine"
severity = "low"
risk_score = 21
type = "machine_learning"
anomaly_threshold = 50
machine_learning_job_id = "job"
${COMMON}`;
const FAULTY = `[rule]
rule_id = "00000000-0000-4000-8000-000000000003"
name = "A Fault"
severity = "low"
risk_score = 21
type = "eql"
${COMMON}query = "process where process.name = 1"
`;
const NARROWER = PROCESS.replace('000000000001', '000000000004')
  .replace('A Process', 'A Narrower Process')
  .replace('"a.exe"', '"a.exe" and process.pid == 4');

describe('rules list', () => {
  const files = (): readonly string[] => [
    file('process.toml', PROCESS),
    file('machine.toml', MACHINE),
    file('fault.toml', FAULTY),
  ];

  test('tells of each rule how bad it is, when it runs, and whether it runs here', () => {
    const { code, out, talk } = tripline('rules', 'list', ...files());
    expect(code).toBe(0);
    expect(talk).toBe('');
    expect(out).toBe(
      [
        'HIGH      73  A Process                                          00000000-0000-4000-8000-000000000001',
        '             eql · every 5m, looks back 9m · Execution',
        'LOW       21  A Fault                                            00000000-0000-4000-8000-000000000003',
        '             eql · every 5m, looks back 9m',
        '             does not run: `=` compares nothing (EQL014)',
        'LOW       21  A Machine                                          00000000-0000-4000-8000-000000000002',
        '             machine_learning · every 5m, looks back 9m',
        '             does not run: rules of type `machine_learning` do not run yet (RUL901)',
        '',
        '3 rules: 1 run, 1 not supported yet, 1 failed',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [['--state', 'runs'], ['A Process']],
    [['--type', 'eql', '--severity', 'low'], ['A Fault']],
    [
      ['--type', 'eql', '--type', 'machine_learning'],
      ['A Process', 'A Fault', 'A Machine'],
    ],
    [['--tactic', 'exec'], ['A Process']],
    [['--tactic', 'TA0002'], ['A Process']],
    [['--tag', 'windows'], ['A Process']],
    [['--text', 'OF INTEREST'], ['A Process']],
    [['--text', 'nothing'], []],
  ])('%s', (filters, names) => {
    const { out } = tripline('rules', 'list', ...files(), '--format', 'json', ...filters);
    expect(JSON.parse(out).map((rule: { name: string }) => rule.name)).toEqual(names);
  });

  test('as data: a rule a line, or as a sheet', () => {
    const ndjson = tripline('rules', 'list', ...files(), '--format', 'ndjson')
      .out.trim()
      .split('\n');
    expect(ndjson).toHaveLength(3);
    expect(JSON.parse(ndjson[2] ?? '')).toMatchObject({
      name: 'A Machine',
      state: 'unsupported',
      why_not: [{ code: 'RUL901' }],
      look_back_seconds: 540,
    });
    const csv = tripline('rules', 'list', ...files(), '--format', 'csv').out.split('\r\n');
    expect(csv[0]).toMatch(/^rule_id,name,type,severity,/);
    expect(csv).toHaveLength(5);
  });

  test('a path that is not there ends with 2, after the others', () => {
    const { code, out, talk } = tripline('rules', 'list', file('process.toml', PROCESS), 'nowhere');
    expect(code).toBe(2);
    expect(out).toContain('A Process');
    expect(talk).toContain('RUL001');
  });
});

describe('rules show', () => {
  test('tells all of a rule', () => {
    const { code, out } = tripline('rules', 'show', 'connects out', '--rules', SHIPPED);
    expect(code).toBe(0);
    for (const part of [
      'runs here',
      'sequence by host.id, process.entity_id with maxspan=1m',
      'two runs overlap by',
      'Steps, in this order, within 1 m',
      'joined by host.id, process.entity_id',
      'process.args_count (long)',
      'logs-endpoint.events.process-*',
      'https://attack.mitre.org/techniques/T1218/',
      'Investigation guide',
    ])
      expect(out).toContain(part);
  });

  test('as data, with every condition whole', () => {
    const { out } = tripline(
      'rules',
      'show',
      'a process',
      '--rules',
      file('process.toml', PROCESS),
      '--format',
      'json',
    );
    expect(JSON.parse(out)).toMatchObject({
      state: 'runs',
      steps: [
        {
          step: 1,
          must_be_absent: false,
          conditions: ['event.category == "process"', 'process.name : "a.exe"'],
          by: [],
        },
      ],
      diagnostics: [],
      rule: { name: 'A Process', meta: { tripline: { metadata: { creation_date: '2026/01/15' } } } },
    });
  });

  test('what is wrong with a rule stands at its head, and what is unwise at its end', () => {
    const { out } = tripline('rules', 'show', 'a fault', '--rules', file('fault.toml', FAULTY));
    expect(out).toContain('does not run: `=` compares nothing');
  });

  test('no rule of that name, and too many, end with 2', () => {
    const paths = [file('process.toml', PROCESS), file('narrower.toml', NARROWER)] as const;
    const none = tripline('rules', 'show', 'nobody', '--rules', ...paths);
    expect(none.code).toBe(2);
    expect(none.talk).toContain('CLI006');
    const several = tripline('rules', 'show', 'process', '--rules', ...paths);
    expect(several.code).toBe(2);
    expect(several.talk).toContain('CLI007');
  });
});

test('whatever a rule says, the terminal shows it and does not obey it', () => {
  const odd = '\u001b[31mred\u001b]0;title\u0007\u202e';
  const rule = {
    rule_id: `id${odd}`,
    name: `n${odd}`,
    description: odd,
    type: 'eql',
    severity: 'low',
    risk_score: 21,
    query: `any where process.name == "${odd}" // ${odd}`,
    note: `# ${odd}\n- ${odd}\n\`\`\`\n${odd}\n\`\`\``,
    tags: [odd, `Data Source: ${odd}`],
    references: [`https://x/${odd}`],
    index: [odd],
    license: odd,
    threat: [{ tactic: { id: 'TA0001', name: 'Initial Access', reference: odd } }],
    meta: { tripline: { allow: [odd] } },
  };
  const path = file('odd.json', JSON.stringify(rule));
  for (const args of [
    ['rules', 'list', path],
    ['rules', 'show', 'id', '--rules', path],
    ['rules', 'show', odd, '--rules', 'process.toml'],
  ]) {
    const { out, talk } = tripline(...args);
    expect(out + talk).toContain('red');
    expect(out + talk).not.toMatch(/[\u001b\u0007\u202e]/);
  }
});

describe('rules convert', () => {
  test('a TOML rule becomes a line of an export, and comes back as it was', () => {
    const exported = tripline('rules', 'convert', file('process.toml', PROCESS), '--to', 'ndjson');
    expect(exported.code).toBe(0);
    expect(exported.talk).toBe('1 rule converted\n');
    const back = tripline('rules', 'convert', file('export.ndjson', exported.out), '--to', 'toml');
    const again = tripline('rules', 'convert', file('back.toml', back.out), '--to', 'ndjson');
    expect(JSON.parse(again.out)).toEqual(JSON.parse(exported.out));
    expect(back.out).toContain('[metadata]\ncreation_date = "2026/01/15"');
  });

  test('several rules become a list, or a file each in a folder', () => {
    const paths = [file('process.toml', PROCESS), file('machine.toml', MACHINE)];
    expect(JSON.parse(tripline('rules', 'convert', ...paths, '--to', 'json').out)).toHaveLength(2);
    const { code } = tripline('rules', 'convert', ...paths, '--to', 'json', '--output', 'out/');
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['machine.json', 'process.json']);
    const refused = tripline('rules', 'convert', ...paths, '--to', 'toml');
    expect(refused.code).toBe(2);
    expect(refused.talk).toContain('CLI005');
  });

  test('rules of one export are called by their names, and no file is written over unasked', () => {
    const paths = [file('process.toml', PROCESS), file('machine.toml', MACHINE)];
    const text = tripline('rules', 'convert', ...paths, '--to', 'ndjson').out;
    const args = ['rules', 'convert', file('both.ndjson', text), '--to', 'toml', '--output', 'named/'];
    expect(tripline(...args).code).toBe(0);
    expect(readdirSync(join(folder, 'named')).sort()).toEqual(['a_machine.toml', 'a_process.toml']);
    const twice = tripline(...args);
    expect(twice.code).toBe(2);
    expect(twice.talk).toContain('it is there already');
    expect(tripline(...args, '--force').code).toBe(0);
  });

  test('what an export holds beside rules goes along, or is told', () => {
    const rule = tripline('rules', 'convert', file('process.toml', PROCESS), '--to', 'ndjson').out;
    const list = '{"list_id":"l","name":"An exception list"}\n{"exported_count":2}\n';
    const path = file('with-list.ndjson', rule + list);
    expect(tripline('rules', 'convert', path, '--to', 'ndjson').out).toBe(
      `${rule}{"list_id":"l","name":"An exception list"}\n`,
    );
    expect(tripline('rules', 'convert', path, '--to', 'toml').talk).toContain(
      'left behind: 1 record beside the rules',
    );
  });

  test('a rule that cannot be read ends with 1, after the others', () => {
    const { code, out, talk } = tripline(
      'rules',
      'convert',
      file('process.toml', PROCESS),
      file('broken.toml', '[rule]\nname = \n'),
      '--to',
      'json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ name: 'A Process' });
    expect(talk).toContain('RUL003');
  });
});

describe('lints of check', () => {
  test('rules of a set are held against each other, and a warning is silenced by its code', () => {
    const paths = [file('process.toml', PROCESS), file('narrower.toml', NARROWER)];
    const { code, out } = tripline('check', ...paths);
    expect(code).toBe(0);
    expect(out).toContain('warning[RUL505]: `A Narrower Process` adds nothing to `A Process`');
    expect(tripline('check', ...paths, '--no-lint', 'rul505').out).not.toContain('RUL505');
    const allowed = `${NARROWER}\n[rule.meta.tripline]\nallow = ["RUL505"]\n`;
    expect(tripline('check', 'process.toml', file('allowed.toml', allowed)).out).not.toContain('RUL505');
  });

  test('no error is silenced, and a code that is none is told', () => {
    const faulty = tripline('check', file('fault.toml', FAULTY), '--no-lint', 'EQL014');
    expect(faulty.code).toBe(1);
    expect(faulty.out).toContain('EQL014');
    const unknown = tripline('check', 'fault.toml', '--no-lint', 'RUL5O5');
    expect(unknown.code).toBe(2);
    expect(unknown.talk).toContain('Did you mean RUL505?');
  });
});

test('a shipped rule is written as it stands', () => {
  const [name = ''] = readdirSync(SHIPPED, { recursive: true, encoding: 'utf8' }).filter(one =>
    one.endsWith('.toml'),
  );
  const text = readFileSync(join(SHIPPED, name), 'utf8');
  const { out } = tripline('rules', 'convert', join(SHIPPED, name), '--to', 'json');
  expect(JSON.parse(out).query.trim()).toBe(/'''\n([\s\S]*?)'''/.exec(text)?.[1]?.trim());
});
