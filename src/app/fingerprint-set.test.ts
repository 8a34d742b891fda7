import { describe, expect, test } from 'vitest';
import { Fingerprinter } from './fingerprint.ts';
import { FingerprintSet } from './fingerprint-set.ts';

/** Adds events by their names or bytes. */
function adding(seed: number): (identity: string | Uint8Array) => boolean {
  const set = new FingerprintSet();
  const fingerprint = new Fingerprinter(seed);
  return identity => {
    fingerprint.take(identity);
    return set.addFingerprint(fingerprint.low, fingerprint.high);
  };
}

describe('a fingerprint set', () => {
  test('knows an id that it has seen, and no other, through many growths', () => {
    const add = adding(7);
    const ids = Array.from({ length: 50_000 }, (_, at) => `event-${at}`);
    expect(ids.every(id => add(id))).toBe(true);
    expect(ids.some(id => add(id))).toBe(false);
    expect(add('event-50000')).toBe(true);
  });

  test('tells apart ids that differ in one place only, in order, or in length', () => {
    const add = adding(0);
    const ids = ['', '\0', '\0\0', 'ab', 'ba', 'aab', 'aba', 'baa', 'Ā', 'ā'];
    expect(ids.map(id => add(id))).toEqual(ids.map(() => true));
  });

  test('tells apart bytes likewise, wherever they stand in a buffer, and bytes from names', () => {
    const add = adding(3);
    const texts = ['', '\0', '\0\0', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abdce', 'bacde'];
    const bytes = texts.map(text => Buffer.from(text));
    expect(bytes.map(each => add(each))).toEqual(texts.map(() => true));
    const moved = bytes.map(each => Buffer.concat([Buffer.from('xyz'), each]).subarray(3));
    expect(moved.map(each => add(each))).toEqual(texts.map(() => false));
    expect(texts.map(each => add(each))).toEqual(texts.map(() => true));
  });
});
