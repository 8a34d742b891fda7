import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'vitest';
import type { IngestItem } from '../../src/ingest/ingested-event.ts';
import { readEvents } from '../../src/ingest/read-events.ts';

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const LIMIT = 120;

/** Pieces of which every format is made, whole, broken and in the wrong place. */
const fragment = fc.constantFrom(
  '{"n":1}',
  '{"_id":"i","_source":{"n":2}}',
  '{\n"n": 3\n}',
  '{"hits":{"hits":[',
  ']}}',
  '[',
  ']',
  ',',
  '{',
  '}',
  '"',
  '\\',
  '\n',
  '\r\n',
  ' ',
  '5',
  'null',
  '"hits"',
  ':',
  'é',
  '\ufeff',
  '\0',
  'x'.repeat(200),
  '<Events>',
  '</Events>',
  '<Event>',
  '</Event>',
  '<Event ',
  '<Event/>',
  '>',
  '/>',
  '<',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<System><EventID>1</EventID></System>',
  '<Event><System><EventID>5</EventID></System></Event>',
  '&amp;',
  '&x;',
);
const text = fc.array(fragment, { maxLength: 30 }).map(parts => Buffer.from(parts.join('')));
const bytes = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: text.map(content => Buffer.from(`\ufeff${content.toString('utf8')}`, 'utf16le')) },
  { weight: 1, arbitrary: text.map(content => gzipSync(content)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map(content => Buffer.from(content)) },
);
const cuts = fc.array(fc.nat({ max: 5000 }), { maxLength: 12 });

test('the same bytes give the same items, wherever the chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, cuts, fc.boolean(), async (content, places, isLong) => {
      // A long start puts the cuts behind the bytes that tell the format, where splitters see every chunk.
      const whole = isLong ? Buffer.concat([Buffer.from(' '.repeat(4096)), content]) : content;
      const ends = [...new Set(places.map(place => place % (whole.length + 1)))].sort((a, b) => a - b);
      const chunks = [...ends, whole.length].map((end, at) => whole.subarray(ends[at - 1] ?? 0, end));
      const [one, many] = [await read([whole]), await read(chunks)];
      const single = await read([...whole].map(byte => Uint8Array.of(byte)));
      if (told(one) !== told(many)) throw new Error('differs by chunks');
      if (told(one) !== told(single)) throw new Error('differs byte by byte');
    }),
    RUNS,
  );
});

test('every document of a stream of lines is found again, whatever stands between', async () => {
  const garbage = fc.constantFrom('', ' ', '5', '[]', '{"n":', 'é', '{'.repeat(300));
  const document = fc.record({ n: fc.integer(), s: fc.string({ maxLength: 20 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(document, garbage), { maxLength: 20 }), async records => {
      const content = `{"n":0}\n${records.map(([one, between]) => `${between}\n${JSON.stringify(one)}\n`).join('')}`;
      const found = (await read([Buffer.from(content)])).flatMap(item =>
        item.kind === 'event' ? item.document : [],
      );
      const wanted = [{ n: 0 }, ...records.map(([one]) => one)];
      if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`found ${JSON.stringify(found)}`);
    }),
    RUNS,
  );
});

/** Bytes are the same in whatever array they come. */
function told(items: readonly IngestItem[]): string {
  return JSON.stringify(
    items.map(item =>
      item.kind === 'event' && typeof item.identity !== 'string'
        ? { ...item, identity: Buffer.from(item.identity).toString('hex') }
        : item,
    ),
  );
}

async function read(chunks: readonly Uint8Array[]): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  const input = {
    name: 'any',
    async *bytes(): AsyncGenerator<Uint8Array> {
      yield* chunks;
    },
  };
  for await (const batch of readEvents(input, { maxLineBytes: LIMIT })) items.push(...batch);
  return items;
}
