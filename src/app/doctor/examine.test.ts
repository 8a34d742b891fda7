import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from '../../store/clickhouse/folder-lock.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { checkFolder, judgeDisk } from './folder-checks.ts';
import { checkAddress, checkChdb, checkNode } from './machine-checks.ts';

let home = '';
const servers: Server[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-doctor-'));
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await Promise.all(servers.splice(0).map(server => new Promise(done => server.close(done))));
});

async function listening(answer: RequestListener): Promise<{ readonly host: string; readonly port: number }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it has a port');
  return { host: '127.0.0.1', port: address.port };
}

function brief({ check, state }: Finding): string {
  return `${state} ${check}`;
}

describe('Node.js', () => {
  test.each([
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['20.20.0', 'ok'],
    ['20.18.9', 'trouble'],
    ['18.99.0', 'trouble'],
  ])('%s is %s where 20.19 is needed', (version, state) => {
    expect(checkNode(version, '>=20.19').state).toBe(state);
  });
});

test('a chdb that cannot be loaded is told with how it is installed', async () => {
  const found = await checkChdb(async () => {
    throw new Error("Cannot find package 'chdb'\nRequire stack: here");
  });
  expect(found).toMatchObject({ state: 'trouble', says: "it cannot be loaded (Cannot find package 'chdb')" });
  expect(found.remedy).toContain('npm install chdb');
  expect((await checkChdb(async () => ({}))).state).toBe('ok');
});

describe('the data folder', () => {
  test('is well where it can be written to, and leaves nothing behind', async () => {
    const found = await checkFolder(home, false);
    expect(found.map(brief)).toEqual(['ok data folder', expect.stringMatching(/ disk$/), 'ok in use']);
  });

  test('may be made later', async () => {
    const [found] = await checkFolder(join(home, 'later', 'data'), false);
    expect(found).toMatchObject({ state: 'ok', says: expect.stringContaining('can be made') });
  });

  test('is no file, nor below one', async () => {
    writeFileSync(join(home, 'file'), '');
    for (const path of ['file', 'file/below'])
      expect(await checkFolder(join(home, path), false)).toMatchObject([
        { state: 'trouble', says: expect.stringContaining('is a file') },
      ]);
  });

  test.runIf(process.platform === 'linux')('that cannot be written to is told', async () => {
    const [found] = await checkFolder('/proc/self', false);
    expect(found).toMatchObject({ state: 'trouble', says: expect.stringContaining('cannot be written to') });
  });

  test('that another process has is trouble, unless that is the server that is asked', async () => {
    const lock = await lockFolder(home);
    try {
      const [, , found] = await checkFolder(home, false);
      expect(found?.says).toContain(`process ${process.pid} on `);
      expect([found?.state, (await checkFolder(home, true))[2]?.state]).toEqual(['trouble', 'ok']);
    } finally {
      await lock.release();
    }
    expect((await checkFolder(home, false))[2]?.state).toBe('ok');
  });

  test('with the lock of a process that is gone is free', async () => {
    const machine = JSON.stringify({ pid: 2 ** 30, machine: 'gone', started: '1' });
    const lock = await lockFolder(home);
    await lock.release();
    writeFileSync(join(home, 'tripline.lock'), machine);
    expect((await checkFolder(home, false))[2]?.state).toBe('ok');
  }, 15_000);

  test('that a newer version made is told', async () => {
    writeFileSync(join(home, 'layout.json'), '{"version":99999}');
    const [found] = await checkFolder(home, false);
    expect(found).toMatchObject({ state: 'trouble', says: expect.stringContaining('of version 99999') });
  });
});

test.each([
  [100e9, 200e9, 'ok'],
  [4e9, 6e9, 'trouble'],
  [20e9, 1000e9, 'trouble'],
])('%d bytes free of %d are %s', (free, all, state) => {
  expect(judgeDisk(free, all).state).toBe(state);
});

describe('the address', () => {
  test('that is free is well', async () => {
    expect((await checkAddress({ host: '127.0.0.1', port: 0 })).state).toBe('ok');
  });

  test('that another program has is told', async () => {
    const found = await checkAddress(await listening((_, answer) => answer.end('hello')));
    expect(found).toMatchObject({ state: 'trouble', says: expect.stringContaining('another program') });
  });

  test('that a server of Tripline has is told with how to ask it', async () => {
    const address = await listening((_, answer) => answer.setHeader('x-request-id', 'one').end('{}'));
    const found = await checkAddress(address);
    expect(found.says).toContain('a Tripline server has');
    expect(found.remedy).toContain(`--url http://127.0.0.1:${address.port}`);
  });

  test('that is of no machine here is told', async () => {
    expect((await checkAddress({ host: '192.0.2.1', port: 4180 })).state).toBe('trouble');
  });
});

describe('a server that cannot be asked', () => {
  async function asking(answer: RequestListener, key?: string): Promise<Finding | undefined> {
    const { port } = await listening(answer);
    return await last(new URL(`http://127.0.0.1:${port}/below/`), key);
  }

  async function last(url: URL, key?: string): Promise<Finding | undefined> {
    const found: Finding[] = [];
    for await (const finding of examine({
      ...{ nodeVersion: '22.0.0', nodeNeeded: '>=20.19', folder: undefined },
      ...{ address: { host: '127.0.0.1', port: 0 }, server: { url, key }, clock: () => Date.now() },
      loadChdb: async () => ({}),
    }))
      found.push(finding);
    expect(found).toHaveLength(2);
    return found[1];
  }

  test('is not called well', async () => {
    const { port } = await listening((_, answer) => answer.end());
    await new Promise(done => servers.splice(0)[0]?.close(done));
    const found = await last(new URL(`http://127.0.0.1:${port}`));
    expect(found).toMatchObject({ state: 'unknown', says: expect.stringContaining('ECONNREFUSED') });
  });

  test.each([
    [401, undefined, 'it wants a key'],
    [401, 'wrong', 'it does not take the key'],
    [403, 'shipper', 'the key may not read'],
    [500, 'good', 'answers 500'],
    [200, 'good', 'not what a Tripline server does'],
  ])('and answers %d to the key %s says why', async (status, key, says) => {
    const found = await asking((_, answer) => answer.writeHead(status).end('{"tagline":"You Know"}'), key);
    expect(found).toMatchObject({ state: 'unknown', says: expect.stringContaining(says) });
    expect(found?.remedy).toMatch(/\w/);
  });

  test('but leads elsewhere gets no key sent there', async () => {
    const seen: string[] = [];
    const elsewhere = await listening((request, answer) => {
      seen.push(request.url ?? '');
      answer.end('{}');
    });
    const location = `http://127.0.0.1:${elsewhere.port}/`;
    const found = await asking((_, answer) => answer.writeHead(302, { location }).end(), 'good');
    expect(found?.state).toBe('unknown');
    expect(seen).toEqual([]);
  });

  test('is asked below the path of its URL', async () => {
    const paths: (string | undefined)[] = [];
    await asking((request, answer) => {
      paths.push(request.url);
      answer.writeHead(401).end();
    });
    expect(paths).toEqual(['/below/api/tripline/status']);
  });
});
