import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/event/json.ts';
import { readField } from '../../src/event/read-field.ts';
import { buildByteExtractor } from '../support/byte-extractor.ts';
import { documentsOver, fields } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

/** Documents over a tiny alphabet of keys, so that paths and documents meet in every odd way. */
const keys = fc.constantFrom(
  'a',
  'b',
  'a.b',
  'b.a',
  'a.',
  '.a',
  '',
  '.',
  '__proto__',
  'constructor',
  '1',
  '0.a',
);
const wild = fc.letrec<{ json: unknown; object: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(1, 'x', true, null),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
  ),
  // As JSON.parse makes them: `__proto__` is a key like any other.
  object: fc.array(fc.tuple(keys, tie('json')), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
}));
// Built of JSON values only, by construction.
const wildDocuments = wild.object as fc.Arbitrary<JsonObject>;
const paths = fc.array(
  fc.array(keys, { minLength: 1, maxLength: 3 }).map(parts => parts.join('.')),
  {
    minLength: 1,
    maxLength: 8,
  },
);

test('each slot holds what is read at its path, however document and paths are spelt', () => {
  fc.assert(
    fc.property(paths, wildDocuments, (wanted, document) => {
      const slots = buildByteExtractor(wanted).fromDocument(document);
      expect(slots).toEqual(wanted.map(path => readField(document, path)));
    }),
    { numRuns },
  );
});

test('each slot holds what is read at its path in documents like those of shippers', () => {
  const wanted = fields.map(field => field.path);
  const extractor = buildByteExtractor(wanted);
  fc.assert(
    fc.property(documentsOver(fields), document => {
      expect(extractor.fromDocument(document)).toEqual(wanted.map(path => readField(document, path)));
    }),
    { numRuns },
  );
});

test('the bytes of a document give the same slots as the document', () => {
  fc.assert(
    fc.property(paths, wildDocuments, (wanted, document) => {
      const extractor = buildByteExtractor(wanted);
      const line = new TextEncoder().encode(JSON.stringify(document));
      expect(extractor.fromBytes(line)).toEqual(extractor.fromDocument(document));
    }),
    { numRuns },
  );
});
