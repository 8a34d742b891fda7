import { coerce, numericOf } from '../../../event/coerce.ts';
import { foldCase } from '../../../event/text-case.ts';
import type { Bound, FieldRef, FieldTest, Literal } from '../../../plan/predicate.ts';
import { EVENT_COLUMNS, type EventColumn, NO_NUMBER, ODD, ODD_NUMBER } from '../event-columns.ts';
import { likeText, sqlText, sqlTexts } from '../sql-text.ts';
import { allOf, anyOf, type Bounds, type Condition, exactly, sql } from './condition.ts';

const COLUMNS = new Map(EVENT_COLUMNS.map(column => [column.field, column]));
const MOST_VALUES = 2_000;
/** Numbers up to here are the same in SQL; no column holds greater ones. */
const LARGEST = 1e15;
const ASCII = /^[\u0000-\u007f]*$/;

export function columnOf(field: FieldRef): EventColumn | undefined {
  return field.gathers === undefined ? COLUMNS.get(field.path) : undefined;
}

/** A missing field passes no test: that much is known of every one. */
export function columnBounds(test: FieldTest, column: EventColumn): Bounds {
  const isThere = existence(column);
  const bounds = column.kind === 'number' ? numberBounds(test, column) : textBounds(test, column);
  return bounds ?? { upper: isThere, lower: false };
}

function existence({ column, kind }: EventColumn): Condition {
  if (kind === 'number') return sql(`${column} != ${NO_NUMBER}`);
  return sql(kind === 'list' ? `notEmpty(${column})` : `${column} != ''`);
}

function textBounds(test: FieldTest, column: EventColumn): Bounds | undefined {
  const { type } = test.field;
  const isText = type === 'keyword' || type === 'text' || type === 'version' || type === 'unknown';
  if (!isText) return type === 'ip' ? addressBounds(test, column) : undefined;
  switch (test.kind) {
    case 'exists':
      return exactly(existence(column));
    case 'equals': {
      // In a field of unknown type a number asks for the number that a text may spell.
      if (type === 'unknown' && test.values.some(value => typeof value !== 'string')) return undefined;
      return equalsBounds(test.values.map(String), test.ignoreCase, column);
    }
    case 'like':
      return likeBounds(test.patterns, test.ignoreCase, column);
    case 'affix':
      if (test.text === '') return exactly(test.at === 'start' ? existence(column) : false);
      // Stars and question marks in it are only themselves.
      return affixBounds(test, column);
    default:
      return undefined;
  }
}

/** An address has one spelling with dots, and any number of them with colons. */
function addressBounds(test: FieldTest, column: EventColumn): Bounds | undefined {
  if (test.kind !== 'equals' || column.kind === 'list') return undefined;
  const addresses = test.values.map(value => coerce(value, 'ip'));
  if (!addresses.every(address => typeof address === 'string' && !address.includes(':'))) return undefined;
  if (addresses.length > MOST_VALUES) return undefined;
  const isOne = sql(`${column.column} IN (${sqlTexts(addresses.map(String))})`);
  return {
    upper: anyOf([
      isOne,
      sql(`${column.column} = ${sqlText(ODD)}`),
      sql(`position(${column.column}, ':') > 0`),
    ]),
    lower: isOne,
  };
}

function equalsBounds(
  texts: readonly string[],
  ignoreCase: boolean,
  column: EventColumn,
): Bounds | undefined {
  const wanted = [...new Set(ignoreCase ? texts.map(foldCase) : texts)].filter(
    text => text !== '' && text !== ODD,
  );
  if (wanted.length > MOST_VALUES || (ignoreCase && !wanted.every(text => ASCII.test(text))))
    return undefined;
  return { upper: isAmong([...wanted, ODD], ignoreCase, column), lower: isAmong(wanted, ignoreCase, column) };
}

function isAmong(texts: readonly string[], ignoreCase: boolean, { column, kind }: EventColumn): Condition {
  if (texts.length === 0) return false;
  const list = sqlTexts(texts);
  if (kind === 'list')
    return sql(`hasAny(${ignoreCase ? `arrayMap(value -> lower(value), ${column})` : column}, [${list}])`);
  return sql(`${ignoreCase ? `lower(${column})` : column} IN (${list})`);
}

