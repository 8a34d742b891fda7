/**
 * Which of the tests on texts of one field a text passes, all at once. Tests of equality are answered by a look-up
 * of the text and of its folded form. A pattern must contain its longest literal, and one finder finds the
 * literals of all patterns in one pass; where a pattern is nothing but a literal and stars, the place of the
 * literal decides, else the test that the plain engine would run does:
 *
 *     "*\\temp\\*"      the literal stands anywhere
 *     "?:\\users\\*"     `:\users\` stands somewhere, then the test itself
 *
 * Which pattern matches what is decided by event/wildcard.ts; this file only avoids asking.
 */

import type { RawValue } from '../../event/field-value.ts';
import { foldCase } from '../../event/text-case.ts';
import type { FieldTest } from '../../plan/predicate.ts';
import { compileTest } from '../compile-predicate.ts';
import { ExactTexts } from './exact-texts.ts';
import { LiteralFinder, SHORTEST } from './literal-finder.ts';
import type { NetworkWatch } from './network-watch.ts';

/** A test on texts and its number in the network. */
export interface NumberedTest {
  readonly number: number;
  readonly test: FieldTest;
}

/** Where a literal must stand. */
const ANYWHERE = 0;
/** Behind the first `skipped` characters of the text. */
const START = 1;
const END = 2;
/** Both. */
const WHOLE = 3;
/** Its place does not decide: the test itself has to say. */
const ASK = 4;

/** What follows when a literal is found. */
interface Finding {
  readonly number: number;
  readonly place: number;
  readonly skipped: number;
  readonly test: (text: string) => boolean;
  /** The text of which the test was asked last, by the number of the text. */
  askedOf: number;
}

/** A test that has to be run itself, where its guard lets a text through. */
interface Guarded {
  readonly number: number;
  readonly test: (text: string) => boolean;
}

export class TextClassifier {
  private readonly exact = new ExactTexts();
  private readonly folded = new ExactTexts();
  /** True of every text. */
  private readonly always: number[] = [];
  private readonly unguarded: Guarded[] = [];
  /** Of patterns that hold no long literal: by the first unit of the folded text, or by its last. */
  private readonly byFirst = new Map<number, Guarded[]>();
  private readonly byLast = new Map<number, Guarded[]>();
  private readonly findings = new Map<string, Finding[]>();
  private readonly finder: LiteralFinder | undefined;
  /** What follows, by number of the literal in the finder. */
  private readonly findingsOf: readonly (readonly Finding[])[];
  /** The text that is being classified: its number, itself, its length, and where the numbers go. */
  private texts = 0;
  private text = '';
  private length = 0;
  private passed: number[] = [];
  private readonly watch: NetworkWatch | undefined;

  /** Whether the classifier can answer the test; other tests are to be asked value by value. */
  static takes({ kind, field: { type }, ...test }: FieldTest): boolean {
    if (type !== 'keyword' && type !== 'text' && type !== 'version' && type !== 'unknown') return false;
    if (kind === 'equals')
      return (
        type !== 'unknown' || ('values' in test && test.values.every(value => typeof value === 'string'))
      );
    return kind === 'like' || kind === 'affix' || kind === 'exists';
  }

  /** @param tests such as the classifier takes. */
  constructor(tests: readonly NumberedTest[], watch?: NetworkWatch) {
    this.watch = watch;
    for (const test of tests) this.add(test);
    if (this.findings.size > 0) this.finder = new LiteralFinder([...this.findings.keys()]);
    this.findingsOf = [...this.findings.values()];
  }

  private add({ number, test }: NumberedTest): void {
    switch (test.kind) {
      case 'exists':
        this.always.push(number);
        break;
      case 'equals':
        for (const value of test.values) this.addExact(String(value), number, test.ignoreCase);
        break;
      case 'like':
        this.addPatterns(number, test);
        break;
      case 'affix':
        this.addAffix(number, test);
        break;
      default:
        throw new Error(`no test on texts: ${test.kind}`);
    }
  }

  /** Adds the number of each test that the text passes to `passed`; a number may be added several times. */
  classify(text: string, passed: number[]): void {
    for (const number of this.always) passed.push(number);
    for (const number of this.exact.find(text)) passed.push(number);
    for (const { number, test } of this.unguarded) if (test(text)) passed.push(number);
    const { finder } = this;
    if (this.folded.isEmpty && finder === undefined && this.byFirst.size === 0 && this.byLast.size === 0)
      return;
    const folded = foldCase(text);
    for (const number of this.folded.find(folded)) passed.push(number);
    for (const { number, test } of this.byFirst.get(folded.charCodeAt(0)) ?? NOT_GUARDED)
      if (test(text)) passed.push(number);
    for (const { number, test } of this.byLast.get(folded.charCodeAt(folded.length - 1)) ?? NOT_GUARDED)
      if (test(text)) passed.push(number);
    if (finder === undefined) return;
    this.texts++;
    this.text = text;
    this.length = folded.length;
    this.passed = passed;
    finder.find(folded, this.found);
  }

  private readonly found = (literal: number, start: number, end: number): void => {
    const { length, passed, text } = this;
    const findings = this.findingsOf[literal] ?? NO_FINDINGS;
    for (let at = 0; at < findings.length; at++) {
      const finding = findings[at] as Finding; // within the bounds
      const { place, skipped } = finding;
      if (place === ANYWHERE || (place === END && end === length)) passed.push(finding.number);
      else if (place === ASK) {
        if (finding.askedOf === this.texts) continue;
        finding.askedOf = this.texts;
        if (finding.test(text)) passed.push(finding.number);
      } else if (
        (place === START || (place === WHOLE && end === length)) &&
        start === (skipped === 0 ? 0 : unitsOf(text, skipped))
      )
        passed.push(finding.number);
    }
  };

