import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import { mergeRules } from './merge-rules.ts';

const base: JsonObject = {
  rule_id: 'r',
  type: 'eql',
  version: 1,
  name: 'a rule',
  query: 'process where true',
  tags: ['one', 'two'],
  note: 'first\nsecond\nthird\nfourth\nfifth',
};

function outcomes(current: Partial<JsonObject>, target: Partial<JsonObject>) {
  const { keys, written } = mergeRules(
    base,
    { ...base, ...current } as JsonObject,
    { ...base, ...target } as JsonObject,
  );
  return { written, keys: Object.fromEntries(keys.map(({ key, outcome }) => [key, outcome])) };
}

describe('merging a newer version of a rule', () => {
  test('takes what only the newer version changed, and keeps what only we changed', () => {
    const { keys, written } = outcomes({ name: 'ours' }, { query: 'process where false', version: 2 });
    expect(keys).toEqual({ query: 'updated', name: 'kept' });
    expect(written).toMatchObject({ name: 'ours', query: 'process where false', version: 2 });
  });

  test('keeps ours where both changed a thing differently, and says that it is a conflict', () => {
    const { keys, written } = outcomes({ query: 'ours' }, { query: 'theirs' });
    expect(keys).toEqual({ query: 'conflict' });
    expect(written['query']).toBe('ours');
  });

  test('says nothing where both changed it alike', () => {
    expect(outcomes({ name: 'new' }, { name: 'new' }).keys).toEqual({});
  });

  test('merges lists: what either added is in, what either took away is out', () => {
    const { keys, written } = outcomes({ tags: ['two', 'ours'] }, { tags: ['one', 'two', 'theirs'] });
    expect(keys).toEqual({ tags: 'merged' });
    expect(written['tags']).toEqual(['two', 'theirs', 'ours']);
  });

  test('merges long texts by line, unless the same lines were changed', () => {
    const { keys, written } = outcomes(
      { note: 'OURS\nsecond\nthird\nfourth\nfifth' },
      { note: 'first\nsecond\nthird\nfourth\nTHEIRS' },
    );
    expect(keys).toEqual({ note: 'merged' });
    expect(written['note']).toBe('OURS\nsecond\nthird\nfourth\nTHEIRS');
    expect(outcomes({ note: 'a\nx' }, { note: 'b\nx' }).keys).toEqual({ note: 'conflict' });
  });

  test('leaves to the installation what is its own', () => {
    const { keys, written } = outcomes({ enabled: true }, { enabled: false, version: 3 });
    expect(keys).toEqual({});
    expect(written).toMatchObject({ enabled: true, version: 3 });
  });

  test('decides together what belongs together', () => {
    const { keys, written } = outcomes({ interval: '1m' }, { from: 'now-20m' });
    expect(keys).toEqual({ interval: 'conflict' });
    expect(written).toMatchObject({ interval: '1m' });
    expect(written['from']).toBeUndefined();
  });

  test('a key that the newer version dropped is dropped, unless we changed it', () => {
    const { note: _, ...without } = base;
    expect(mergeRules(base, base, without).written).not.toHaveProperty('note');
    expect(mergeRules(base, { ...base, note: 'ours' }, without).written).toMatchObject({ note: 'ours' });
  });

  test('a rule of another type is taken whole, or, where ours was changed, not at all', () => {
    const target = { ...base, type: 'query', query: 'kql' };
    expect(mergeRules(base, base, target).written).toEqual(target);
    const ours = { ...base, name: 'ours' };
    expect(mergeRules(base, ours, target)).toEqual({
      written: ours,
      keys: [{ key: 'type', outcome: 'conflict' }],
    });
  });

  const value = fc.oneof(
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('a', 'b\nc', 'b\nd'),
    fc.subarray(['x', 'y', 'z']),
  );
  const version = fc.dictionary(
    fc.constantFrom('name', 'tags', 'note', 'index', 'setup'),
    value,
  ) as fc.Arbitrary<JsonObject>;

  test('an untouched rule becomes the newer version, and without a newer version nothing changes', () => {
    fc.assert(
      fc.property(version, version, (before, other) => {
        expect(mergeRules(before, before, other).written).toEqual(other);
        expect(mergeRules(before, other, before).written).toEqual(other);
        expect(mergeRules(before, other, other)).toEqual({ written: other, keys: [] });
      }),
    );
  });
});
