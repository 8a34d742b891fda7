/** What the screens tell people to write into a shell or a configuration delivers, with the programs that are here. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { buildServer } from '../../src/http/server.ts';
import { addressOf, SHIPPERS, type ShipperKey } from '../../src/web/parts/shippers.ts';
import { type TestParts, testParts } from '../support/http-parts.ts';

let parts: TestParts;
let server: FastifyInstance;
afterEach(() => server.close());

/** The text that is shown for a shipper, with a key that was just made. */
async function shownFor(id: string, basePath: string): Promise<string> {
  parts = testParts();
  server = buildServer(parts, { basePath });
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  const shipper = SHIPPERS.find(one => one.id === id);
  return shipper?.text(addressOf(origin, basePath), keyOf(await parts.key('ingest'))) ?? '';
}

function keyOf(authorization: string): ShipperKey {
  const encoded = authorization.slice('ApiKey '.length);
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  return { id, secret, encoded };
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) process.stderr.write('skipped: the line for curl delivers, as curl is not installed\n');

test.skipIf(!hasCurl).each(['', '/below'])(
  'the line for curl delivers one event, below "%s"',
  async basePath => {
    const shell = spawn('sh', ['-c', await shownFor('curl', basePath)], { stdio: 'ignore' });
    expect(await once(shell, 'exit')).toEqual([0, null]);
    const [text = ''] = parts.intake.texts;
    expect(JSON.parse(text)).toMatchObject({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/),
      event: { category: 'process' },
      process: { name: 'hello' },
    });
  },
);

const RSYSLOG = '/usr/sbin/rsyslogd';
const hasRsyslog =
  existsSync(RSYSLOG) &&
  ['x86_64', 'aarch64'].some(machine =>
    existsSync(`/usr/lib/${machine}-linux-gnu/rsyslog/omelasticsearch.so`),
  );
if (!hasRsyslog)
  process.stderr.write('skipped: the configuration of rsyslog delivers, as rsyslog is not installed\n');

test.skipIf(!hasRsyslog)('the configuration of rsyslog delivers lines in ECS', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-shown-'));
  const log = join(folder, 'in.log');
  const configuration = join(folder, 'rsyslog.conf');
  writeFileSync(log, 'a "quoted" line\n');
  writeFileSync(
    configuration,
    `global(workDirectory="${folder}")
module(load="imfile")
input(type="imfile" file="${log}" tag="prog:")
${await shownFor('rsyslog', '')}`,
  );
  const child = spawn(RSYSLOG, ['-n', '-f', configuration, '-i', join(folder, 'pid')], { stdio: 'ignore' });
  try {
    await expect.poll(() => parts.intake.texts.length, { timeout: 30_000 }).toBe(1);
    expect(JSON.parse(parts.intake.texts[0] ?? '')).toMatchObject({
      '@timestamp': expect.any(String),
      message: 'a "quoted" line',
      'host.name': expect.any(String),
      'process.name': 'prog',
    });
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
