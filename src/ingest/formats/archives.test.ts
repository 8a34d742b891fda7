/** Archives as inputs: members are read as events of their own, and what cannot be read is told by name. */
import process from 'node:process';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type ChunkWriter, makeChunk, makeEvtx } from '../../../test/cases/evtx/make-evtx.ts';
import { extendedRecord, pipedZip, tarOf, zstdFrame } from '../../../test/cases/ingest/make-archives.ts';
import type { IngestItem } from '../ingested-event.ts';
import { type IngestOptions, readEvents } from '../read-events.ts';

const text = (content: string): Buffer => Buffer.from(content);
const A = text('{"n":"a"}\n');
const B = text('{"n":"b"}\n{"n":"c"}\n');
const A_AND_B = ['in!a.ndjson:1 a', 'in!deep/b.ndjson:1 b', 'in!deep/b.ndjson:2 c'];
/** 400 lines, as `zstd -19` packs them. */
const ZSTD = Buffer.from(
  'KLUv/WTQJR0RAEauVxaQqZIDU9prXM5MN5K7ZUUkcK91IIwLWgBNAE0A0snEOU4GmRh+q7N9iAnLZhrbRw5KHns6jsxfQiiUkEsM79E4tT1SUP5sjRlZeEL0rN76jCkIGZ/FTaQdNbXeYDoWVs/OYMGBABBAYGBAggIHAQ50IODgwIGCfGsNO+lk4hwng0wMv9XZPsSEZTON7SMHJY89HUfmLyEUSsglhvdonNoeKSh/tsaMLDwhelZvfcYUhIzP4ibSjprajFmvgnorZr61hl16g3orZr61hp10MnGOk0Emht/qbB9iwjON7SMHJY89HUfmLyEUSsglhvdonNoeKSh/tsaMLDwhelZvfcYUhIzP4ibSjprajFmvgnor5h019WvqDeqtmPnWGnbSycQ5TgaZGH6rs32ICctmGttHDkoeezqOzF9CKJSQSwzv0Ti1PVJQ/myNGVl4QvSs3vqMKQgZn8VNpB01tRlzgYyoEcD0PQ4Ba1KyOSIIJAg0CBwErz6j/g6QjoglGLsz0rSsQDmY+jXTAZVAZYIXiEp8Gs8KRCWGlVl2YJZjz3Ja2iIWnYw5mPJrWgkPFlht4eyW5KxLHImhzYTlsObILB5hFrFmkpZ61YrIGluza/yaRsIFbLRBmuXSQk0jjXJowWQU/zDKsWcpLbXaimbNrbFr+tosiBfVWCSVsmi3ppFGWbRgMgq/2MUGhtln6mv+NbV8zOSz6W/T5EdYTNUAswoRBZCL',
  'base64',
);

