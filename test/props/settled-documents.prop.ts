// What the intake makes of a document without parsing it is what it makes of it by parsing it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonLine } from '../../src/app/serve/is-json-line.ts';
import { readParsed } from '../../src/app/serve/parsed-document.ts';
import { SettledDocuments } from '../../src/app/serve/settled-documents.ts';
import { defendDocuments, shippedDocuments } from '../support/shipped-documents.ts';
import { oddTexts } from './odd-json.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 3000);
const NOW_MS = Date.parse('2026-03-17T09:00:00Z');
const LIMIT_BYTES = 1 << 24;
const EVENTS = '../shared/data/events';
const documents = new SettledDocuments();

/** Whether it was settled; then both ways give the same event. */
function isSettledAlike(bytes: Uint8Array, id: string | undefined, index: string | undefined): boolean {
  const arriving = { bytes, ...(id !== undefined && { id }), ...(index !== undefined && { index }) };
  const settled = documents.read(arriving, NOW_MS);
  if (settled === undefined) return false;
  expect(readParsed(arriving, 1, LIMIT_BYTES, NOW_MS)).toEqual({ kind: 'event', event: settled });
  return true;
}

/** A text, now and then with a byte of it changed or taken away. */
const texts = fc
  .tuple(
    fc.oneof(
      shippedDocuments.map(document => JSON.stringify(document)),
      defendDocuments.map(document => JSON.stringify(document)),
      oddTexts(shippedDocuments).map(({ text }) => text),
      oddTexts(fc.object({ maxDepth: 4 }).map(value => JSON.parse(JSON.stringify(value)))).map(
        ({ text }) => text,
      ),
    ),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.nat(),
          fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('0123456789.eE+-"\\{}[],:tfnu \t\n'))),
        ),
      },
    ),
  )
  .map(([text, change]) => {
    const bytes = new TextEncoder().encode(text);
    if (change !== undefined && bytes.length > 0) bytes[change[0] % bytes.length] = change[1];
    return bytes;
  });

describe('a document that is settled', () => {
  test('is the event that parsing it makes', () => {
    let settled = 0;
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(undefined, 'id-1'),
        fc.constantFrom(undefined, 'logs-x'),
        (bytes, id, index) => {
          if (isSettledAlike(bytes, id, index)) settled++;
        },
      ),
      { numRuns },
    );
    expect(settled).toBeGreaterThan(numRuns / 20);
  });

  test('is any of the shape of Elastic Defend', () => {
    fc.assert(
      fc.property(defendDocuments, document => {
        expect(isSettledAlike(Buffer.from(JSON.stringify(document)), undefined, undefined)).toBe(true);
      }),
      { numRuns },
    );
  });

  test.skipIf(!existsSync(EVENTS))('is what it is among recorded events (../shared/data/events)', () => {
    let count = 0;
    for (const name of readdirSync(EVENTS, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(nd)?jsonl?$/.test(name)) continue;
      for (const line of readFileSync(join(EVENTS, name), 'utf8').split('\n').slice(0, 2000)) {
        if (line.trim() === '') continue;
        count++;
        isSettledAlike(Buffer.from(line), undefined, undefined);
      }
    }
    expect(count).toBeGreaterThan(0);
  });
});

describe('a JSON line', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  function isObjectText(bytes: Uint8Array): boolean {
    try {
      const json: unknown = JSON.parse(decoder.decode(bytes));
      return typeof json === 'object' && json !== null && !Array.isArray(json);
    } catch {
      return false;
    }
  }

  test('is an object that JSON.parse takes, on one line', () => {
    fc.assert(
      fc.property(texts, bytes => {
        try {
          decoder.decode(bytes);
        } catch {
          return;
        }
        const isOneLine = !bytes.includes(0x0a) && !bytes.includes(0x0d);
        expect(isJsonLine(bytes)).toBe(isOneLine && isObjectText(bytes));
      }),
      { numRuns: 3 * numRuns },
    );
  });

  test.each([
    '{}',
    '{"a":1}',
    '{"a":-0.5e+7,"b":[],"c":[{}]}',
    ' {"a" : [ 1 , "\\u00e9\\n" ] } ',
    '{"a":true,"b":false,"c":null}',
    '',
    '[]',
    '1',
    '{',
    '}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{,}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":-}',
    '{"a":1e}',
    '{"a":+1}',
    '{"a":tru}',
    '{"a":nul}',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{"a":"\t"}',
    '{"a":[1,]}',
    '{"a":[1}',
    '{"a":{]}',
    '{"a":1}}',
    '{"a":1} x',
    '{a:1}',
    "{'a':1}",
    '{"a":"',
    '{"a":NaN}',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{"a":[,1]}',
  ])('is decided as JSON.parse does: %s', text => {
    expect(isJsonLine(Buffer.from(text))).toBe(isObjectText(Buffer.from(text)));
  });
});
