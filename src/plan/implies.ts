/**
 * Whether one condition follows from another: each event that passes `a` passes `b`. The answer "yes" is always
 * right, "no" may mean "not seen". What it sees:
 *
 *     a == "x" and b == "y"        implies   a in ("w", "x")
 *     path : "C:\\Temp\\a*"        implies   path : ("?:\\Temp\\*", "/tmp/*"), and path != null
 *     pid > 5                      implies   pid >= 3
 *     not path : "C:\\*"           implies   not path : "C:\\Temp\\*"
 *
 * A field may hold several values, of which any one passes a test (predicate.ts). So it is enough that each value
 * that passes the one test passes the other; and `a == "x"` says nothing about `a == "y"`, neither yes nor no.
 * Computations are only ever equal or not.
 */
import { compileCidrs } from '../event/cidr.ts';
import type { FieldType } from '../event/schema.ts';
import { foldCase } from '../event/text-case.ts';
import { compileWildcards } from '../event/wildcard.ts';
import { contentKey } from './content-key.ts';
import type { FieldTest, Literal, Predicate, RangeOperator } from './predicate.ts';

export function implies(a: Predicate, b: Predicate): boolean {
  if (a === b) return true;
  if (b.kind === 'constant') return b.value || isNever(a);
  if (isNever(a)) return true;
  if (a.kind === 'constant') return false;
  if (b.kind === 'all') return b.terms.every(term => implies(a, term));
  if (a.kind === 'any') return a.terms.every(term => implies(term, b));
  if (b.kind === 'not') {
    const { term } = b;
    if (term.kind === 'not') return implies(a, term.term);
    if (term.kind === 'any') return term.terms.every(one => implies(a, { kind: 'not', term: one }));
    if (term.kind === 'all' && term.terms.some(one => implies(a, { kind: 'not', term: one }))) return true;
  }
  if (b.kind === 'any' && b.terms.some(term => implies(a, term))) return true;
  if (a.kind === 'all') return a.terms.some(term => implies(term, b));
  if (a.kind === 'not') return negationImplies(a.term, b);
  if (a.kind === 'script') return b.kind === 'script' && contentKey(a.expr) === contentKey(b.expr);
  if (!isTest(a)) return contentKey(a) === contentKey(b);
  return isTest(b) && testImplies(a, b);
}

/** `not a` implies `b`. */
function negationImplies(a: Predicate, b: Predicate): boolean {
  if (a.kind === 'not') return implies(a.term, b);
  // `not (x or y)` is `not x and not y`.
  if (a.kind === 'any' && a.terms.some(term => implies({ kind: 'not', term }, b))) return true;
  return b.kind === 'not' && implies(b.term, a);
}

function isNever(predicate: Predicate): boolean {
  return predicate.kind === 'constant' && !predicate.value;
}

function isTest(predicate: Predicate): predicate is FieldTest {
  return 'field' in predicate;
}

/** Types whose values are compared as texts, character by character. */
const TEXT_TYPES: readonly FieldType[] = ['keyword', 'text', 'unknown'];

function testImplies(a: FieldTest, b: FieldTest): boolean {
  if (a.field.path !== b.field.path || a.field.type !== b.field.type) return false;
  if (a.field.gathers !== b.field.gathers) return false;
  if (b.kind === 'exists') return true;
  const { type } = a.field;
  if (a.kind === 'equals' && b.kind === 'equals') return equalsImply(a, b);
  if (a.kind === 'range' && b.kind === 'range') return rangeImplies(a, b);
  if (a.kind === 'equals' && b.kind === 'range')
    return a.values.every(value => isWithin(value, b.op, b.value, type));
  if (b.kind === 'cidr') return blocksImply(a, b);
  if (a.kind === 'regex' && b.kind === 'regex')
    return isNoStricter(a, b) && a.patterns.every(pattern => b.patterns.includes(pattern));
  if (!TEXT_TYPES.includes(type)) return false;
  return textsImply(a, b);
}

