import { expect, test } from 'vitest';
import { KnownBytes, UNKNOWN } from './known-bytes.ts';

/** A store that is told texts: each stands within other bytes. */
class Texts {
  readonly #known: KnownBytes;

  constructor(limitBytes: number) {
    this.#known = new KnownBytes(limitBytes);
  }

  find(text: string, field = 0): number {
    const { view, end } = within(text);
    return this.#known.find(view, 2, end, field);
  }

  add(text: string, set: number, field = 0): void {
    const { view, end } = within(text);
    this.#known.add(view, 2, end, field, set);
  }

  clear(): void {
    this.#known.clear();
  }
}

const SCRATCH = Buffer.alloc(40_000, '#');
const VIEW = new DataView(SCRATCH.buffer, SCRATCH.byteOffset, SCRATCH.length);

function within(text: string): { readonly view: DataView; readonly end: number } {
  return { view: VIEW, end: 2 + SCRATCH.write(text, 2, 'latin1') };
}

test('a value is known by its bytes and its field', () => {
  const texts = new Texts(100_000);
  for (const [set, text] of ['', 'a', 'abc', 'abcd', 'abcde', 'abcdefgh', 'abcdefgi'].entries())
    texts.add(text, set);
  texts.add('abc', 70, 1);
  expect(['', 'a', 'abc', 'abcd', 'abcde', 'abcdefgh', 'abcdefgi'].map(text => texts.find(text))).toEqual([
    0, 1, 2, 3, 4, 5, 6,
  ]);
  expect(texts.find('abc', 1)).toBe(70);
  expect([texts.find('ab'), texts.find('abcdefgj'), texts.find('a', 2)]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  texts.clear();
  expect(texts.find('abc')).toBe(UNKNOWN);
});

test('it grows up to its bound and keeps what it has', () => {
  const texts = new Texts(10_000_000);
  for (let at = 0; at < 20_000; at++) texts.add(`value ${at}`, at);
  let lost = 0;
  for (let at = 0; at < 20_000; at++) {
    const found = texts.find(`value ${at}`);
    if (found === UNKNOWN) lost++;
    else expect(found).toBe(at);
  }
  // A crowded place of the table holds a few values less.
  expect(lost).toBeLessThan(20);
});

test('past the bound, what is asked again stays and the rest goes', () => {
  const texts = new Texts(0);
  for (let at = 0; at < 5_000; at++) {
    texts.add(`value ${at}`, at);
    if (texts.find('asked again') === UNKNOWN) texts.add('asked again', 7);
    expect(texts.find('asked again')).toBe(7);
  }
  const left = Array.from({ length: 5_000 }, (_, at) => texts.find(`value ${at}`)).filter(
    set => set !== UNKNOWN,
  );
  expect(left.length).toBeLessThanOrEqual(2 * 512);
  expect(left.at(-1)).toBe(4_999);
});

test('long values make room for themselves, and ones that are too long are not kept', () => {
  const texts = new Texts(0);
  for (let at = 0; at < 50; at++) texts.add(`${at}`.padEnd(9_000, 'x'), at);
  expect(texts.find('49'.padEnd(9_000, 'x'))).toBe(49);
  expect(texts.find('0'.padEnd(9_000, 'x'))).toBe(UNKNOWN);
  texts.add('y'.repeat(32_768), 1);
  texts.add('y'.repeat(32_769), 2);
  expect([texts.find('y'.repeat(32_768)), texts.find('y'.repeat(32_769))]).toEqual([1, UNKNOWN]);
});

test('values that share a hash are told apart', () => {
  const texts = new Texts(100_000_000);
  // Of so many, some twenty share their hash of 32 bits with another.
  for (let at = 0; at < 400_000; at++) {
    const text = String(at).padStart(7, '0');
    if (texts.find(text) !== UNKNOWN) throw new Error(`${text} was never added`);
    texts.add(text, at);
  }
});
