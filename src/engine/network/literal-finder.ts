/**
 * Finds all of many literals in a text in one pass. Of each literal three characters in a row are chosen that few of
 * the others have; where they stand in the text, the whole literal is compared:
 *
 *     ["\\temp\\", "\\users\\"] in "c:\\users\\a.txt"      `\te` and `\us` are looked for; `\us` is found at 2
 *
 * Which trigrams are looked for fits into a table of four kilobytes, one bit each, and nearly all places of a text
 * end there. An automaton (Aho and Corasick, 1975) needs no second look, but its table for the thousands of literals
 * of one field is megabytes, and each character of a text then waits for memory.
 *
 * Characters are UTF-16 units. It knows nothing of patterns: what a place means (at the start, at the end) is for the
 * caller to say.
 */
export class LiteralFinder {
  /** By the number of a trigram, a bit: whether some literal is looked for by it. */
  private readonly isSought = new Uint32Array(NUMBERS / 32);
  /** By the number of a trigram: where the literals that are looked for by it stand in `sought`, or 0. */
  private readonly listOf = new Uint16Array(NUMBERS);
  private readonly sought: SoughtLiteral[][] = [[]];
  /** Shorter than a trigram: looked for only in texts that have their characters. */
  private readonly short: ShortLiteral[] = [];
  /** By character, as far as they are told apart: the number of the text that had it last. */
  private readonly hadBy = new Int32Array(CHARACTERS);
  private texts = 0;

  /** @param literals distinct and not empty; they are known by their places in the list. */
  constructor(literals: readonly string[]) {
    const frequency = frequencies(literals);
    for (const [literal, text] of literals.entries()) {
      const [first, last] = [
        text.charCodeAt(0) & LAST_CHARACTER,
        text.charCodeAt(text.length - 1) & LAST_CHARACTER,
      ];
      if (text.length < SHORTEST) this.short.push({ literal, text, first, last });
      else this.seek(literal, text, frequency);
    }
  }

  /** Calls `found` for each place of each literal, in no order, with the offsets of its start and its end. */
  find(text: string, found: Found): void {
    const { isSought } = this;
    const { length } = text;
    if (this.short.length > 0) this.findShort(text, found);
    if (length < 3) return;
    let number = (text.charCodeAt(0) << BITS_OF_UNIT) ^ text.charCodeAt(1);
    for (let at = 2; at < length; at++) {
      number = ((number << BITS_OF_UNIT) ^ text.charCodeAt(at)) & LAST_NUMBER;
      if (((isSought[number >>> 5] as number) /* within the bounds */ & (1 << (number & 31))) !== 0)
        this.compare(number, text, at - 2, found);
    }
  }

  private compare(number: number, text: string, at: number, found: Found): void {
    const list = this.sought[this.listOf[number] ?? 0] ?? [];
    for (let next = 0; next < list.length; next++) {
      const { last, literal, offset, text: wanted } = list[next] as SoughtLiteral; // within the bounds
      const start = at - offset;
      const end = start + wanted.length;
      // Most places are ruled out by one character more.
      if (start >= 0 && text.charCodeAt(end - 1) === last && text.startsWith(wanted, start))
        found(literal, start, end);
    }
  }

  private findShort(text: string, found: Found): void {
    const { hadBy } = this;
    if (this.texts === LAST_STAMP) {
      this.texts = 0;
      hadBy.fill(0);
    }
    const now = ++this.texts;
    for (let at = 0; at < text.length; at++) hadBy[text.charCodeAt(at) & LAST_CHARACTER] = now;
    for (const { literal, text: wanted, first, last } of this.short) {
      if (hadBy[first] !== now || hadBy[last] !== now) continue;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
        found(literal, at, at + wanted.length);
    }
  }

  private seek(literal: number, text: string, frequency: Uint32Array): void {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset + 3 <= text.length; offset++) {
      const number = numberAt(text, offset);
      const often = frequency[number] ?? 0;
      if (often >= least) continue;
      least = often;
      best = offset;
    }
    const number = numberAt(text, best);
    if (this.listOf[number] === 0) this.listOf[number] = this.sought.push([]) - 1;
    this.sought[this.listOf[number] ?? 0]?.push({
      literal,
      text,
      offset: best,
      last: text.charCodeAt(text.length - 1),
    });
    const word = number >>> 5;
    this.isSought[word] = (this.isSought[word] ?? 0) | (1 << (number & 31));
  }
}

interface SoughtLiteral {
  readonly literal: number;
  readonly text: string;
  /** Where in the literal the trigram stands by which it is looked for. */
  readonly offset: number;
  /** Its last unit. */
  readonly last: number;
}

interface ShortLiteral {
  readonly literal: number;
  readonly text: string;
  /** Its characters, as they are told apart. */
  readonly first: number;
  readonly last: number;
}

type Found = (literal: number, start: number, end: number) => void;

/** A literal that is shorter holds no trigram; it is better not looked for where something else guards a pattern. */
export const SHORTEST = 3;
/** As many characters are told apart, by the last bits of their units. */
const CHARACTERS = 128;
const LAST_CHARACTER = CHARACTERS - 1;
const LAST_STAMP = 0x7fff_fffe;
/** Trigrams share numbers; of characters in ASCII, folded, few do. */
const BITS_OF_UNIT = 5;
const NUMBERS = 1 << (3 * BITS_OF_UNIT);
const LAST_NUMBER = NUMBERS - 1;

function numberAt(text: string, offset: number): number {
  const [a, b, c] = [text.charCodeAt(offset), text.charCodeAt(offset + 1), text.charCodeAt(offset + 2)];
  return ((((a << BITS_OF_UNIT) ^ b) << BITS_OF_UNIT) ^ c) & LAST_NUMBER;
}

/** How often each trigram stands in all literals: what many rules ask for is common in texts too. */
function frequencies(literals: readonly string[]): Uint32Array {
  const counts = new Uint32Array(NUMBERS);
  for (const text of literals) {
    for (let offset = 0; offset + 3 <= text.length; offset++) {
      const number = numberAt(text, offset);
      counts[number] = (counts[number] ?? 0) + 1;
    }
  }
  return counts;
}
