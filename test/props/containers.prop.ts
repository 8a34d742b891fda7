// Whatever an archive says, reading it ends, in events, diagnostics and inputs passed over, wherever its chunks
// end. Whole archives give back what was put in. PROPERTY_RUNS=1000000 for the long form.
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import { readEvents } from '../../src/ingest/read-events.ts';
import { extendedRecord, pipedZip, tarOf, zstdFrame } from '../cases/ingest/make-archives.ts';

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
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
        let packed = layers[around]?.(archives[of]?.(files) ?? Buffer.alloc(0)) ?? Buffer.alloc(0);
        for (const { at, byte, drop } of mutations) {
          const place = at % (packed.length + 1);
          const cut = drop > 30 ? drop - 30 : 0;
          packed = Buffer.concat([
            packed.subarray(0, place),
            Buffer.from(drop % 2 === 0 ? [byte] : []),
            packed.subarray(place + cut + (drop % 3 === 0 ? 1 : 0)),
          ]);
        }
        const items = await read(packed, packed.length + 1);
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

async function read(bytes: Uint8Array, chunkBytes: number): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  const input = {
    name: 'in',
    async *bytes(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
  for await (const batch of readEvents(input, { unpackLimits: LIMITS })) items.push(...batch);
  return items;
}
