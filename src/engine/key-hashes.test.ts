import { expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import type { JoinKey } from '../plan/query.ts';
import { EventAtHand } from './event-at-hand.ts';
import { buildExtractor } from './extract/extractor.ts';
import { compileKeys, MOST_KEY_TUPLES } from './join-keys.ts';
import { KeyHashes } from './key-hashes.ts';
import { LineReader } from './line-reader.ts';

const PATHS = ['host.id', 'process.pid', 'source.ip', 'custom', 'created', 'file.size'];
const slotOf = ({ path }: { readonly path: string }): number => PATHS.indexOf(path);
const extractor = buildExtractor(PATHS);
const key = (path: string, type: JoinKey['field']['type'], optional = false): JoinKey => ({
  field: { path, type },
  optional,
});

interface Hashed {
  readonly hashes: readonly string[];
  readonly dropped: number;
}

function hashed(hashes: KeyHashes, list: number): Hashed {
  const { count, dropped, high, low } = hashes.tuplesOf(list);
  return { hashes: Array.from({ length: count }, (_, at) => `${low[at]} ${high[at]}`), dropped };
}

/** By the line as it is written, by its values, and how many tuples join-keys.ts makes. */
function bothOf(by: readonly JoinKey[], text: string, seed = 1): readonly Hashed[] {
  const event = new EventAtHand();
  const hashes = new KeyHashes(slotOf, seed, event);
  const list = hashes.listOf(by);
  const reader = new LineReader(PATHS);
  expect(reader.open(Buffer.from(text))).toBe(true);
  event.begin(reader.slots.slots, reader.scanner, reader.slots);
  const byLine = hashed(hashes, list);
  const slots = extractor.fromDocument(JSON.parse(text) as JsonObject); // lines of objects
  event.begin(slots);
  const byValues = hashed(hashes, list);
  const { tuples, dropped } = compileKeys(by, slotOf)(slots);
  expect(byLine).toEqual(byValues);
  expect(byLine).toMatchObject({ dropped });
  expect(byLine.hashes).toHaveLength(tuples.length);
  return [byLine, byValues];
}

function hashesOf(by: readonly JoinKey[], text: string, seed?: number): readonly string[] {
  return bothOf(by, text, seed)[0]?.hashes ?? [];
}

test.each([
  ['keyword' as const, ['"a"', '"\\u0061"'], ['"b"', '"A"', '"a "']],
  ['keyword' as const, ['"C:\\\\x"', '"C:\\u005cx"'], ['"C:/x"']],
  ['keyword' as const, ['"é"', '"\\u00e9"'], ['"e"']],
  ['keyword' as const, ['"\\u007f"', '"\u007f"'], ['""']],
  ['keyword' as const, ['"/"', '"\\/"'], ['"//"']],
  ['keyword' as const, ['4', '"4"', '4.0'], ['"04"', '5']],
  ['long' as const, ['4', '"4"', '4.0', '4e0', '"4.0"'], ['5', '-4', '40']],
  ['long' as const, ['0', '-0', '"0"'], ['1']],
  ['long' as const, ['9007199254740993', '9007199254740992'], ['9007199254740994']],
  ['ip' as const, ['"10.0.0.1"', '"10.0.0.\\u0031"'], ['"10.0.0.2"']],
  ['ip' as const, ['"fe80::1"', '"FE80:0::1"'], ['"fe80::2"']],
  ['unknown' as const, ['4'], ['"4"', '5']],
  ['double' as const, ['1.5', '"1.5"', '15e-1'], ['1']],
  ['boolean' as const, ['true', '"true"'], ['false']],
])(
  'equal values of a %s have equal hashes however they are written, others have others',
  (type, equal, others) => {
    const by = [key('custom', type)];
    const hashes = equal.map(text => hashesOf(by, `{"custom":${text}}`));
    expect(new Set(hashes.map(String)).size).toBe(1);
    expect(hashes[0]).toHaveLength(1);
    for (const other of others) expect(hashesOf(by, `{"custom":${other}}`)).not.toEqual(hashes[0]);
  },
);

test.each(['"10.0.0.256"', '"10.0.0"', '"10.0.0.1."', '"10.0.0.01 "', '""', '7', '[]', 'null'])(
  'what is no address is no key: %s',
  text => {
    expect(hashesOf([key('source.ip', 'ip')], `{"source":{"ip":${text}}}`)).toEqual([]);
  },
);

test('several values give a hash for each tuple, equal ones once, in the order of the tuples', () => {
  const by = [key('host.id', 'keyword'), key('process.pid', 'long')];
  const many = hashesOf(by, '{"host":{"id":["a","b","a"]},"process":{"pid":[1,"1",2]}}');
  const single = [
    ['a', 1],
    ['a', 2],
    ['b', 1],
    ['b', 2],
  ].map(([id, pid]) => hashesOf(by, JSON.stringify({ host: { id }, process: { pid } }))[0]);
  expect(many).toEqual(single);
  expect(new Set(many).size).toBe(4);
});

test('a missing key leaves no tuple, unless it is optional: then it is null and not the text', () => {
  const document = '{"host":{"id":"a"}}';
  const without = [key('host.id', 'keyword'), key('custom', 'keyword')];
  const optional = [key('host.id', 'keyword'), key('custom', 'keyword', true)];
  expect(hashesOf(without, document)).toEqual([]);
  const [missing] = hashesOf(optional, document);
  expect(missing).toBeDefined();
  expect(hashesOf(optional, '{"host":{"id":"a"},"custom":null}')).toEqual([missing]);
  expect(hashesOf(optional, '{"host":{"id":"a"},"custom":"null"}')).not.toEqual([missing]);
});

test('no keys are one tuple, and the places of values matter', () => {
  expect(hashesOf([], '{}')).toHaveLength(1);
  const by = [key('host.id', 'keyword'), key('custom', 'keyword')];
  expect(hashesOf(by, '{"host":{"id":"a"},"custom":"b"}')).not.toEqual(
    hashesOf(by, '{"host":{"id":"b"},"custom":"a"}'),
  );
});

test('tuples past the limit are dropped and counted', () => {
  const values = JSON.stringify(Array.from({ length: 40 }, (_, at) => `v${at}`));
  const [{ hashes, dropped } = { hashes: [], dropped: 0 }] = bothOf(
    [key('host.id', 'keyword'), key('custom', 'keyword')],
    `{"host":{"id":${values}},"custom":${values}}`,
  );
  expect(hashes).toHaveLength(MOST_KEY_TUPLES);
  expect(dropped).toBe(40 * 40 - MOST_KEY_TUPLES);
  expect(new Set(hashes).size).toBe(MOST_KEY_TUPLES);
});

test('another seed gives other hashes', () => {
  const by = [key('host.id', 'keyword')];
  expect(hashesOf(by, '{"host":{"id":"a"}}', 1)).not.toEqual(hashesOf(by, '{"host":{"id":"a"}}', 2));
});