interface Cased {
  readonly ignoreCase: boolean;
}

/** What ignores case accepts more than what does not. */
function isNoStricter(a: Cased, b: Cased): boolean {
  return b.ignoreCase || !a.ignoreCase;
}

type Equals = Extract<FieldTest, { kind: 'equals' }>;

function equalsImply(a: Equals, b: Equals): boolean {
  if (!isNoStricter(a, b) && a.values.some(value => typeof value === 'string')) return false;
  const keys = acceptedBy(b);
  const folds = foldsCase(b);
  return a.values.every(value => keys.has(valueKey(value, folds)));
}

const accepted = new WeakMap<Equals, ReadonlySet<string>>();

function acceptedBy(test: Equals): ReadonlySet<string> {
  let keys = accepted.get(test);
  if (keys === undefined) {
    const folds = foldsCase(test);
    keys = new Set(test.values.map(value => valueKey(value, folds)));
    accepted.set(test, keys);
  }
  return keys;
}

function foldsCase({ ignoreCase, field }: Equals): boolean {
  return ignoreCase && TEXT_TYPES.includes(field.type);
}

function valueKey(value: Literal, folds: boolean): string {
  return `${typeof value} ${folds && typeof value === 'string' ? foldCase(value) : value}`;
}

function blocksImply(a: FieldTest, b: Extract<FieldTest, { kind: 'cidr' }>): boolean {
  if (a.kind === 'cidr') return a.blocks.every(block => b.blocks.includes(block));
  if (a.kind !== 'equals' || a.field.type !== 'ip') return false;
  const isIn = compileCidrs(b.blocks);
  return a.values.every(value => typeof value === 'string' && !value.includes('/') && isIn(value));
}

function rangeImplies(
  a: Extract<FieldTest, { kind: 'range' }>,
  b: Extract<FieldTest, { kind: 'range' }>,
): boolean {
  if (a.op === b.op && a.value === b.value) return true;
  if (!areNumbers(a.value, b.value, a.field.type) || isUpper(a.op) !== isUpper(b.op)) return false;
  if (a.value === b.value) return b.op.length === 2;
  return isUpper(a.op) ? a.value < b.value : a.value > b.value;
}

function isUpper(op: RangeOperator): boolean {
  return op === '<' || op === '<=';
}

