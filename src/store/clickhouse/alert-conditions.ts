/**
 * What a condition means for the columns of alerts, from both sides:
 *
 *     severity == "high" and process.name == "a.exe"        may: has(severity, 'high')      must: 0
 *
 * Every alert that passes is among those that *may*, and those that *must* all pass. `not` swaps the two. Where both
 * are the same, SQL decides; else whoever reads evaluates the condition on what may pass. A column decides only tests
 * of its own type (alert-columns.ts), and of those only the ones that are certain to mean the same here and there.
 */
import { coerce, numericOf } from '../../event/coerce.ts';
import { parseInstant } from '../../event/instant.ts';
import type { FieldTest, Literal, Predicate, RangeOperator } from '../../plan/predicate.ts';
import { simplify } from '../../plan/simplify.ts';
import { type AlertColumn, columnOf, UUID } from './alert-columns.ts';
import { sqlText, sqlTexts } from './sql-text.ts';
import { storedText } from './stored-text.ts';

export interface SqlBounds {
  readonly may: string;
  readonly must: string;
}

export function translateCondition(predicate: Predicate): SqlBounds {
  return translate(simplify(predicate));
}

export function isDecided({ may, must }: SqlBounds): boolean {
  return may === must;
}

const YES = '1';
const NO = '0';
const UNDECIDED: SqlBounds = { may: YES, must: NO };

function translate(predicate: Predicate): SqlBounds {
  switch (predicate.kind) {
    case 'constant':
      return decided(predicate.value ? YES : NO);
    case 'all':
      return joined(predicate.terms.map(translate), 'AND', YES, NO);
    case 'any':
      return joined(predicate.terms.map(translate), 'OR', NO, YES);
    case 'not': {
      const { may, must } = translate(predicate.term);
      return { may: negated(must), must: negated(may) };
    }
    case 'exists':
    case 'equals':
    case 'range':
    case 'between':
      return translateTest(predicate);
    case 'script':
    case 'nested':
    case 'relative-range':
    case 'like':
    case 'regex':
    case 'cidr':
    case 'words':
    case 'listed':
    case 'affix':
      return UNDECIDED;
    default:
      return predicate satisfies never;
  }
}

function decided(sql: string): SqlBounds {
  return { may: sql, must: sql };
}

/** @param unit what changes nothing, @param zero what decides alone */
function joined(terms: readonly SqlBounds[], operator: 'AND' | 'OR', unit: string, zero: string): SqlBounds {
  const side = (parts: readonly string[]): string => {
    if (parts.includes(zero)) return zero;
    const rest = parts.filter(part => part !== unit);
    if (rest.length === 0) return unit;
    return rest.length === 1 ? (rest[0] ?? unit) : `(${rest.join(` ${operator} `)})`;
  };
  return { may: side(terms.map(({ may }) => may)), must: side(terms.map(({ must }) => must)) };
}

function negated(sql: string): string {
  if (sql === YES) return NO;
  return sql === NO ? YES : `NOT ${sql}`;
}

type SimpleTest = Extract<FieldTest, { kind: 'exists' | 'equals' | 'range' | 'between' }>;

function translateTest(test: SimpleTest): SqlBounds {
  const { field } = test;
  const column = field.gathers === undefined ? columnOf(field.path) : undefined;
  if (column === undefined) return UNDECIDED;
  if (column.type !== field.type) {
    // Of a field of unknown type, a text asks for values of that text: as a keyword does.
    const isAsOfTexts =
      test.kind === 'exists' ||
      (test.kind === 'equals' && test.values.every(value => typeof value === 'string'));
    if (field.type !== 'unknown' || column.type !== 'keyword' || !isAsOfTexts) return UNDECIDED;
  }
  return translateOwn(test, column);
}

/** A test of the column's own type. */
function translateOwn(test: SimpleTest, column: AlertColumn): SqlBounds {
  switch (test.kind) {
    case 'exists':
      return decided(column === UUID ? YES : `notEmpty(${column.name})`);
    case 'equals':
      return column.type === 'keyword' ? textEquals(test, column) : valueEquals(test.values, column);
    case 'range':
      return valueBetween([test], column);
    case 'between':
      return valueBetween(test.bounds, column);
    default:
      return test satisfies never;
  }
}

function textEquals(
  { ignoreCase, values }: Extract<FieldTest, { kind: 'equals' }>,
  column: AlertColumn,
): SqlBounds {
  if (ignoreCase) return UNDECIDED;
  const texts = values.map(value => storedText(String(value)));
  if (column === UUID) return decided(`uuid IN (${sqlTexts(texts)})`);
  const [only = ''] = texts;
  if (texts.length === 1) return decided(`has(${column.name}, ${sqlText(only)})`);
  return decided(`hasAny(${column.name}, [${sqlTexts(texts)}])`);
}

function valueEquals(values: readonly Literal[], { name, type }: AlertColumn): SqlBounds {
  const terms = values.map(value => {
    if (type === 'date') {
      const [first, last] = [parseInstant(value, 'first')?.ms, parseInstant(value, 'last')?.ms];
      return first === undefined || last === undefined
        ? NO
        : `arrayExists(x -> x >= ${first} AND x <= ${last}, ${name})`;
    }
    const literal = type === 'boolean' ? coerce(value, type) : doubleOf(value);
    return literal === undefined ? NO : `has(${name}, ${literal})`;
  });
  return joined(terms.map(decided), 'OR', NO, YES);
}

function valueBetween(
  bounds: readonly { readonly op: RangeOperator; readonly value: Literal }[],
  { name, type }: AlertColumn,
): SqlBounds {
  if (type !== 'date' && type !== 'double') return UNDECIDED;
  const tests = bounds.map(({ op, value }) => {
    const end = op === '<=' || op === '>' ? 'last' : 'first';
    const bound = type === 'date' ? parseInstant(value, end)?.ms : doubleOf(value);
    return bound === undefined ? undefined : `x ${op} ${bound}`;
  });
  if (tests.includes(undefined)) return decided(NO);
  return decided(`arrayExists(x -> ${tests.join(' AND ')}, ${name})`);
}

/** As `coerce` has it, in a form that SQL reads as the same number. */
function doubleOf(value: Literal): string | undefined {
  const number = numericOf(value);
  return number === undefined ? undefined : `toFloat64(${sqlText(String(Number(number)))})`;
}