describe('a zip', () => {
  const zip = zipSync({ 'a.ndjson': A, 'deep/b.ndjson': [B, { level: 0 }], 'README.md': text('# notes\n') });
  const members = { 'a.ndjson': A, 'deep/b.ndjson': B };

  test.each([65_536, 1000, 7, 1])('is read member by member, in pieces of %i bytes', async chunkBytes => {
    expect(await read(zip, {}, chunkBytes)).toEqual([...A_AND_B, 'in!README.md passed over']);
  });

  test.each([true, false])('may tell lengths behind its members, stored: %s', async isStored => {
    for (const chunkBytes of [65_536, 9, 1])
      expect(await read(pipedZip(members, isStored), {}, chunkBytes)).toEqual(A_AND_B);
  });

  test('may hold, stored behind unknown lengths, another zip', async () => {
    const nested = pipedZip({ 'in.zip': pipedZip(members, true), 'a.ndjson': A }, true);
    expect(await read(nested)).toEqual([
      'in!in.zip!a.ndjson:1 a',
      'in!in.zip!deep/b.ndjson:1 b',
      'in!in.zip!deep/b.ndjson:2 c',
      'in!a.ndjson:1 a',
    ]);
  });

  test('may lie in a zip or in gzip, and hold gzip', async () => {
    const nested = gzipSync(zipSync({ 'inner.zip': zipSync({ 'a.gz': gzipSync(A) }) }));
    expect(await read(nested)).toEqual(['in!inner.zip!a.gz:1 a']);
  });

  test('that holds itself, as it were, is not followed for ever', async () => {
    let nested: Uint8Array = A;
    for (let depth = 0; depth < 7; depth++) nested = zipSync({ 'x.zip': nested });
    expect(await read(nested)).toEqual([expect.stringMatching(/^unreadable ING003 .*again and again/)]);
  });

  test('may hold event logs of Windows and files of no event form', async () => {
    const record = (chunk: ChunkWriter): unknown =>
      chunk
        .fragment()
        .element('Event', () =>
          chunk.element('System', () => chunk.element('EventID', () => chunk.text('1'))),
        );
    const log = makeEvtx([makeChunk([record], 7)]);
    const items = await readItems(
      zipSync({ 'logs/Security.evtx': log, 'photo.png': text('\x89PNG\0'), 'page.xml': text('<html/>') }),
    );
    expect(items).toMatchObject([
      { kind: 'event', position: { input: 'in!logs/Security.evtx' } },
      { kind: 'passed-over', input: 'in!photo.png' },
      { kind: 'passed-over', input: 'in!page.xml' },
    ]);
  });

  test('has names that lead nowhere, and are cut where they are long', async () => {
    const names = await read(zipSync({ '../../etc/passwd': A, [`${'n'.repeat(2000)}`]: A, 'a\x1b[2J': A }));
    expect(names).toEqual(['in!../../etc/passwd:1 a', `in!${'n'.repeat(500)}…:1 a`, 'in!a\x1b[2J:1 a']);
  });

  test('with an encrypted member says so, and the others are read', async () => {
    const [first, ...rest] = await read(patched(zip, 6, 1));
    expect(first).toMatch(/^unreadable ING006 .*in!a\.ndjson.*encrypted/);
    expect(rest).toContain('in!deep/b.ndjson:1 b');
  });

  test.each([
    [9, 'deflate64'],
    [77, 'method 77'],
  ])('with a member packed by method %i says so, and the others are read', async (method, name) => {
    const [first, ...rest] = await read(patched(zip, 8, method));
    expect(first).toMatch(new RegExp(`^unreadable ING006 .*in!a\\.ndjson.*${name}`));
    expect(rest).toContain('in!deep/b.ndjson:1 b');
  });

  test('whose member does not agree with its checksum says so, and the others are read', async () => {
    const items = await read(patched(zip, 14, (zip[14] ?? 0) ^ 1));
    expect(items.slice(0, 2)).toEqual([
      'in!a.ndjson:1 a',
      expect.stringMatching(/^unreadable ING003 the rest of `in!a\.ndjson`/),
    ]);
    expect(items).toContain('in!deep/b.ndjson:1 b');
  });

  test('that is damaged between members says where, and what can be found is read', async () => {
    const items = await read(patched(zip, 18, 1), {}, 1000);
    expect(items.join('\n')).toMatch(/unreadable ING008 `in` is damaged/);
    expect(items).toContain('in!deep/b.ndjson:1 b');
  });

  test('that breaks off says so', async () => {
    expect(await read(zip.subarray(0, 20))).toEqual([expect.stringMatching(/^unreadable ING008/)]);
    const [, ...rest] = await read(zip.subarray(0, 150));
    expect(rest.join('\n')).toMatch(/unreadable ING00[38]/);
  });

  test('without members holds no events', async () => {
    const remarks: string[] = [];
    const onRemark: IngestOptions['onRemark'] = remark => remarks.push(remark.code);
    expect(await read(zipSync({}), { onRemark })).toEqual([]);
    expect(remarks).toEqual(['ING005']);
  });

  test('that unpacks to too much, or has too many members, is given up', async () => {
    const bomb = zipSync({ 'same.ndjson': text('{"n":1}\n'.repeat(400_000)) });
    const limits = { freeBytes: 100_000, ratio: 10, members: 2 };
    const items = await read(bomb, { unpackLimits: limits });
    expect(items.length).toBeGreaterThan(10_000);
    expect(items.at(-1)).toMatch(/^unreadable ING007 the rest of `in` is not read.*10 times/);
    expect((await read(zip, { unpackLimits: { ...limits, ratio: 1e9 } })).at(-1)).toMatch(
      /ING007.*2 members/,
    );
  });
});

