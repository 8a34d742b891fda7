import { expect, test } from 'vitest';
import { buildByteExtractor } from '../../../test/support/byte-extractor.ts';

const extractor = buildByteExtractor(['process.name', 'process.parent.name', 'host.id', 'process.name']);

test('nested objects and dotted keys fill the same slots, and a path may have two', () => {
  expect(extractor.fromDocument({ process: { name: 'a', 'parent.name': 'b' }, 'host.id': 'c' })).toEqual([
    'a',
    'b',
    'c',
    'a',
  ]);
});

test('null, an empty array and an object are missing', () => {
  expect(extractor.fromDocument({ process: { name: null, parent: [] }, host: { id: {} } })).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('arrays are looked through, and one value stands alone', () => {
  expect(
    extractor.fromDocument({ process: [{ name: ['a', null, ['b']] }, { name: 'c' }], host: [[{ id: 1 }]] }),
  ).toEqual([['a', 'b', 'c'], undefined, 1, ['a', 'b', 'c']]);
});

test('bytes give what the document gives, with `__proto__` a key like any other', () => {
  const line =
    '{"__proto__":{"process":{"name":"x"}},"process":{"name":"\\u0061"},"host.id":9007199254740993}';
  expect(extractor.fromBytes(new TextEncoder().encode(line))).toEqual([
    'a',
    undefined,
    9007199254740992,
    'a',
  ]);
});

test('a key that is a number comes first, wherever it stands', () => {
  for (const text of ['{"a":{"0.b":"x","0":{"b":"y"}}}', '{"a":{"z":1,"0":{"b":"y"}},"a.0.b":"x"}']) {
    const extractor = buildByteExtractor(['a.0.b']);
    const document = JSON.parse(text);
    expect(extractor.fromBytes(new TextEncoder().encode(text))).toEqual(extractor.fromDocument(document));
  }
});

test('arrays nested deeper than the call stack are read', () => {
  const depth = 200_000;
  const line = `{"host":{"id":${'['.repeat(depth)}"deep"${']'.repeat(depth)}}}`;
  expect(extractor.fromBytes(new TextEncoder().encode(line))[2]).toBe('deep');
});

test.each(['[]', '1', 'null', '{"a":', ''])('%j is no event: that is an exception', line => {
  expect(() => extractor.fromBytes(new TextEncoder().encode(line))).toThrow();
});
