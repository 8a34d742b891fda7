/** What a server needs of the machine: its Node.js, ClickHouse for this process, and an address to listen on. */
import { createServer } from 'node:net';
import { reasonOf } from '../find-files.ts';
import type { ListenAddress } from '../serve/listen.ts';
import { type Finding, ok, trouble, unknown } from './finding.ts';

const NODE = 'Node.js';
const CHDB = 'chdb';
const HEALTH_MS = 2_000;

/** @param version as in `process.versions.node` @param needed as in the `engines` of a package: `>=20.19` */
export function checkNode(version: string, needed: string): Finding {
  const least = /^>=([\d.]+)$/.exec(needed)?.[1];
  if (least === undefined) return unknown(NODE, `${version}; what is needed is not known`, 'install it anew');
  if (isAtLeast(version, least)) return ok(NODE, version);
  return trouble(NODE, `found ${version}, expected ${least} or newer`, 'install a newer Node.js');
}

/** @param load imports it */
export async function checkChdb(load: () => Promise<unknown>): Promise<Finding> {
  try {
    await load();
    return ok(CHDB, 'ClickHouse can run in the process of a server');
  } catch (error) {
    return trouble(
      CHDB,
      `it cannot be loaded (${reasonOf(error).split('\n')[0]})`,
      'install it beside tripline by `npm install chdb` (Linux and macOS), or give serve a ClickHouse server by --store',
    );
  }
}

/** Listens for a moment; where that fails, asks who is there. */
export async function checkAddress({ host, port }: ListenAddress): Promise<Finding> {
  const check = 'address';
  const name = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const code = await codeOfListening({ host, port });
  if (code === undefined) return ok(check, `${name} is free`);
  if (code !== 'EADDRINUSE')
    return trouble(check, `nobody can listen on ${name} (${code})`, 'choose another address with --listen');
  if (await isTripline(`http://${name}`))
    return trouble(
      check,
      `a Tripline server has ${name}`,
      `look at that one with --url http://${name}, or choose another address with --listen`,
    );
  return trouble(check, `another program has ${name}`, 'choose another address with --listen');
}

function codeOfListening({ host, port }: ListenAddress): Promise<string | undefined> {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', error => resolve('code' in error ? String(error.code) : error.message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

async function isTripline(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(HEALTH_MS);
    const answer = await fetch(`${url}/health`, { redirect: 'manual', signal });
    return answer.status === 200 && answer.headers.has('x-request-id');
  } catch {
    return false;
  }
}

function isAtLeast(version: string, least: string): boolean {
  const found = version.split('.').map(Number);
  for (const [at, number] of least.split('.').map(Number).entries()) {
    const own = found[at] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
