// Whatever an archive says, reading it ends soon, in events, diagnostics and inputs passed over, wherever its chunks
// end, and what unpacks to far more than its size is given up. Whole archives give back what was put in.
// PROPERTY_RUNS=1000000 for the long form.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import { readEvents } from '../../src/ingest/read-events.ts';
import type { UnpackLimits } from '../../src/ingest/unpack-budget.ts';
import { extendedRecord, pipedZip, tarOf, zstdFrame } from '../cases/ingest/make-archives.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, withinBounds } from './fuzz-bounds.ts';

const RUNS = { numRuns: FUZZ_RUNS };
const LIMITS = { freeBytes: 4 * 1024 * 1024, ratio: 50, members: 100 };
/** Each event of an item needs a line, so that no more of them than bytes unpacked can come. */
const MOST_ITEMS = LIMITS.freeBytes;

const line = fc.integer().map(n => `{"n":${n}}\n`);
const content = fc
  .array(line, { maxLength: 40 })
  .map(lines => Buffer.from(`${lines.join('')}${' '.repeat(lines.length * 20)}\n{"n":"end"}\n`));
const name = fc.constantFrom('a.ndjson', 'deep/b.json', '../../c', 'ä', 'd\x1b[31m', 'e'.repeat(90));
/** Names are keys of an object, so that none comes twice. */
const members = fc.dictionary(name, content, { maxKeys: 4 });

type Pack = (files: { readonly [name: string]: Uint8Array }) => Uint8Array;
const tar: Pack = files =>
  tarOf(
    Object.entries(files).flatMap(([path, bytes]) => [
      { name: '@', type: 'x', content: Buffer.from(extendedRecord('path', path)) },
      { name: 'short', content: bytes },
    ]),
  );
const archives: { readonly [kind: string]: Pack } = {
  zip: files => zipSync(files),
  stored: files => zipSync(files, { level: 0 }),
  piped: files => pipedZip(files, false),
  'piped and stored': files => pipedZip(files, true),
  tar,
};
const layers: { readonly [kind: string]: (bytes: Uint8Array) => Uint8Array } = {
  none: bytes => bytes,
  gzip: bytes => gzipSync(bytes),
  'two gzip members': bytes => Buffer.concat([gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]),
  zstd: bytes => zstdFrame([{ raw: bytes.subarray(0, 100) }, { raw: bytes.subarray(100) }]),
  zip: bytes => zipSync({ inner: bytes }),
  tar: bytes => tar({ inner: bytes }),
};

test.each(Object.keys(archives))('%s: what was put in comes out, in any chunks and layers', async kind => {
  const layer = fc.constantFrom(...Object.keys(layers));
  await fc.assert(
    fc.asyncProperty(members, layer, fc.integer({ min: 1, max: 700 }), async (files, around, chunkBytes) => {
      const packed = layers[around]?.(archives[kind]?.(files) ?? Buffer.alloc(0)) ?? Buffer.alloc(0);
      // A tar that holds nothing is nothing but zeros.
      fc.pre(Object.keys(files).length > 0);
      const items = await read(packed, chunkBytes);
      const outer = around === 'zip' || around === 'tar' ? 'in!inner' : 'in';
      const found = items.map(item =>
        item.kind === 'event' ? `${item.position.input} ${item.document['n']}` : item,
      );
      const wanted = Object.entries(files).flatMap(([path, bytes]) =>
        [...bytes.toString().matchAll(/"?n"?:"?([-\w]+)/g)].map(([, n]) => `${outer}!${path} ${n}`),
      );
      expect(found).toEqual(wanted);
    }),
    { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 5) },
  );
});

const mutation = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), drop: fc.nat({ max: 40 }) });
type Mutation = typeof mutation extends fc.Arbitrary<infer Mutated> ? Mutated : never;

/** Puts in the byte, drops what stands behind it, or both. */
function mutate(packed: Uint8Array, { at, byte, drop }: Mutation): Uint8Array {
  const place = at % (packed.length + 1);
  const cut = drop > 30 ? drop - 30 : 0;
  return Buffer.concat([
    packed.subarray(0, place),
    Buffer.from(drop % 2 === 0 ? [byte] : []),
    packed.subarray(place + cut + (drop % 3 === 0 ? 1 : 0)),
  ]);
}

