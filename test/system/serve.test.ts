/** `tripline serve` as its users run it: a process with a folder, found again by the next one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerProcess } from '../support/running-server.ts';

const RULE = resolve('rules');
let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-serve-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Found {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly { readonly _id: string }[];
  };
}
const shells = {
  query: { exists: { field: 'kibana.alert.rule.uuid' } },
  _source: false,
  size: 100,
};

async function alertIds(server: ServerProcess): Promise<readonly string[]> {
  const found = (await server.ask('/api/detection_engine/signals/search', shells)) as Found;
  return found.hits.hits.map(({ _id }) => _id).sort();
}

async function storedEvents(server: ServerProcess): Promise<number> {
  const status = (await server.ask('/api/tripline/status')) as {
    readonly store: { readonly events: number };
  };
  return status.store.events;
}

describe('a first start with the recording, and a second one', () => {
  test('the recorded attack is caught as it happens, and all of it is found again', async () => {
    const args = ['--data', 'first', '--listen', '127.0.0.1:0', '--rules', RULE, '--demo'];
    const first = await ServerProcess.start(args, { cwd: home });
    let ids: readonly string[];
    let events: number;
    try {
      expect(first.out).toContain('/sign-in?token=');
      ids = await first.until(
        () => alertIds(first),
        found => found.length >= 3,
        50_000,
      );
      await first.until(
        async () => first.out,
        out => out.includes('rundll32.exe started dllhost.exe, and 8 s later'),
      );
      events = await storedEvents(first);
      expect(events).toBeGreaterThan(500);
      // Two processes in one folder would spoil each other's files.
      await expect(ServerProcess.start(args, { cwd: home })).rejects.toThrow(/ended with 2.*in use/s);
    } finally {
      expect(await first.stop()).toBe(0);
    }
    const second = await ServerProcess.start(args, { cwd: home });
    try {
      expect(second.out).not.toContain('/sign-in?token=');
      expect(await alertIds(second)).toEqual(ids);
      expect(await storedEvents(second)).toBeGreaterThanOrEqual(events);
    } finally {
      expect(await second.stop()).toBe(0);
    }
  });
});

describe('rules in a folder', () => {
  test('come, change and go while the server runs', async () => {
    const rule = (name: string): string =>
      JSON.stringify({
        ...{ rule_id: 'watched', name, description: 'd', type: 'eql', language: 'eql', severity: 'low' },
        ...{ risk_score: 1, query: 'any where user.name == "mallory"', from: 'now-10m', enabled: true },
      });
    writeFileSync(join(home, 'one.json'), rule('first'));
    const server = await ServerProcess.start(
      ['--data', 'watched', '--listen', '127.0.0.1:0', '--rules', join(home, 'one.json')],
      { cwd: home },
    );
    const names = async (): Promise<readonly string[]> => {
      const found = (await server.ask('/api/detection_engine/rules/_find')) as {
        readonly data: readonly { readonly name: string }[];
      };
      return found.data.map(({ name }) => name);
    };
    try {
      expect(await names()).toEqual(['first']);
      writeFileSync(join(home, 'one.json'), rule('second'));
      await server.until(names, found => found[0] === 'second');
      writeFileSync(join(home, 'one.json'), '{ broken');
      await server.until(names, found => found.length === 0);
      writeFileSync(join(home, 'one.json'), rule('third'));
      await server.until(names, found => found[0] === 'third');
      const event = { '@timestamp': new Date().toISOString(), user: { name: 'mallory' } };
      await server.call('/api/tripline/ingest', `${JSON.stringify(event)}\n`, 'application/x-ndjson');
      await server.until(
        () => alertIds(server),
        found => found.length === 1,
      );
    } finally {
      await server.stop();
    }
  });
});

describe('what keeps a server from starting', () => {
  test.each([
    [['--listen', 'nowhere'], /HOST:PORT/],
    [['--store', 'not a url'], /URL of a ClickHouse server/],
    [['--store', 'http://127.0.0.1:1', '--data', 'no-store'], /could not start:.*/],
  ] as const)('%j', async (args, reason) => {
    await expect(ServerProcess.start([...args], { cwd: home })).rejects.toThrow(/ended with 2/);
    await expect(ServerProcess.start([...args], { cwd: home })).rejects.toThrow(reason);
  });
});

test('behind a proxy, links and pages name the address that others use', async () => {
  const server = await ServerProcess.start(
    ['--data', 'proxied', '--listen', '127.0.0.1:0', '--public-url', 'https://siem.example/tripline'],
    { cwd: home },
  );
  try {
    expect(server.out).toContain('https://siem.example/tripline/sign-in?token=');
    const page = await (await server.call('/tripline/app/alerts')).text();
    expect(page).toContain('src="/tripline/app/assets/');
    expect((await server.call('/tripline/api/tripline/status')).status).toBe(200);
  } finally {
    expect(await server.stop()).toBe(0);
  }
});