function isWithin(value: Literal, op: RangeOperator, bound: Literal, type: FieldType): boolean {
  if (!areNumbers(value, bound, type)) return false;
  switch (op) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

function areNumbers(a: Literal, b: Literal, type: FieldType): boolean {
  const isNumber = (value: Literal): boolean => typeof value === 'number' || typeof value === 'bigint';
  return (type === 'long' || type === 'double') && isNumber(a) && isNumber(b);
}

/** Between tests of texts, each of which is a list of patterns. */
function textsImply(a: FieldTest, b: FieldTest): boolean {
  const [from, to] = [patternsOf(a), patternsOf(b)];
  if (from === undefined || to === undefined || !isNoStricter(from, to)) return false;
  const accepts = acceptorOf(b, to);
  return from.patterns.every(accepts);
}

interface TextPatterns {
  readonly patterns: readonly Pattern[];
  readonly ignoreCase: boolean;
}

/** The characters of a pattern; stars and question marks as characters that no text has. */
type Pattern = string;
const ANY_TEXT = '\ue000';
const ANY_CHARACTER = '\ue001';
const HAS_MARKS = /[\ue000\ue001]/;

const known = new WeakMap<FieldTest, TextPatterns | 'none'>();

function patternsOf(test: FieldTest): TextPatterns | undefined {
  let patterns = known.get(test);
  if (patterns === undefined) {
    patterns = readPatterns(test) ?? 'none';
    known.set(test, patterns);
  }
  return patterns === 'none' ? undefined : patterns;
}

function readPatterns(test: FieldTest): TextPatterns | undefined {
  const literal = textsOf(test);
  if (literal === undefined || literal.texts.some(text => HAS_MARKS.test(text))) return undefined;
  const { texts, ignoreCase } = literal;
  const patterns = ignoreCase ? texts.map(foldCase) : texts;
  switch (test.kind) {
    case 'like':
      return {
        patterns: patterns.map(text => text.replaceAll(/\*+/g, ANY_TEXT).replaceAll('?', ANY_CHARACTER)),
        ignoreCase,
      };
    case 'affix':
      return {
        patterns: patterns.map(text => `${test.at === 'inside' ? ANY_TEXT : ''}${text}${ANY_TEXT}`),
        ignoreCase,
      };
    default:
      return { patterns, ignoreCase };
  }
}

function textsOf(test: FieldTest): { texts: readonly string[]; ignoreCase: boolean } | undefined {
  switch (test.kind) {
    case 'equals': {
      const texts = test.values.filter(value => typeof value === 'string');
      return texts.length === test.values.length ? { texts, ignoreCase: test.ignoreCase } : undefined;
    }
    case 'like':
      return { texts: test.patterns, ignoreCase: test.ignoreCase };
    case 'affix':
      // An empty text is another matter: no value has it inside.
      return test.text === '' ? undefined : { texts: [test.text], ignoreCase: test.ignoreCase };
    default:
      return undefined;
  }
}

const acceptors = new WeakMap<FieldTest, (pattern: Pattern) => boolean>();

/** Whether all that a pattern accepts is accepted by this test. */
function acceptorOf(test: FieldTest, { patterns, ignoreCase }: TextPatterns): (pattern: Pattern) => boolean {
  const made = acceptors.get(test);
  if (made !== undefined) return made;
  const same = new Set(patterns);
  const withStars = patterns.filter(one => one.includes(ANY_TEXT) && !one.includes(ANY_CHARACTER));
  // The marks of the narrower pattern are characters that only a star of the wider one takes in. A literal star
  // or question mark of an equality would be taken for a wildcard here: such texts are compared one by one.
  const isPlain = withStars.every(one => !/[*?]/.test(one));
  const matches = compileWildcards(isPlain ? withStars.map(one => one.replaceAll(ANY_TEXT, '*')) : [], false);
  const others = patterns.filter(one => one.includes(ANY_CHARACTER) || (!isPlain && one.includes(ANY_TEXT)));
  const accepts = (pattern: Pattern): boolean => {
    const folded = ignoreCase ? foldCase(pattern) : pattern;
    return same.has(folded) || matches(folded) || others.some(wider => isNarrower(folded, wider));
  };
  acceptors.set(test, accepts);
  return accepts;
}

/** Rules have patterns of a hundred characters; of what is far longer nothing is said. */
const MOST_WORK = 1_000_000;

/** Whether every text of one pattern is one of the other's, by what stands for what; quadratic in their length. */
function isNarrower(narrow: Pattern, wide: Pattern): boolean {
  if (wide[0] !== ANY_TEXT && wide[0] !== ANY_CHARACTER && wide[0] !== narrow[0]) return false;
  if (narrow.length * wide.length > MOST_WORK) return false;
  const [from, to] = [[...narrow], [...wide]];
  // reached[j]: the part of `narrow` read so far lies within the first j characters of `wide`.
  let reached = to.map((_, at) => to.slice(0, at).every(character => character === ANY_TEXT));
  reached.push(to.every(character => character === ANY_TEXT));
  for (const character of from) {
    const next: boolean[] = [false];
    for (const [at, wanted] of to.entries()) {
      const here = reached[at] === true;
      next[at + 1] =
        wanted === ANY_TEXT
          ? reached[at + 1] === true || here || next[at] === true
          : here && (wanted === character || (wanted === ANY_CHARACTER && character !== ANY_TEXT));
    }
    reached = next;
  }
  return reached[to.length] === true;
}
