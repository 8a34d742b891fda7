// The scanner finds in the bytes what a walk over the parsed document finds, however the document is spelt.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonScanner } from '../../src/engine/extract/json-scanner.ts';
import type { Slots } from '../../src/event/field-value.ts';
import type { Json, JsonObject } from '../../src/event/json.ts';
import { buildByteExtractor } from '../support/byte-extractor.ts';
import { documentsOver, fields } from './arbitraries.ts';
import { oddTexts } from './odd-json.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2000);
const utf8 = new TextEncoder();

const keys = fc.constantFrom(
  'a',
  'b',
  'c',
  'a.b',
  'b.c',
  'a.b.c',
  '',
  '.',
  '1',
  'a.1',
  '1.b',
  '0',
  'é',
  '__proto__',
  'a"b',
  'a\\',
);
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    '\\',
    '\\\\',
    'C:\\a\\',
    '"',
    '\\"',
    '{',
    '}]',
    ',',
    ':',
    '\u0000',
    '/',
    '\u{1f600}',
    '\ufeffa',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const numbers = fc.oneof(fc.constantFrom(0, -1, 1.5, 1e300, 2 ** 53 + 2, 4), fc.integer());
const jsons = fc.letrec<{ json: Json; object: JsonObject }>(tie => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(texts, numbers, fc.constantFrom(true, false, null)),
    fc.array(tie('json'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.array(fc.tuple(keys, tie('json')), { maxLength: 6 }).map(entries => Object.fromEntries(entries)),
}));
const paths = fc.uniqueArray(
  fc
    .array(fc.constantFrom('a', 'b', 'c', 'é', '1', '0', ''), { minLength: 1, maxLength: 3 })
    .map(parts => parts.join('.')),
  { minLength: 1, maxLength: 6 },
);

/** Lines in the middle of a buffer, as they come from files: what stands around them is none of theirs. */
function lineWithin(text: string, around: string): Uint8Array {
  const [before, line, after] = [around, text, around].map(part => utf8.encode(part));
  const length = (line?.length ?? 0) + 2 * (before?.length ?? 0);
  const buffer = new Uint8Array(length);
  buffer.set(before ?? [], 0);
  buffer.set(line ?? [], before?.length);
  buffer.set(after ?? [], (before?.length ?? 0) + (line?.length ?? 0));
  return buffer.subarray(before?.length ?? 0, length - (after?.length ?? 0));
}

const surroundings = fc.constantFrom('', '\n', '"', '}', '{"a":1}', '\\');

test('the slots are those of the parsed document, for one line after another', () => {
  fc.assert(
    fc.property(
      paths,
      fc.array(oddTexts(jsons.object), { minLength: 1, maxLength: 6 }),
      surroundings,
      (wanted, lines, around) => {
        const extractor = buildByteExtractor(wanted);
        for (const { text } of lines) {
          const found = extractor.fromBytes(lineWithin(text, around));
          expect(found).toEqual(extractor.fromDocument(JSON.parse(text) as JsonObject)); // made of an object
        }
      },
    ),
    { numRuns },
  );
});

test('documents like those of shippers, without duplicate keys and escapes in keys, are taken and not parsed', () => {
  const wanted = fields.map(field => field.path);
  const extractor = buildByteExtractor(wanted);
  const scanner = new JsonScanner(wanted);
  fc.assert(
    fc.property(documentsOver(fields), document => {
      const text = JSON.stringify(document);
      expect(scanner.scan(utf8.encode(text))).toBe(true);
      const parsed = JSON.parse(text) as JsonObject; // made of an object
      expect(extractor.fromBytes(utf8.encode(text))).toEqual(extractor.fromDocument(parsed));
    }),
    { numRuns },
  );
});

test('a line that is no JSON object is refused or, where the damage is in what nobody wants, still read within its bounds', () => {
  const extractor = buildByteExtractor(['a', 'a.b', 'b.c']);
  fc.assert(
    fc.property(
      oddTexts(jsons.object),
      fc.nat(),
      fc.constantFrom('', '"', '\\', '}', ']', ',', 'n', '\u0001'),
      surroundings,
      (odd, place, put, around) => {
        const at = place % odd.text.length;
        // Half a character is none in bytes.
        const broken = (odd.text.slice(0, at) + put + (put === '' ? '' : odd.text.slice(at + 1))).replaceAll(
          /[\ud800-\udfff]/g,
          'x',
        );
        const parsed = attempt(() => extractor.fromDocument(JSON.parse(broken)));
        const scanned = attempt(() => extractor.fromBytes(lineWithin(broken, around)));
        if (parsed !== undefined) expect(scanned).toEqual(parsed);
      },
    ),
    { numRuns },
  );
});

function attempt(read: () => Slots): Slots | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
