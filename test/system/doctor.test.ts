/** `tripline doctor` as its users run it, beside a server and without one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.ts';
import { ServerProcess } from '../support/running-server.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-doctor-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const doctor = (...args: readonly string[]) =>
  runProgram(['doctor', ...args], { cwd: home, env: { NO_COLOR: '1', TRIPLINE_KEY: '' } });

interface Report {
  readonly troubles: number;
  readonly unknown: number;
  readonly findings: readonly { readonly check: string; readonly state: string; readonly says: string }[];
}

test('a folder that is a file is one line with what to do, and exit code 1', () => {
  writeFileSync(join(home, 'file'), '');
  const { code, out, talk } = doctor('--data', 'file', '--listen', '127.0.0.1:0');
  expect(code).toBe(1);
  expect(out).toMatch(/^ok {7}Node\.js +\d+\.\d+\.\d+$/m);
  expect(out).toMatch(/^trouble {2}data folder +\S+file is a file: name a folder with --data$/m);
  expect(talk).toBe('1 trouble found\n');
});

test('a server that is not there could not be looked at: exit code 2', () => {
  const { code, out } = doctor('--url', 'http://127.0.0.1:1', '--format', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ troubles: 0, unknown: 1 });
  expect(doctor('--url', 'http://me:secret@127.0.0.1:1')).toMatchObject({ code: 2, out: '' });
});

test('beside a server it finds what the server knows, and reads nothing but its own folder', async () => {
  writeFileSync(
    join(home, 'rule.ndjson'),
    JSON.stringify({
      ...{ rule_id: 'starving', name: 'Reads\u001b[31m nothing', description: 'd', type: 'eql' },
      ...{ language: 'eql', severity: 'low', risk_score: 1, index: ['nothing-*'], enabled: true },
      query: 'any where true',
    }),
  );
  const args = ['--data', 'data', '--listen', '127.0.0.1:0', '--rules', 'rule.ndjson'];
  const server = await ServerProcess.start(args, { cwd: home });
  try {
    const made = (await server.ask('/api/tripline/keys', { name: 'doctor', access: 'read' })) as {
      readonly encoded: string;
    };
    const event = `{"@timestamp":"${new Date().toISOString()}","event":{"category":"process"}}`;
    const path = '/api/tripline/ingest?index=logs-a';
    await server.call(path, `${event}\nnot json\n`, 'application/x-ndjson');
    const asked = ['--url', server.url, '--key', made.encoded, '--data', 'data'];
    const report = await server.until(
      async () => JSON.parse(doctor(...asked, '--format', 'json').out) as Report,
      ({ findings }) => findings.some(({ check, state }) => check === 'arrival' && state === 'ok'),
    );
    const troubles = report.findings.filter(({ state }) => state === 'trouble');
    const unlikely = ['disk', 'room of the store'];
    expect(troubles.filter(({ check }) => !unlikely.includes(check)).map(({ check }) => check)).toEqual([
      'refused events',
      'rules that cannot fire',
    ]);
    expect(report.findings.find(({ check }) => check === 'in use')?.state).toBe('ok');
    const { code, out } = doctor(...asked);
    expect(code).toBe(1);
    expect(out).toContain('Reads␛[31m nothing');
    const alone = doctor('--data', 'data', '--listen', new URL(server.url).host);
    expect(alone.code).toBe(1);
    expect(alone.out).toMatch(/^trouble {2}in use +process \d+ on /m);
    expect(alone.out).toContain('a Tripline server has');
    const metrics = await (await server.call('/metrics')).text();
    expect(metrics).toMatch(/^tripline_events_stored_total 1$/m);
    expect(metrics).toMatch(/^tripline_events_refused_total\{reason="not-json"\} 1$/m);
    expect(metrics).toMatch(/^tripline_store_up 1$/m);
  } finally {
    expect(await server.stop()).toBe(0);
  }
}, 60_000);
