/**
 * Parts of a condition that no event can pass. A field may hold several values, so `a == "x" and a == "y"` is
 * possible, and so are two ranges that exclude each other; impossible is what must and must not be:
 *
 *     a == null and a : "x*"                    a : "x*" must hold, which `a == null` excludes
 *     a == "x" and not a in ("x", "y")
 *     length(a) > 5 and length(a) < 3           a computation has one value
 *     source.ip == "10.1.2"                     no address is this text
 *
 * What is found is always so; not all that is so is found.
 */
import { isCidr } from '../event/cidr.ts';
import { booleanOf, numericOf } from '../event/coerce.ts';
import { parseIp } from '../event/ip-address.ts';
import type { FieldType } from '../event/schema.ts';
import { contentKey } from './content-key.ts';
import { implies } from './implies.ts';
import type { Expr, FieldTest, Literal, Predicate, RangeOperator } from './predicate.ts';

export interface NeverHolds {
  /**
   * The two conditions that exclude each other, or the one that asks for what its field cannot hold; none where the
   * filter says itself that it holds for nothing.
   */
  readonly parts: readonly Predicate[];
  /** The alternative of an `or` that is thereby out; absent where all of the filter is. */
  readonly alternative?: Predicate;
}

/** What of a filter can never hold: all of it, or alternatives in it. */
export function neverHolds(filter: Predicate): readonly NeverHolds[] {
  return within(filter, [], { left: MOST_PAIRS });
}

/** Conditions compared with each other; the largest public rule has some hundred. Beyond, nothing is said. */
const MOST_PAIRS = 100_000;

interface Budget {
  left: number;
}

/** @param around conditions that hold wherever this part counts */
function within(part: Predicate, around: readonly Predicate[], budget: Budget): readonly NeverHolds[] {
  if (part.kind === 'constant') return part.value ? [] : [{ parts: [] }];
  const terms = conjunctsOf(part);
  const impossible = terms.find(term => 'field' in term && isBeyondType(term));
  if (impossible !== undefined) return [{ parts: [impossible] }];
  budget.left -= (around.length + terms.length) ** 2;
  if (budget.left < 0) return [];
  const parts = contradictionIn([...around, ...terms], around.length);
  if (parts !== undefined) return [{ parts }];
  return terms.flatMap((term, at) => {
    if (term.kind !== 'any') return [];
    const others = [...around, ...terms.filter((_, other) => other !== at)];
    const found = term.terms.map(alternative => ({
      alternative,
      never: within(alternative, others, budget),
    }));
    const isOut = found.map(({ never }) => never.some(one => one.alternative === undefined));
    // Where no alternative is left, the whole is out, for the reason that the first one is.
    if (isOut.every(Boolean)) return found[0]?.never.slice(0, 1) ?? [];
    return found.flatMap(({ alternative, never }) => never.map(one => ({ alternative, ...one })));
  });
}

/** The conditions that must hold together. */
function conjunctsOf(filter: Predicate): readonly Predicate[] {
  if (filter.kind === 'all') return filter.terms.flatMap(conjunctsOf);
  if (filter.kind === 'not' && filter.term.kind === 'any')
    return filter.term.terms.flatMap(term => conjunctsOf({ kind: 'not', term }));
  return [filter];
}

/** @param known conditions before this one are known to go together */
function contradictionIn(terms: readonly Predicate[], known: number): readonly Predicate[] | undefined {
  for (const [at, term] of terms.entries()) {
    if (term.kind !== 'not') continue;
    for (const [other, must] of terms.entries())
      if ((at >= known || other >= known) && must !== term && implies(must, term.term)) return [must, term];
  }
  for (const [at, term] of terms.entries())
    for (const other of terms.slice(Math.max(at + 1, known)))
      if (boundsExclude(term, other)) return [term, other];
  return undefined;
}

/** Whether no value of the field's type passes. Dates are left out: what a text means as one is for the language. */
function isBeyondType(one: FieldTest): boolean {
  const { type } = one.field;
  if (one.kind === 'equals') return !one.values.some(value => couldEqual(value, type));
  if (one.kind !== 'range') return false;
  if (type === 'ip') return typeof one.value !== 'string' || parseIp(one.value) === undefined;
  return (type === 'long' || type === 'double') && numericOf(one.value) === undefined;
}

function couldEqual(value: Literal, type: FieldType): boolean {
  switch (type) {
    case 'long': {
      // A literal is not cut off to a whole number, as values are.
      const number = numericOf(value);
      if (typeof number === 'number') return Number.isInteger(number);
      return number !== undefined && BigInt.asIntN(64, number) === number;
    }
    case 'double':
      return numericOf(value) !== undefined;
    case 'boolean':
      return booleanOf(value) !== undefined;
    case 'ip':
      return typeof value === 'string' && isCidr(value);
    default:
      return true;
  }
}

interface Bound {
  readonly key: string;
  readonly op: RangeOperator | '==';
  readonly value: number;
}

/** `length(a) > 5` and `length(a) < 3`. */
function boundsExclude(a: Predicate, b: Predicate): boolean {
  if (a.kind !== 'script' || b.kind !== 'script') return false;
  const [first, second] = [boundOf(a.expr), boundOf(b.expr)];
  if (first === undefined || second === undefined || first.key !== second.key) return false;
  return excludes(first, second) || excludes(second, first);
}

/** Whether all that the one lets through is above what the other does. */
function excludes(lower: Bound, upper: Bound): boolean {
  if (lower.op === '<' || lower.op === '<=' || upper.op === '>' || upper.op === '>=') return false;
  const isOpen = lower.op === '>' || upper.op === '<';
  return isOpen ? lower.value >= upper.value : lower.value > upper.value;
}

function boundOf(expr: Expr): Bound | undefined {
  if (expr.kind !== 'compare' || expr.op === '!=') return undefined;
  const { left, right, op } = expr;
  if (right.kind !== 'literal' || typeof right.value !== 'number') return undefined;
  return { key: contentKey(left), op, value: right.value };
}
