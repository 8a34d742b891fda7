/**
 * The syntax of Lucene's regular expressions with all the operators that Elasticsearch turns on. From loosest to
 * tightest:
 *
 *     union      = intersection ("|" intersection)*
 *     intersect. = concat ("&" concat)*
 *     concat     = repeat repeat*
 *     repeat     = complement ("?" | "*" | "+" | "{n}" | "{n,}" | "{n,m}")*
 *     complement = "~" complement | atom
 *     atom       = "[" "^"? ranges "]" | "." | "#" | "@" | '"' text '"' | "()" | "(" union ")" | "<n-m>" | char
 *     char       = "\d" | "\w" | "\s" | "\D" | "\W" | "\S" | "\" any | any
 *
 * A character that could be an operator but has nothing to work on is itself (`*a` begins with a star). See the
 * reference of regular expression syntax in Elasticsearch's documentation.
 */
import { type RegexProblem, regexMessages as say } from './lucene-regex-messages.ts';

/** `at` is the offset of what may turn out not to be supported. */
export type RegexNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any-character' }
  | { readonly kind: 'any-text' }
  /** Matches no text at all, not even the empty one. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CodePointRange[] }
  /** Decimal numbers; `digits` fixes how many, else leading zeros are free. */
  | { readonly kind: 'interval'; readonly min: number; readonly max: number; readonly digits?: number }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max?: number;
      readonly at: number;
    }
  | { readonly kind: 'concat'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'union'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'intersection'; readonly branches: readonly RegexNode[]; readonly at: number }
  | { readonly kind: 'complement'; readonly body: RegexNode; readonly at: number };

/** First and last code point, both included. */
export type CodePointRange = readonly [first: number, last: number];

export type ParsedRegex =
  | { readonly node: RegexNode; readonly problem?: undefined }
  | { readonly node?: undefined; readonly problem: RegexProblem };

export function parseLuceneRegex(pattern: string): ParsedRegex {
  // The empty pattern is the empty text, though an empty branch (`a|`) is a mistake.
  if (pattern === '') return { node: { kind: 'concat', parts: [] } };
  try {
    return { node: new Parser(pattern).parseAll() };
  } catch (error) {
    if (error instanceof Mistake) return { problem: { message: error.message, offset: error.offset } };
    throw error;
  }
}

/** Leaves the parser's recursion; never leaves this file. */
class Mistake extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const MOST_DEEP = 100;
const MOST_INTERVAL = 2 ** 31 - 1;
const CLASSES: ReadonlyMap<string, readonly CodePointRange[]> = new Map([
  ['d', [[0x30, 0x39]]],
  [
    'w',
    [
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x5f, 0x5f],
      [0x61, 0x7a],
    ],
  ],
  [
    's',
    [
      [0x09, 0x0a],
      [0x0d, 0x0d],
      [0x20, 0x20],
    ],
  ],
]);

class Parser {
  private readonly pattern: string;
  private at = 0;
  private depth = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  parseAll(): RegexNode {
    const node = this.parseUnion();
    if (this.more()) throw new Mistake(say.unmatchedParenthesis(), this.at);
    return node;
  }

  private parseUnion(): RegexNode {
    const branches = [this.parseIntersection()];
    while (this.take('|')) branches.push(this.parseIntersection());
    const [only] = branches;
    return branches.length === 1 && only !== undefined ? only : { kind: 'union', branches };
  }

  private parseIntersection(): RegexNode {
    const first = this.parseConcat();
    const at = this.at;
    if (!this.peek('&')) return first;
    const branches = [first];
    while (this.take('&')) branches.push(this.parseConcat());
    return { kind: 'intersection', branches, at };
  }

