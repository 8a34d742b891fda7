/** Archives as inputs: members are read as events of their own, and what cannot be read is told by name. */
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { IngestItem } from '../ingested-event.ts';
import { type IngestOptions, readEvents } from '../read-events.ts';

const text = (content: string): Uint8Array => Buffer.from(content);
const A = text('{"n":"a"}\n');
const B = text('{"n":"b"}\n{"n":"c"}\n');

async function read(
  bytes: Uint8Array,
  options: IngestOptions = {},
  chunkBytes = 65_536,
): Promise<readonly string[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  );
  const items: IngestItem[] = [];
  for await (const batch of readEvents({ name: 'in', bytes: () => Readable.from(chunks) }, options))
    items.push(...batch);
  return items.map(shown);
}

function shown(item: IngestItem): string {
  if (item.kind === 'event') return `${item.position.input}:${item.position.record} ${item.document['n']}`;
  if (item.kind === 'passed-over') return `${item.input} passed over`;
  return `${item.kind} ${item.diagnostic.code} ${item.diagnostic.message}`;
}

describe('a zip', () => {
  const zip = zipSync({ 'a.ndjson': A, 'deep/b.ndjson': [B, { level: 0 }], 'README.md': text('# notes\n') });

  test.each([65_536, 1000, 7, 1])('is read member by member, in pieces of %i bytes', async chunkBytes => {
    expect(await read(zip, {}, chunkBytes)).toEqual([
      'in!a.ndjson:1 a',
      'in!deep/b.ndjson:1 b',
      'in!deep/b.ndjson:2 c',
      'in!README.md passed over',
    ]);
  });

  test('may lie in a zip or in gzip, and hold gzip', async () => {
    const nested = gzipSync(zipSync({ 'inner.zip': zipSync({ 'a.gz': gzipSync(A) }) }));
    expect(await read(nested)).toEqual(['in!inner.zip!a.gz:1 a']);
  });

  test('with an encrypted member says so, and the others are read', async () => {
    const sealed = Uint8Array.from(zip);
    sealed[6] = (sealed[6] ?? 0) | 1;
    const [first, ...rest] = await read(sealed);
    expect(first).toMatch(/^unreadable ING006 .*in!a\.ndjson.*encrypted/);
    expect(rest).toContain('in!deep/b.ndjson:1 b');
  });

  test('that is damaged says where, and what can be found is read', async () => {
    const damaged = Uint8Array.from(zip);
    damaged[0] = 0;
    damaged[1] = 0;
    expect((await read(damaged, {}, 1000)).join('\n')).toMatch(/ING0/);
    const cut = await read(zip.subarray(0, zip.length - 400 > 60 ? 60 : 20));
    expect(cut.join('\n')).toMatch(/unreadable (ING003|ING008)/);
  });

  test('that unpacks to too much, or has too many members, is given up', async () => {
    const bomb = zipSync({ 'same.ndjson': text('{"n":1}\n'.repeat(400_000)) });
    const limits = { freeBytes: 100_000, ratio: 10, members: 2 };
    expect((await read(bomb, { unpackLimits: limits })).join('\n')).toContain('ING007');
    expect((await read(zip, { unpackLimits: { ...limits, ratio: 1e9 } })).join('\n')).toContain('ING007');
  });
});

describe('a tar', () => {
  function tarOf(members: { readonly [name: string]: Uint8Array }): Uint8Array {
    const blocks = Object.entries(members).flatMap(([name, content]) => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write('0000644\0', 100);
      header.write('0000000\0', 108);
      header.write('0000000\0', 116);
      header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
      header.write('00000000000\0', 136);
      header.write('        ', 148);
      header.write('0', 156);
      header.write('ustar\x0000', 257, 'latin1');
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      const padding = (512 - (content.length % 512)) % 512;
      return [header, content, Buffer.alloc(padding)];
    });
    return Buffer.concat([...blocks, Buffer.alloc(1024)]);
  }

  test.each([65_536, 100])(
    'is read member by member, also when gzipped, in pieces of %i bytes',
    async chunkBytes => {
      const tar = tarOf({ 'a.ndjson': A, 'b.ndjson': B });
      const events = ['in!a.ndjson:1 a', 'in!b.ndjson:1 b', 'in!b.ndjson:2 c'];
      expect(await read(tar, {}, chunkBytes)).toEqual(events);
      expect(await read(gzipSync(tar), {}, chunkBytes)).toEqual(events);
    },
  );

  test('that breaks off says so, and what came before is read', async () => {
    const items = await read(tarOf({ 'a.ndjson': A, 'b.ndjson': B }).subarray(0, 1600));
    expect(items[0]).toBe('in!a.ndjson:1 a');
    expect(items.at(-1)).toMatch(/^unreadable (ING003|ING008)/);
  });
});

test('a bulk body is its documents, with index and id from the actions', async () => {
  const body =
    '{"index":{"_index":"logs-x","_id":"7"}}\n{"n":"a"}\n{"delete":{"_id":"8"}}\n{"create":{}}\n{"n":"b"}\n';
  const events: IngestItem[] = [];
  for await (const batch of readEvents({ name: 'in', bytes: () => Readable.from([text(body)]) }, {}))
    events.push(...batch);
  expect(events).toMatchObject([
    { kind: 'event', id: '7', index: 'logs-x', document: { n: 'a' } },
    { kind: 'event', document: { n: 'b' } },
  ]);
});

test.each([
  ['zip', zipSync({ 'a.ndjson': A, 'b.ndjson': B })],
  ['gzip', gzipSync(B)],
])('a mutated %s ends in events or diagnostics', async (_, whole) => {
  for (let at = 0; at < whole.length; at++) {
    const mutated = Uint8Array.from(whole);
    mutated[at] = ((mutated[at] ?? 0) + 1 + (at % 250)) & 0xff;
    await read(mutated);
  }
  for (let length = 0; length < whole.length; length++) await read(whole.subarray(0, length));
});
