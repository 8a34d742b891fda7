/**
 * What a condition means for the columns of alerts, from both sides:
 *
 *     severity == "high" and process.name == "a.exe"        upper: has(severity, 'high')      lower: 0
 *
 * Where both bounds (pushdown/condition.ts) are the same, SQL decides; else whoever reads evaluates the condition on what
 * may pass. A column decides only tests of its own type (alert-columns.ts), and of those only the ones that are certain
 * to mean the same here and there.
 */
import { coerce, numericOf } from '../../event/coerce.ts';
import { parseInstant } from '../../event/instant.ts';
import type { FieldTest, Literal, Predicate, RangeOperator } from '../../plan/predicate.ts';
import { simplify } from '../../plan/simplify.ts';
import { type AlertColumn, columnOf, UUID } from './alert-columns.ts';
import {
  anyOf,
  type Bounds,
  boundsOf,
  type Condition,
  conditionSql,
  exactly,
  sql,
  UNKNOWN,
} from './pushdown/condition.ts';
import { sqlText, sqlTexts } from './sql-text.ts';
import { storedText } from './stored-text.ts';

export function translateCondition(predicate: Predicate): Bounds {
  return boundsOf(simplify(predicate), test => {
    switch (test.kind) {
      case 'exists':
      case 'equals':
      case 'range':
      case 'between':
        return testBounds(test);
      default:
        return UNKNOWN;
    }
  });
}

/** Whether SQL tells all that pass from all that do not. */
export function isDecided({ lower, upper }: Bounds): boolean {
  return conditionSql(lower) === conditionSql(upper);
}

type SimpleTest = Extract<FieldTest, { kind: 'exists' | 'equals' | 'range' | 'between' }>;

function testBounds(test: SimpleTest): Bounds {
  const { field } = test;
  const column = field.gathers === undefined ? columnOf(field.path) : undefined;
  if (column === undefined) return UNKNOWN;
  if (column.type !== field.type) {
    // Of a field of unknown type, a text asks for values of that text: as a keyword does.
    const isAsOfTexts =
      test.kind === 'exists' ||
      (test.kind === 'equals' && test.values.every(value => typeof value === 'string'));
    if (field.type !== 'unknown' || column.type !== 'keyword' || !isAsOfTexts) return UNKNOWN;
  }
  return ownBounds(test, column);
}

/** A test of the column's own type. */
function ownBounds(test: SimpleTest, column: AlertColumn): Bounds {
  switch (test.kind) {
    case 'exists':
      return exactly(column === UUID ? true : sql(`notEmpty(${column.name})`));
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
): Bounds {
  if (ignoreCase) return UNKNOWN;
  const texts = values.map(value => storedText(String(value)));
  if (column === UUID) return exactly(sql(`uuid IN (${sqlTexts(texts)})`));
  const [only = ''] = texts;
  if (texts.length === 1) return exactly(sql(`has(${column.name}, ${sqlText(only)})`));
  return exactly(sql(`hasAny(${column.name}, [${sqlTexts(texts)}])`));
}

function valueEquals(values: readonly Literal[], { name, type }: AlertColumn): Bounds {
  const terms = values.map((value): Condition => {
    if (type === 'date') {
      const [first, last] = [parseInstant(value, 'first')?.ms, parseInstant(value, 'last')?.ms];
      return first === undefined || last === undefined
        ? false
        : sql(`arrayExists(x -> x >= ${first} AND x <= ${last}, ${name})`);
    }
    const literal = type === 'boolean' ? coerce(value, type) : doubleOf(value);
    return literal === undefined ? false : sql(`has(${name}, ${literal})`);
  });
  return exactly(anyOf(terms));
}

function valueBetween(
  bounds: readonly { readonly op: RangeOperator; readonly value: Literal }[],
  { name, type }: AlertColumn,
): Bounds {
  if (type !== 'date' && type !== 'double') return UNKNOWN;
  const tests = bounds.map(({ op, value }) => {
    const end = op === '<=' || op === '>' ? 'last' : 'first';
    const bound = type === 'date' ? parseInstant(value, end)?.ms : doubleOf(value);
    return bound === undefined ? undefined : `x ${op} ${bound}`;
  });
  if (tests.includes(undefined)) return exactly(false);
  return exactly(sql(`arrayExists(x -> ${tests.join(' AND ')}, ${name})`));
}

/** As `coerce` has it, in a form that SQL reads as the same number. */
function doubleOf(value: Literal): string | undefined {
  const number = numericOf(value);
  return number === undefined ? undefined : `toFloat64(${sqlText(String(Number(number)))})`;
}