  private addExact(text: string, number: number, ignoreCase: boolean): void {
    if (ignoreCase) this.folded.add(foldCase(text), number);
    else this.exact.add(text, number);
  }

  private addPatterns(number: number, test: Extract<FieldTest, { kind: 'like' }>): void {
    /** Patterns that must be asked themselves, by the literal that they contain. */
    const asked = new Map<string, string[]>();
    for (const pattern of test.patterns) {
      const shape = shapeOf(pattern);
      if (shape.kind === 'always') this.always.push(number);
      else if (shape.kind === 'exact') this.addExact(pattern, number, test.ignoreCase);
      else if (shape.literal.length < SHORTEST && this.addAtEnd(pattern, number, test)) continue;
      else if (shape.kind === 'literal' && this.addPlace(shape, number, test.ignoreCase)) continue;
      else asked.set(shape.literal, [...(asked.get(shape.literal) ?? []), pattern]);
    }
    for (const [literal, patterns] of asked) this.addGuarded(literal, number, { ...test, patterns });
  }

  /** A pattern whose literals are short is guarded by the character that texts must begin or end with. */
  private addAtEnd(pattern: string, number: number, test: Extract<FieldTest, { kind: 'like' }>): boolean {
    const folded = foldCase(pattern);
    const first = folded.charCodeAt(0);
    const last = folded.charCodeAt(folded.length - 1);
    const [map, unit] = isPlain(first) ? [this.byFirst, first] : [this.byLast, last];
    if (!isPlain(unit)) return false;
    const guarded = { number, test: this.madeWhenAsked({ ...test, patterns: [pattern] }, number) };
    const there = map.get(unit);
    if (there === undefined) map.set(unit, [guarded]);
    else there.push(guarded);
    return true;
  }

  private addAffix(number: number, test: Extract<FieldTest, { kind: 'affix' }>): void {
    const { text: literal, ignoreCase } = test;
    const place = test.at === 'start' ? START : ANYWHERE;
    if (literal === '') {
      if (place === START) this.always.push(number);
    } else if (!this.addPlace({ literal, place, skipped: 0 }, number, ignoreCase))
      this.addGuarded(literal, number, test);
  }

  /** The place decides only where case does not: the finder reads the folded text. */
  private addPlace({ literal, place, skipped }: LiteralPlace, number: number, ignoreCase: boolean): boolean {
    if (!ignoreCase || SURROGATE.test(literal)) return false;
    this.addFinding(literal, { number, place, skipped, test: () => true, askedOf: 0 });
    return true;
  }

  private addGuarded(literal: string, number: number, tested: FieldTest): void {
    const passes = this.madeWhenAsked(tested, number);
    if (literal === '' || SURROGATE.test(literal)) this.unguarded.push({ number, test: passes });
    else this.addFinding(literal, { number, place: ASK, skipped: 0, test: passes, askedOf: 0 });
  }

  /** Few tests are ever asked. */
  private madeWhenAsked(tested: FieldTest, number: number): (text: string) => boolean {
    let test: ((text: string) => boolean) | undefined;
    return text => {
      test ??= compileWatched(tested, number, this.watch);
      return test(text);
    };
  }

  private addFinding(literal: string, finding: Finding): void {
    const key = foldCase(literal);
    const there = this.findings.get(key);
    if (there === undefined) this.findings.set(key, [finding]);
    else there.push(finding);
  }
}

export function compileWatched(
  test: FieldTest,
  number: number,
  watch: NetworkWatch | undefined,
): (raw: RawValue) => boolean {
  const passes = compileTest(test);
  return watch?.test(number, passes) ?? passes;
}

const NO_FINDINGS: readonly Finding[] = [];
const NOT_GUARDED: readonly Guarded[] = [];
/** Half a character in a literal might be found within a whole one, whose other half folds otherwise. */
const SURROGATE = /[\ud800-\udfff]/;

/** A unit of a pattern that stands for itself, whole, and folds to itself: letters are folded already. */
function isPlain(unit: number): boolean {
  return unit !== STAR && unit !== QUESTION && unit < 0x80;
}

const STAR = 0x2a;
const QUESTION = 0x3f;

interface LiteralPlace {
  readonly literal: string;
  readonly place: number;
  readonly skipped: number;
}

type Shape =
  | { readonly kind: 'always' }
  | { readonly kind: 'exact' }
  | ({ readonly kind: 'literal' } & LiteralPlace)
  /** The longest literal in it, empty where there is none. */
  | { readonly kind: 'pieces'; readonly literal: string };

/** One literal, with single characters left open before it and any text around it. */
const ONE_LITERAL = /^(\*|\?*)([^*?]+)(\*?)$/;

function shapeOf(pattern: string): Shape {
  if (/^\*+$/.test(pattern)) return { kind: 'always' };
  if (!/[*?]/.test(pattern)) return { kind: 'exact' };
  const [, before = '', literal, after = ''] = ONE_LITERAL.exec(pattern) ?? [];
  if (literal === undefined) {
    const [longest = ''] = pattern.split(/[*?]+/).sort((a, b) => b.length - a.length);
    return { kind: 'pieces', literal: longest };
  }
  if (before !== '*')
    return { kind: 'literal', literal, place: after === '' ? WHOLE : START, skipped: before.length };
  return { kind: 'literal', literal, place: after === '' ? END : ANYWHERE, skipped: 0 };
}

/** How many units the first characters of a text take; a text that has fewer characters than that takes no such many. */
function unitsOf(text: string, characters: number): number {
  let units = 0;
  for (let left = characters; left > 0; left--) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}