function likeBounds(
  patterns: readonly string[],
  ignoreCase: boolean,
  column: EventColumn,
): Bounds | undefined {
  if (patterns.length > MOST_VALUES) return undefined;
  const folded = ignoreCase ? patterns.map(foldCase) : patterns;
  if (folded.some(pattern => /^\*+$/.test(pattern))) return exactly(existence(column));
  const plain = equalsBounds(
    folded.filter(pattern => !/[*?]/.test(pattern)),
    ignoreCase,
    column,
  );
  const wild = folded.filter(pattern => /[*?]/.test(pattern));
  const exact = wild.filter(pattern => !pattern.includes('?') && (!ignoreCase || ASCII.test(pattern)));
  const tests = (some: readonly string[]): Condition[] =>
    some.map(pattern => isLike(looseLike(pattern, ignoreCase), ignoreCase, column));
  if (plain === undefined) return undefined;
  return {
    upper: anyOf([plain.upper, ...tests(wild)]),
    lower: anyOf([plain.lower, ...tests(exact)]),
  };
}

/** What LIKE cannot say as the engine means it is any text. */
function looseLike(pattern: string, ignoreCase: boolean): string {
  const pieces = pattern.split(ignoreCase ? /[*?\u0080-\u{10ffff}]+/u : /[*?]+/);
  return pieces.map(likeText).join('%');
}

function affixBounds(
  { text, at, ignoreCase }: Extract<FieldTest, { kind: 'affix' }>,
  column: EventColumn,
): Bounds | undefined {
  const wanted = ignoreCase ? foldCase(text) : text;
  if (ignoreCase && !ASCII.test(wanted)) return undefined;
  const test = isLike(`${at === 'inside' ? '%' : ''}${likeText(wanted)}%`, ignoreCase, column);
  return { upper: anyOf([test, isAmong([ODD], false, column)]), lower: test };
}

/** A loose pattern of nothing but `%` would hold of a missing value, too. */
function isLike(pattern: string, ignoreCase: boolean, column: EventColumn): Condition {
  if (/^%+$/.test(pattern)) return existence(column);
  const test = (value: string): string =>
    `${ignoreCase ? `lower(${value})` : value} LIKE ${sqlText(pattern)}`;
  if (column.kind === 'list') return sql(`arrayExists(value -> ${test('value')}, ${column.column})`);
  return sql(test(column.column));
}

function numberBounds(test: FieldTest, { column }: EventColumn): Bounds | undefined {
  const { type } = test.field;
  if (type !== 'long' && type !== 'double' && type !== 'unknown') return undefined;
  switch (test.kind) {
    case 'equals': {
      if (type === 'unknown' && !test.values.every(isNumber)) return undefined;
      const numbers = test.values.map(value => numberOf(value)).filter(isHeld);
      if (numbers.length > MOST_VALUES) return undefined;
      return {
        upper: sql(`${column} IN (${[...numbers, ODD_NUMBER].join(', ')})`),
        lower: numbers.length === 0 ? false : sql(`${column} IN (${numbers.join(', ')})`),
      };
    }
    case 'range':
      return rangeBounds([test], type, column);
    case 'between':
      return rangeBounds(test.bounds, type, column);
    case 'exists':
      return { upper: sql(`${column} != ${NO_NUMBER}`), lower: sql(`${column} >= 0`) };
    default:
      return undefined;
  }
}

function rangeBounds(bounds: readonly Bound[], type: string, column: string): Bounds | undefined {
  if (type === 'unknown' && !bounds.every(({ value }) => isNumber(value))) return undefined;
  const tests: Condition[] = [sql(`${column} >= 0`)];
  for (const { op, value } of bounds) {
    const number = numberOf(value);
    if (number === undefined || Math.abs(number) > LARGEST) return undefined;
    tests.push(sql(`${column} ${op} ${decimal(number)}`));
  }
  const within = allOf(tests);
  return { upper: anyOf([within, sql(`${column} = ${ODD_NUMBER}`)]), lower: within };
}

function isNumber(value: Literal): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function numberOf(value: Literal): number | undefined {
  const number = numericOf(value);
  return typeof number === 'number' ? number : undefined;
}

function isHeld(number: number | undefined): number is number {
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 && number < LARGEST;
}

/** Without an exponent, which would make it a number of another kind. */
function decimal(number: number): string {
  return Number.isInteger(number) ? number.toFixed(0) : `toFloat64(${number})`;
}
