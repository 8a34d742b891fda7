import { describe, expect, test } from 'vitest';
import { FingerprintSet } from './fingerprint-set.ts';

describe('a fingerprint set', () => {
  test('knows an id that it has seen, and no other, through many growths', () => {
    const set = new FingerprintSet(7);
    const ids = Array.from({ length: 50_000 }, (_, at) => `event-${at}`);
    expect(ids.every(id => set.add(id))).toBe(true);
    expect(ids.some(id => set.add(id))).toBe(false);
    expect(set.add('event-50000')).toBe(true);
  });

  test('tells apart ids that differ in one place only, in order, or in length', () => {
    const set = new FingerprintSet(0);
    const ids = ['', '\0', '\0\0', 'ab', 'ba', 'aab', 'aba', 'baa', 'Ā', 'ā'];
    expect(ids.map(id => set.add(id))).toEqual(ids.map(() => true));
  });
});