describe('a tar', () => {
  const members = [
    { name: 'a.ndjson', content: A },
    { name: 'deep/', type: '5' },
    { name: 'deep/b.ndjson', content: B },
    { name: 'link', type: '2' },
  ];

  test.each([65_536, 100, 1])(
    'is read member by member, also when gzipped, in pieces of %i bytes',
    async chunkBytes => {
      expect(await read(tarOf(members), {}, chunkBytes)).toEqual(A_AND_B);
      expect(await read(gzipSync(tarOf(members)), {}, chunkBytes)).toEqual(A_AND_B);
    },
  );

  test('may name its members in headers before them', async () => {
    const long = `${'folder/'.repeat(40)}ä.ndjson`;
    const tar = tarOf([
      { name: '@', type: 'x', content: text(extendedRecord('mtime', '1') + extendedRecord('path', long)) },
      { name: 'short', content: A },
      { name: '@', type: 'L', content: text(`${long}\0`) },
      { name: 'short', content: A },
      { name: '@', type: 'x', content: text(extendedRecord('size', String(B.length))) },
      { name: 'b', content: B, lengthField: '00000000000\0' },
      { name: 'a', content: A },
    ]);
    expect(await read(tar)).toEqual([`in!${long}:1 a`, `in!${long}:1 a`, 'in!b:1 b', 'in!b:2 c', 'in!a:1 a']);
  });

  test('with a member that has holes says so', async () => {
    const items = await read(tarOf([{ name: 's', type: 'S', content: A }, ...members]));
    expect(items[0]).toMatch(/^unreadable ING006 `in!s`.*holes/);
    expect(items.slice(1)).toEqual(A_AND_B);
  });

  test.each([
    ['more than there is', `${'7'.repeat(11)}\0`],
    ['more than a number holds', `\x80${'\xff'.repeat(11)}`],
    ['nothing that is a number', 'no number\0\0\0'],
  ])('that says a member has %s tells it', async (_, lengthField) => {
    const items = await read(tarOf([...members, { name: 'big', lengthField, content: A }]));
    expect(items.slice(0, 3)).toEqual(A_AND_B);
    expect(items.at(-1)).toMatch(/^unreadable ING00[38]/);
  });

  test('that is damaged, breaks off or lacks its end mark says so, and what can be found is read', async () => {
    const tar = tarOf(members);
    const [first, ...rest] = await read(patched(tar, 0, 0xff));
    expect(first).toMatch(/^passed over|^unreadable/);
    expect(rest).toEqual([]);
    const second = await read(patched(tar, 1024, 0xff));
    expect(second).toEqual([
      'in!a.ndjson:1 a',
      expect.stringMatching(/^unreadable ING008/),
      'in!deep/b.ndjson:1 b',
      'in!deep/b.ndjson:2 c',
    ]);
    for (const length of [1600, 1536, 1300]) {
      const items = await read(tar.subarray(0, length));
      expect(items[0]).toBe('in!a.ndjson:1 a');
      expect(items.at(-1)).toMatch(/^unreadable ING00[38]/);
    }
  });
});