test('a mutated container ends in events and diagnostics, the same ones wherever the chunks end', async () => {
  const kind = fc.constantFrom(...Object.keys(archives));
  const layer = fc.constantFrom(...Object.keys(layers));
  await fc.assert(
    fc.asyncProperty(
      members,
      kind,
      layer,
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 700 }),
      async (files, of, around, mutations, chunkBytes) => {
        const whole = layers[around]?.(archives[of]?.(files) ?? Buffer.alloc(0)) ?? Buffer.alloc(0);
        const packed = mutations.reduce(mutate, whole);
        const items = await withinBounds(() => read(packed, packed.length + 1));
        expect(items.length).toBeLessThan(MOST_ITEMS);
        // A decompressor tells of damage sooner or later, by the size of its steps: what it gave until then varies.
        if (!items.some(isUnpackFailure)) expect(await read(packed, chunkBytes)).toEqual(items);
        else await read(packed, chunkBytes);
      },
    ),
    RUNS,
  );
});

test('bytes behind the mark of any container end in events and diagnostics', async () => {
  const start = fc.constantFrom(
    'PK\x03\x04',
    'PK\x07\x08PK\x03\x04',
    '\x28\xb5\x2f\xfd',
    '\x1f\x8b\x08\0',
    '\x50\x2a\x4d\x18',
  );
  const bytes = fc.uint8Array({ maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(start, fc.array(fc.tuple(bytes, start), { maxLength: 4 }), async (first, rest) => {
      const parts = rest.flatMap(([some, mark]) => [some, Buffer.from(mark, 'latin1')]);
      const items = await read(Buffer.concat([Buffer.from(first, 'latin1'), ...parts]), 100);
      expect(items.length).toBeLessThan(1000);
    }),
    RUNS,
  );
});

function isUnpackFailure(item: IngestItem): boolean {
  return item.kind === 'unreadable' && ['ING003', 'ING007'].includes(item.diagnostic.code);
}

describe('what unpacks to far more than its size', () => {
  const LINE = `{"n":"${'x'.repeat(1000)}"}\n`;
  const limits: UnpackLimits = { freeBytes: 256 * 1024, ratio: 3, members: 100 };
  /** A portion that was unpacked and counted last. */
  const PORTION = 128 * 1024;
  const content = Buffer.from(LINE.repeat(16_000));
  const blanks = zstdFrame(Array(1000).fill({ repeated: 0x20, times: 2 ** 17 }));
  const zip = zipSync({ a: content });
  const bombs: { readonly [kind: string]: Uint8Array } = {
    gzip: gzipSync(content),
    'gzip in gzip': gzipSync(gzipSync(content)),
    'many gzip members': Buffer.concat(Array(200).fill(gzipSync(content.subarray(0, LINE.length * 100)))),
    zip,
    'a zip of zips': zipSync({ a: zip, b: zip, c: zip }),
    'a zip of many members': zipSync(
      Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`${at}`, Buffer.from(LINE)])),
    ),
    'a tar in gzip': gzipSync(tarOf([{ name: 'a', content }])),
    zstd: blanks,
    'zstd in a zip': zipSync({ a: blanks }),
    'zstd in a tar': tarOf([{ name: 'a', content: blanks }]),
    'a zip in zips': [...'abcdef'].reduce((inner, path) => zipSync({ [path]: inner }), zip),
  };

  test.each(Object.keys(bombs))('%s is given up and told', async kind => {
    const items = await withinBounds(() => read(bombs[kind] ?? Buffer.alloc(0), 65_536, limits));
    const last = items.at(-1);
    expect(last?.kind).toBe('unreadable');
    if (last?.kind === 'unreadable') expect(['ING003', 'ING007']).toContain(last.diagnostic.code);
  });

  test(
    'gives no more than its limit, mutated, cut or whole',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...Object.keys(bombs)),
          fc.array(mutation, { maxLength: 3 }),
          fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
          async (kind, mutations, keep) => {
            const changed = mutations.reduce(mutate, bombs[kind] ?? Buffer.alloc(0));
            const packed = changed.subarray(0, Math.ceil(changed.length * keep));
            const items = await withinBounds(() => read(packed, 65_536, limits));
            const events = items.filter(item => item.kind === 'event').length;
            expect(events * LINE.length).toBeLessThanOrEqual(
              Math.max(limits.freeBytes, limits.ratio * packed.length) + PORTION,
            );
          },
        ),
        { numRuns: Math.ceil(FUZZ_RUNS / 10) },
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});

async function read(
  bytes: Uint8Array,
  chunkBytes: number,
  unpackLimits: UnpackLimits = LIMITS,
): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  const input = {
    name: 'in',
    async *bytes(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
  for await (const batch of readEvents(input, { unpackLimits })) items.push(...batch);
  return items;
}
