/**
 * Tests of one value against the literals of a query, as the field's type has it. The literals are prepared once,
 * when a rule is compiled; a test then coerces the value (coerce.ts) and looks it up or compares it. A value that
 * is none of the type passes no test, and a literal that is none of the type is passed by no value: Elasticsearch
 * refuses some of those queries, which is the checker's business, not this file's.
 *
 * Literals are not coerced as values are: `pid == 1.5` never holds in a field of whole numbers, though a document
 * that says 1.5 there is indexed as 1. And a date that leaves off its time of day stands for the whole day:
 * `@timestamp == "2021-05-27"` holds all day long, `<=` holds to its end, `>` begins after it.
 */
import { unreachable } from '../base/unreachable.ts';
import { compileCidrs } from './cidr.ts';
import { booleanOf, coerce, numericOf } from './coerce.ts';
import type { RawValue } from './field-value.ts';
import { nanosOf, parseInstant } from './instant.ts';
import { compareIps, parseIp } from './ip-address.ts';
import type { FieldType } from './schema.ts';
import { foldCase } from './text-case.ts';
import { compareTexts } from './text-order.ts';
import { compareVersions } from './version.ts';

/** A literal of a query; a whole number beyond 2^53 is a bigint. The plan's `Literal` is the same type. */
export type ComparedLiteral = RawValue;
export type ValueTest = (raw: RawValue) => boolean;
type RangeOp = '<' | '<=' | '>' | '>=';

/** Whether a value equals one of the literals. `ignoreCase` matters for texts only. */
export function equalsAny(
  values: readonly ComparedLiteral[],
  type: FieldType,
  ignoreCase: boolean,
): ValueTest {
  switch (type) {
    case 'keyword':
    case 'text':
    case 'version':
      return equalsAnyText(values.map(String), ignoreCase);
    case 'long':
    case 'double':
    case 'boolean':
      return equalsAnyScalar(values, type);
    case 'ip':
      return inAnyBlock(values);
    case 'date':
    case 'date_nanos':
      return equalsAnyDate(values, type);
    case 'unknown':
      return equalsAnyUnknown(values, ignoreCase);
    case 'unsupported':
      return never;
    default:
      return unreachable(type);
  }
}

/** Whether a value stands in the relation to the literal: `value op literal`. Texts compare with case. */
export function rangeTest(op: RangeOp, value: ComparedLiteral, type: FieldType): ValueTest {
  switch (type) {
    case 'long':
      return boundTest(op, numericOf(value), type);
    case 'double':
    case 'boolean':
      return boundTest(op, coerce(value, type), type);
    case 'date':
    case 'date_nanos':
      return boundTest(op, dateBound(value, type, op === '<=' || op === '>' ? 'last' : 'first'), type);
    default:
      return raw => {
        const order = compareValues(raw, value, type);
        return order !== undefined && holds(op, order);
      };
  }
}

/** For types whose canonical values JavaScript itself orders. */
function boundTest(op: RangeOp, bound: RawValue | undefined, type: FieldType): ValueTest {
  if (bound === undefined) return never;
  return raw => {
    const order = orderOf(coerce(raw, type), bound);
    return order !== undefined && holds(op, order);
  };
}

/**
 * Negative, zero or positive, in the order of the type; undefined where one of the two is no value of it. Numbers
 * compare as they are, fractions included, whatever the field would hold. In an unknown field the two compare as
 * numbers if one of them is a number, as booleans if one is a boolean, and else as texts.
 */
export function compareValues(a: RawValue, b: RawValue, type: FieldType): number | undefined {
  switch (type) {
    case 'keyword':
    case 'text':
      return compareTexts(String(a), String(b));
    case 'version':
      return compareVersions(String(a), String(b));
    case 'long':
      return orderOf(numericOf(a), numericOf(b));
    case 'ip': {
      const left = typeof a === 'string' ? parseIp(a) : undefined;
      const right = typeof b === 'string' ? parseIp(b) : undefined;
      return left === undefined || right === undefined ? undefined : compareIps(left, right);
    }
    case 'double':
    case 'boolean':
    case 'date':
    case 'date_nanos':
      return orderOf(coerce(a, type), coerce(b, type));
    case 'unknown':
      if (isNumber(a) || isNumber(b)) return orderOf(numericOf(a), numericOf(b));
      if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
      return orderOf(booleanOf(a), booleanOf(b));
    case 'unsupported':
      return undefined;
    default:
      return unreachable(type);
  }
}

function never(): boolean {
  return false;
}

function isNumber(raw: RawValue): boolean {
  return typeof raw === 'number' || typeof raw === 'bigint';
}

/** Whether values of this order (negative: the first is less) stand in the relation. */
export function holds(op: RangeOp, order: number): boolean {
  switch (op) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return unreachable(op);
  }
}

function orderOf(a: RawValue | undefined, b: RawValue | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a < b ? -1 : Number(a > b);
}

function equalsAnyText(texts: readonly string[], ignoreCase: boolean): ValueTest {
  const wanted = new Set(ignoreCase ? texts.map(foldCase) : texts);
  return ignoreCase ? raw => wanted.has(foldCase(String(raw))) : raw => wanted.has(String(raw));
}

function equalsAnyScalar(values: readonly ComparedLiteral[], type: 'long' | 'double' | 'boolean'): ValueTest {
  const wanted = new Set<RawValue | undefined>();
  for (const value of values) wanted.add(type === 'long' ? numericOf(value) : coerce(value, type));
  wanted.delete(undefined);
  return raw => {
    const canonical = coerce(raw, type);
    return canonical !== undefined && wanted.has(canonical);
  };
}

/** As in Elasticsearch, a literal of an address field may be a block: it equals every address in it. */
function inAnyBlock(values: readonly ComparedLiteral[]): ValueTest {
  const inBlocks = compileCidrs(values.map(String));
  return raw => typeof raw === 'string' && inBlocks(raw);
}

function equalsAnyDate(values: readonly ComparedLiteral[], type: 'date' | 'date_nanos'): ValueTest {
  const exact = new Set<RawValue>();
  const stretches: (readonly [first: RawValue, last: RawValue])[] = [];
  for (const value of values) {
    const first = dateBound(value, type, 'first');
    const last = dateBound(value, type, 'last');
    if (first === undefined || last === undefined) continue;
    if (first === last) exact.add(first);
    else stretches.push([first, last]);
  }
  return raw => {
    const instant = coerce(raw, type);
    if (instant === undefined) return false;
    return exact.has(instant) || stretches.some(([first, last]) => instant >= first && instant <= last);
  };
}

function dateBound(
  value: ComparedLiteral,
  type: 'date' | 'date_nanos',
  end: 'first' | 'last',
): RawValue | undefined {
  if (type === 'date_nanos' && typeof value === 'bigint') return value;
  const instant = parseInstant(value, end);
  if (instant === undefined) return undefined;
  return type === 'date' ? instant.ms : nanosOf(instant);
}

/** Each literal asks for values of its own kind: see docs/design/unknown-fields.md. */
function equalsAnyUnknown(values: readonly ComparedLiteral[], ignoreCase: boolean): ValueTest {
  const texts = values.filter(value => typeof value === 'string');
  const numbers = values.filter(isNumber);
  const booleans = values.filter(value => typeof value === 'boolean');
  const tests: ValueTest[] = [];
  if (texts.length > 0) tests.push(equalsAnyText(texts, ignoreCase));
  if (numbers.length > 0) tests.push(equalsAnyScalar(numbers, 'double'));
  if (booleans.length > 0) tests.push(equalsAnyScalar(booleans, 'boolean'));
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : raw => tests.some(test => test(raw));
}