describe('zstd', () => {
  test.each([65_536, 100, 1])('is read in pieces of %i bytes', async chunkBytes => {
    const items = await read(ZSTD, {}, chunkBytes);
    expect([items.length, items[0], items.at(-1)]).toEqual([400, 'in:1 1', 'in:400 1']);
  });

  test('may have several frames, and some to be skipped', async () => {
    const skipped = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), text('xyz')]);
    const frames = [zstdFrame([{ raw: A }]), skipped, zstdFrame([{ raw: B }, { raw: A }]), skipped];
    for (const chunkBytes of [65_536, 1])
      expect(await read(Buffer.concat(frames), {}, chunkBytes)).toEqual([
        'in:1 a',
        'in:2 b',
        'in:3 c',
        'in:4 a',
      ]);
  });

  test('may lie in a tar', async () => {
    expect(await read(tarOf([{ name: 'a.zst', content: zstdFrame([{ raw: A }]) }]))).toEqual([
      'in!a.zst:1 a',
    ]);
  });

  test.each([
    ['breaks off', ZSTD.subarray(0, 300)],
    ['is followed by other data', Buffer.concat([zstdFrame([{ raw: A }]), A])],
    ['has a block that is too large', zstdFrame([{ raw: A }, { repeated: 0x20, times: 200_000 }])],
  ])('that %s says so', async (_, packed) => {
    expect((await read(packed)).at(-1)).toMatch(/^unreadable ING003 .*zstd/);
  });

  test('never gets the memory that a frame asks for beyond what is usual', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const items = await read(zstdFrame([{ raw: A }], 0xa0));
    // Node's own decoder refuses it too, the library would take 1 GiB.
    expect(items).toEqual([expect.stringMatching(/^unreadable ING003/)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('that unpacks to too much is given up', async () => {
    const bomb = zstdFrame(
      Array.from({ length: 200 }, () => ({ repeated: 0x20, times: 100_000 })),
      0x40,
    );
    const unpackLimits = { freeBytes: 1024 * 1024, ratio: 500, members: 1 };
    expect(await read(bomb, { unpackLimits })).toEqual([expect.stringMatching(/^unreadable ING007/)]);
  });
});

describe('gzip', () => {
  test('may be padded with zeros', async () => {
    for (const chunkBytes of [65_536, 16, 1])
      expect(await read(Buffer.concat([gzipSync(A), Buffer.alloc(100)]), {}, chunkBytes)).toEqual(['in:1 a']);
  });

  test('followed by other data says so', async () => {
    for (const chunkBytes of [65_536, 16, 1]) {
      const items = await read(Buffer.concat([gzipSync(A), text('other data')]), {}, chunkBytes);
      expect(items.at(-1)).toMatch(/^unreadable ING003 .*gzip/);
    }
  });

  test('of a tar that is damaged ends the tar and is told once', async () => {
    const packed = gzipSync(tarOf([{ name: 'a', content: A }]), { level: 0 });
    const items = await read(packed.subarray(0, 700));
    expect(items).toEqual(['in!a:1 a', expect.stringMatching(/^unreadable ING003 the rest of `in`.*gzip/)]);
  });
});

describe('a bulk body', () => {
  test('is its documents, with index and id from the actions', async () => {
    const items = await readItems(
      text(
        `{"index":{"_index":"logs-x","_id":"7"}}\n{"n":"a"}\n{"delete":{"_id":"8"}}\n{"create":{}}\n{"n":"b"}\n` +
          `{"update":{"_id":"9"}}\n{"doc":{"n":"c"},"doc_as_upsert":true}\n{"update":{}}\n{"script":{},"upsert":{"n":"d"}}\n`,
      ),
    );
    expect(items).toMatchObject([
      { id: '7', index: 'logs-x', document: { n: 'a' }, position: { record: 2 } },
      { index: undefined, document: { n: 'b' }, position: { record: 5 } },
      { id: '9', document: { n: 'c' }, position: { record: 7 } },
      { document: { n: 'd' }, position: { record: 9 } },
    ]);
  });

  test('gives an event without an id the one that it has as a line', async () => {
    const [bulk] = await readItems(text('{"index":{"_index":"i"}}\n{"n":"a"}\n'));
    const [line] = await readItems(A);
    expect(bulk?.kind === 'event' && bulk.id).toBe(line?.kind === 'event' && line.id);
  });

  test.each([
    [
      'an action without a document',
      '{"index":{}}\n{"index":{}}\n{"n":"a"}\n{"create":{}}\n',
      ['skipped ING010', 'in:3 a', 'skipped ING010'],
    ],
    ['a document without an action', '{"index":{}}\n{"n":"a"}\n{"n":"b"}\n', ['in:2 a', 'in:3 b']],
    [
      'an action that is broken',
      '{"index":{}}\n{"n":"a"}\n{"index":\n{"n":"b"}\n',
      ['in:2 a', 'skipped ING013', 'in:4 b'],
    ],
    ['an update by script alone', '{"update":{"_id":"1"}}\n{"script":{}}\n', ['skipped ING014']],
  ])('with %s tells it and loses nothing else', async (_, body, outcome) => {
    const items = await read(text(body));
    expect(items.map(item => item.split(' ', item.startsWith('in') ? 9 : 2).join(' '))).toEqual(outcome);
  });

  test('is told from documents that begin in a like way', async () => {
    const lines = '{"index":{"name":"x"},"n":"a"}\n{"index":5,"n":"b"}\n{"create":{"time":1},"n":"c"}\n';
    expect(await read(text(lines))).toEqual(['in:1 a', 'in:2 b', 'in:3 c']);
  });
});

function patched(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = byte;
  return copy;
}

async function readItems(
  bytes: Uint8Array,
  options: IngestOptions = {},
  chunkBytes = 65_536,
): Promise<readonly IngestItem[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  );
  const items: IngestItem[] = [];
  for await (const batch of readEvents({ name: 'in', bytes: () => Readable.from(chunks) }, options))
    items.push(...batch);
  return items;
}

async function read(...input: Parameters<typeof readItems>): Promise<readonly string[]> {
  return (await readItems(...input)).map(shown);
}

function shown(item: IngestItem): string {
  if (item.kind === 'event') return `${item.position.input}:${item.position.record} ${item.document['n']}`;
  if (item.kind === 'passed-over') return `${item.input} passed over`;
  return `${item.kind} ${item.diagnostic.code} ${item.diagnostic.message}`;
}
