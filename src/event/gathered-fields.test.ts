import { describe, expect, test } from 'vitest';
import { flatten } from '../../test/reference/read-field.ts';
import { isGathered, pathOfNames, pathOfObjects, readGathered, shownPath } from './gathered-fields.ts';
import type { JsonObject } from './json.ts';

const document: JsonObject = {
  'file.hash.md5': 'a',
  file: { hash: { sha1: 'b', 'sha2.256': ['c', null] }, name: 'd', size: 7 },
  items: [{ name: 'x' }, [{ name: 'y', 'tags.a': true }], 5],
  'a.b': { c: [{ d: 1 }] },
};

describe('values by a pattern of names', () => {
  test.each([
    ['file.hash.*', ['a', 'b', 'c']],
    ['*.name', ['d', 'x', 'y']],
    ['f*e.*s*', ['a', 'b', 'c', 7]],
    ['items', 5],
    ['*', flatten(document).map(([, value]) => value)],
    ['nothing.*', undefined],
    ['file.', undefined],
  ])('%s', (pattern, values) => {
    expect(readGathered(document, pathOfNames(pattern))).toEqual(values);
  });
});

describe('objects at a path, as JSON', () => {
  test.each([
    ['items', ['{"name":"x"}', '{"name":"y","tags.a":true}']],
    ['a.b.c', '{"d":1}'],
    ['a.b', '{"c":[{"d":1}]}'],
    ['file.hash', '{"sha1":"b","sha2.256":["c",null]}'],
    ['file.name', undefined],
    ['file.hash.md5', undefined],
  ])('%s', (path, objects) => {
    expect(readGathered(document, pathOfObjects(path))).toEqual(objects);
  });
});

test('a gathered path is told apart and shown without its sign', () => {
  expect([pathOfNames('a*'), pathOfObjects('a'), 'a'].map(isGathered)).toEqual([true, true, false]);
  expect([pathOfNames('a*'), pathOfObjects('a'), 'a'].map(shownPath)).toEqual(['a*', 'a', 'a']);
});

test('a document of any depth is read', () => {
  let deep: JsonObject = { x: 1 };
  for (let level = 0; level < 20_000; level++) deep = { a: [deep] };
  expect(readGathered(deep, pathOfNames('*.x'))).toBe(1);
});
