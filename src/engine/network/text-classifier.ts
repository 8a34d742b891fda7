/**
 * Which of the tests on texts of one field a text passes, all at once. Tests of equality are answered by a look-up
 * of the text and of its folded form. A pattern must contain its longest literal, and one automaton finds the
 * literals of all patterns in one pass; where a pattern is nothing but a literal and stars, the place of the
 * literal decides, else the test that the plain engine would run does:
 *
 *     "*\\temp\\*"      the literal stands anywhere
 *     "?:\\users\\*"     `:\users\` stands somewhere, then the test itself
 *
 * Which pattern matches what is decided by event/wildcard.ts; this file only avoids asking.
 */

import { foldCase } from '../../event/text-case.ts';
import type { FieldTest } from '../../plan/predicate.ts';
import { compileTest } from '../compile-predicate.ts';
import { LiteralAutomaton } from './literal-automaton.ts';

/** A test on texts and its number in the network. */
export interface NumberedTest {
  readonly number: number;
  readonly test: FieldTest;
}

type Place = 'anywhere' | 'start' | 'end';

/** What follows when a literal is found. */
type Finding =
  | { readonly number: number; readonly place: Place }
  /** The test itself has to say. */
  | { readonly number: number; readonly place?: undefined; readonly test: (text: string) => boolean };

export class TextClassifier {
  private readonly exact = new Map<string, number[]>();
  private readonly folded = new Map<string, number[]>();
  /** True of every text. */
  private readonly always: number[] = [];
  private readonly unguarded: { readonly number: number; readonly test: (text: string) => boolean }[] = [];
  private readonly findings = new Map<string, Finding[]>();
  private readonly automaton: LiteralAutomaton | undefined;
  /** What follows, by number of the literal in the automaton. */
  private readonly findingsOf: readonly (readonly Finding[])[];

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
  constructor(tests: readonly NumberedTest[]) {
    for (const test of tests) this.add(test);
    if (this.findings.size > 0) this.automaton = new LiteralAutomaton([...this.findings.keys()]);
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

  /** Tells the number of each test that the text passes; a number may be told several times. */
  classify(text: string, passes: (number: number) => void): void {
    for (const number of this.always) passes(number);
    for (const number of this.exact.get(text) ?? NONE) passes(number);
    for (const { number, test } of this.unguarded) if (test(text)) passes(number);
    const { automaton } = this;
    if (this.folded.size === 0 && automaton === undefined) return;
    const folded = foldCase(text);
    for (const number of this.folded.get(folded) ?? NONE) passes(number);
    if (automaton === undefined) return;
    const pending = new Set<Finding>();
    automaton.find(folded, (literal, start, end) => {
      for (const finding of this.findingsOf[literal] ?? []) {
        const { place } = finding;
        if (place === undefined) pending.add(finding);
        else if (place === 'anywhere' || (place === 'start' ? start === 0 : end === folded.length))
          passes(finding.number);
      }
    });
    for (const finding of pending)
      if (finding.place === undefined && finding.test(text)) passes(finding.number);
  }

  private addExact(text: string, number: number, ignoreCase: boolean): void {
    const [map, key] = ignoreCase ? [this.folded, foldCase(text)] : [this.exact, text];
    const there = map.get(key);
    if (there === undefined) map.set(key, [number]);
    else there.push(number);
  }

  private addPatterns(number: number, test: Extract<FieldTest, { kind: 'like' }>): void {
    /** Patterns that must be asked themselves, by the literal that they contain. */
    const asked = new Map<string, string[]>();
    for (const pattern of test.patterns) {
      const shape = shapeOf(pattern);
      if (shape.kind === 'always') this.always.push(number);
      else if (shape.kind === 'exact') this.addExact(pattern, number, test.ignoreCase);
      else if (shape.kind === 'literal' && this.addPlace(shape.literal, number, shape.place, test.ignoreCase))
        continue;
      else asked.set(shape.literal, [...(asked.get(shape.literal) ?? []), pattern]);
    }
    for (const [literal, patterns] of asked) this.addGuarded(literal, number, { ...test, patterns });
  }

  private addAffix(number: number, test: Extract<FieldTest, { kind: 'affix' }>): void {
    const place = test.at === 'start' ? 'start' : 'anywhere';
    if (test.text === '') {
      if (place === 'start') this.always.push(number);
    } else if (!this.addPlace(test.text, number, place, test.ignoreCase))
      this.addGuarded(test.text, number, test);
  }

  /** The place decides only where case does not: the automaton reads the folded text. */
  private addPlace(literal: string, number: number, place: Place, ignoreCase: boolean): boolean {
    if (!ignoreCase || SURROGATE.test(literal)) return false;
    this.addFinding(literal, { number, place });
    return true;
  }

  private addGuarded(literal: string, number: number, tested: FieldTest): void {
    // Made when its literal is found, as few ever are.
    let test: ((text: string) => boolean) | undefined;
    const passes = (text: string): boolean => {
      test ??= compileTest(tested);
      return test(text);
    };
    if (literal === '' || SURROGATE.test(literal)) this.unguarded.push({ number, test: passes });
    else this.addFinding(literal, { number, test: passes });
  }

  private addFinding(literal: string, finding: Finding): void {
    const key = foldCase(literal);
    const there = this.findings.get(key);
    if (there === undefined) this.findings.set(key, [finding]);
    else there.push(finding);
  }
}

const NONE: readonly number[] = [];
/** Half a character in a literal might be found within a whole one, whose other half folds otherwise. */
const SURROGATE = /[\ud800-\udfff]/;

type Shape =
  | { readonly kind: 'always' }
  | { readonly kind: 'exact' }
  | { readonly kind: 'literal'; readonly literal: string; readonly place: Place }
  /** The longest literal in it, empty where there is none. */
  | { readonly kind: 'pieces'; readonly literal: string };

function shapeOf(pattern: string): Shape {
  if (/^\*+$/.test(pattern)) return { kind: 'always' };
  if (!/[*?]/.test(pattern)) return { kind: 'exact' };
  const pieces = pattern.split(/[*?]+/).filter(piece => piece !== '');
  const [literal = ''] = pieces.toSorted((a, b) => b.length - a.length);
  if (pieces.length !== 1 || pattern.includes('?')) return { kind: 'pieces', literal };
  if (!pattern.startsWith('*')) return { kind: 'literal', literal, place: 'start' };
  return { kind: 'literal', literal, place: pattern.endsWith('*') ? 'anywhere' : 'end' };
}