  private parseConcat(): RegexNode {
    const parts = [this.parseRepeat()];
    while (this.more() && !this.peek('|') && !this.peek('&') && !this.peek(')'))
      parts.push(this.parseRepeat());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts };
  }

  private parseRepeat(): RegexNode {
    let body = this.parseComplement();
    for (let repeats = 0; ; repeats++) {
      const at = this.at;
      if (this.take('?')) body = { kind: 'repeat', body, min: 0, max: 1, at };
      else if (this.take('*')) body = { kind: 'repeat', body, min: 0, at };
      else if (this.take('+')) body = { kind: 'repeat', body, min: 1, at };
      else if (this.take('{')) body = this.parseBounds(body, at);
      else return body;
      if (repeats >= MOST_DEEP) throw new Mistake(say.tooDeep(MOST_DEEP), at);
    }
  }

  /** After `{`. */
  private parseBounds(body: RegexNode, at: number): RegexNode {
    const min = this.parseInteger();
    let max: number | undefined = min;
    if (this.take(',')) max = this.peek('}') ? undefined : this.parseInteger();
    this.expect('}');
    if (max === undefined) return { kind: 'repeat', body, min, at };
    if (max < min) throw new Mistake(say.reversedRepeat(min, max), at);
    return { kind: 'repeat', body, min, max, at };
  }

  private parseInteger(): number {
    const start = this.at;
    while (/^[0-9]$/.test(this.pattern.charAt(this.at))) this.at++;
    if (this.at === start) throw this.unexpected('a number');
    return Number(this.pattern.slice(start, this.at));
  }

  private parseComplement(): RegexNode {
    const at = this.at;
    if (!this.take('~')) return this.parseAtom();
    return this.deeper(at, () => ({ kind: 'complement', body: this.parseComplement(), at }));
  }

  private parseAtom(): RegexNode {
    const at = this.at;
    if (this.take('[')) return this.parseClass();
    if (this.take('.')) return { kind: 'any-character' };
    if (this.take('#')) return { kind: 'nothing' };
    if (this.take('@')) return { kind: 'any-text' };
    if (this.take('"')) return { kind: 'text', text: this.takeThrough('"') };
    if (this.take('<')) return this.parseInterval(at);
    if (this.take('(')) {
      if (this.take(')')) return { kind: 'concat', parts: [] };
      const node = this.deeper(at, () => this.parseUnion());
      this.expect(')');
      return node;
    }
    if (this.peek(')')) throw new Mistake(say.unmatchedParenthesis(), at);
    const ranges = this.takePredefined();
    if (ranges !== undefined) return { kind: 'class', negated: false, ranges };
    return { kind: 'text', text: this.parseCharacter() };
  }

  /** After `[`. The first character is a member whatever it is, `]` included. */
  private parseClass(): RegexNode {
    const negated = this.take('^');
    const ranges: CodePointRange[] = [];
    do {
      const predefined = this.takePredefined();
      if (predefined !== undefined) ranges.push(...predefined);
      else ranges.push(this.parseClassRange());
    } while (this.more() && !this.peek(']'));
    this.expect(']');
    return { kind: 'class', negated, ranges };
  }

  private parseClassRange(): CodePointRange {
    const at = this.at;
    const first = this.parseCharacter();
    const range = this.peek('-') && this.pattern.charAt(this.at + 1) !== ']';
    if (range) this.at++;
    const last = range ? this.parseCharacter() : first;
    const bounds: CodePointRange = [codePointOf(first), codePointOf(last)];
    if (bounds[0] > bounds[1]) throw new Mistake(say.reversedRange(first, last), at);
    return bounds;
  }

  /** `\d` and its like, which newer Lucene versions know, inside brackets too. */
  private takePredefined(): readonly CodePointRange[] | undefined {
    if (!this.peek('\\')) return undefined;
    const letter = this.pattern.charAt(this.at + 1);
    const ranges = CLASSES.get(letter.toLowerCase());
    if (ranges === undefined) return undefined;
    this.at += 2;
    return CLASSES.has(letter) ? ranges : complementOf(ranges);
  }

  /** After `<`, which stands at `start`. */
  private parseInterval(start: number): RegexNode {
    const text = this.takeThrough('>');
    const bounds = /^(\d+)-(\d+)$/.exec(text);
    const [, from = '', to = ''] = bounds ?? [];
    const numbers = [Number(from), Number(to)].sort((a, b) => a - b);
    const [min = 0, max = 0] = numbers;
    if (bounds === null || max > MOST_INTERVAL) throw new Mistake(say.badInterval(text), start);
    return from.length === to.length
      ? { kind: 'interval', min, max, digits: from.length }
      : { kind: 'interval', min, max };
  }

  /** One code point, with or without a backslash. */
  private parseCharacter(): string {
    this.take('\\');
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw this.unexpected('a character');
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private takeThrough(closing: string): string {
    const end = this.pattern.indexOf(closing, this.at);
    if (end < 0) throw new Mistake(say.unexpectedEnd(`\`${closing}\``), this.pattern.length);
    const text = this.pattern.slice(this.at, end);
    this.at = end + 1;
    return text;
  }

  private deeper(at: number, parse: () => RegexNode): RegexNode {
    if (this.depth >= MOST_DEEP) throw new Mistake(say.tooDeep(MOST_DEEP), at);
    this.depth++;
    const node = parse();
    this.depth--;
    return node;
  }

  private more(): boolean {
    return this.at < this.pattern.length;
  }

  private peek(character: string): boolean {
    return this.pattern.charAt(this.at) === character;
  }

  private take(character: string): boolean {
    if (!this.peek(character)) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) throw this.unexpected(`\`${character}\``);
  }

  private unexpected(wanted: string): Mistake {
    const code = this.pattern.codePointAt(this.at);
    const message =
      code === undefined ? say.unexpectedEnd(wanted) : say.unexpected(wanted, String.fromCodePoint(code));
    return new Mistake(message, this.at);
  }
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** What lies between sorted ranges. */
function complementOf(ranges: readonly CodePointRange[]): readonly CodePointRange[] {
  const gaps: CodePointRange[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    gaps.push([next, first - 1]);
    next = last + 1;
  }
  return [...gaps, [next, 0x10ffff]];
}
