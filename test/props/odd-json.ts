/**
 * Documents as JSON text spelt in every odd way that JSON allows: white space anywhere, escapes where none are
 * needed, numbers with points and exponents, keys that stand twice. `JSON.parse` says what such a text means.
 */
import fc from 'fast-check';
import type { Json } from '../../src/event/json.ts';
import { type Random, randomFrom } from '../support/random.ts';

/** How odd a text is: 0 is as `JSON.stringify` has it, 1 bends what it can. */
export interface OddText {
  readonly text: string;
  readonly oddness: number;
}

export function oddTexts(documents: fc.Arbitrary<Json>): fc.Arbitrary<OddText> {
  return fc
    .tuple(documents, fc.integer({ min: 0 }), fc.constantFrom(0, 0.05, 0.3, 1))
    .map(([document, seed, oddness]) => ({
      text: speltOddly(document, randomFrom(seed), oddness),
      oddness,
    }));
}

/** The document, spelt by chance. */
export function speltOddly(document: Json, random: Random, oddness: number): string {
  return new Writer(random, oddness).write(document);
}

class Writer {
  private readonly random: Random;
  private readonly oddness: number;

  constructor(random: Random, oddness: number) {
    this.random = random;
    this.oddness = oddness;
  }

  write(json: Json): string {
    return `${this.space()}${this.value(json)}${this.space()}`;
  }

  private value(json: Json): string {
    if (typeof json === 'string') return this.text(json);
    if (typeof json === 'number') return this.number(json);
    if (typeof json !== 'object' || json === null) return String(json);
    // Array.isArray does not narrow readonly arrays.
    if (Array.isArray(json))
      return this.list(
        '[',
        (json as readonly Json[]).map(item => this.value(item)),
        ']',
      );
    const members = Object.entries(json).flatMap(([key, value]) => {
      const member = this.member(key, this.value(value));
      // The last of two counts.
      return this.isOdd(10)
        ? [this.member(key, this.random.pick(['1', '"x"', 'null', '{"a":2}', '[]'])), member]
        : [member];
    });
    return this.list('{', this.isOdd(4) ? members.toReversed() : members, '}');
  }

  private member(key: string, value: string): string {
    return `${this.isOdd(8) ? this.text(key) : JSON.stringify(key)}${this.space()}:${this.space()}${value}`;
  }

  private list(open: string, items: readonly string[], close: string): string {
    return `${open}${this.space()}${items.join(`${this.space()},${this.space()}`)}${this.space()}${close}`;
  }

  private text(text: string): string {
    const spelt = [...text].map(character => {
      if (!this.isOdd(2)) return JSON.stringify(character).slice(1, -1);
      if (character === '/') return '\\/';
      return character
        .split('')
        .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
    });
    return `"${spelt.join('')}"`;
  }

  private number(number: number): string {
    const plain = JSON.stringify(number);
    if (!this.isOdd(2) || !Number.isSafeInteger(number)) return plain;
    return this.random.pick([
      `${plain}.0`,
      `${plain}e0`,
      `${plain}E+0`,
      `${plain}.000e-0`,
      number === 0 ? '-0' : plain,
    ]);
  }

  private space(): string {
    return this.isOdd(3) ? this.random.pick([' ', '\n', '\t', '\r', ' \r\n  ']) : '';
  }

  private isOdd(among: number): boolean {
    return this.random.below(1000) < this.oddness * 1000 && this.random.oneIn(among);
  }
}
