/**
 * What Elasticsearch's queries on one field ask (match, match_phrase, term, wildcard, range, exists), as tests of the
 * plan, by the type that the field has. KQL and the query DSL of a rule's filters both end in these queries, and so
 * both lower to what is here; EQL asks otherwise (it compares a `text` as a keyword).
 *
 * | type              | a value                               | with wildcards                     |
 * |-------------------|---------------------------------------|------------------------------------|
 * | keyword, version  | equal, case and all                   | the whole value fits               |
 * | text              | its words: all in a row, or any one   | one of its words fits, case apart  |
 * | long, double, boolean, date | equal as what the type is   | none: the checks refuse it         |
 * | ip                | equal, or inside a block              | none                               |
 * | unknown           | docs/design/unknown-fields.md         | the text of the whole value fits   |
 *
 * Source: Elasticsearch's reference of the query DSL, and the analysis of text fields there.
 */
import { isCidr } from '../event/cidr.ts';
import { booleanOf, numericOf } from '../event/coerce.ts';
import { isReckonedFromNow, parseDateMath, resolveDateMath } from '../event/date-math.ts';
import { formatTimestamp, type Instant, parseInstant } from '../event/instant.ts';
import type { Schema } from '../event/schema.ts';
import { foldCase } from '../event/text-case.ts';
import { wordsOf } from '../event/text-words.ts';
import { compileWildcards } from '../event/wildcard.ts';
import type { Bound, FieldRef, FieldTest, Literal, Predicate, RangeOperator } from './predicate.ts';
import { simplify } from './simplify.ts';

/** A field as a query names it. */
export interface NamedField {
  readonly field: FieldRef;
  /** It is indexed in lower case (`process.name.caseless`). */
  readonly ignoreCase: boolean;
}

/** How several words of a text are asked for: in a row, any of them, or the value as one word that is not cut. */
export type Words = 'phrase' | 'any' | 'term';

/** A literal, or a wildcard: any text, or any one character. */
export type PatternPart = { readonly literal: string } | '*' | '?';

/** Multi-fields by the usual names, of which ECS lists only some; the base holds the value. */
const MULTI_FIELDS: ReadonlyMap<string, FieldRef['type']> = new Map([
  ['text', 'text'],
  ['caseless', 'keyword'],
  ['keyword', 'keyword'],
]);

export function namedField(path: string, schema: Schema): NamedField {
  const type = schema.typeOf(path);
  const dot = path.lastIndexOf('.');
  const base = path.slice(0, Math.max(0, dot));
  const suffix = path.slice(dot + 1);
  const multiType = MULTI_FIELDS.get(suffix);
  if (type === undefined && multiType !== undefined && schema.typeOf(base) !== undefined)
    return { field: { path: base, type: multiType }, ignoreCase: suffix === 'caseless' };
  return { field: { path: schema.sourceOf?.(path) ?? path, type: type ?? 'unknown' }, ignoreCase: false };
}

/** All fields whose names fit a pattern (`*`: every field). Together they have no type but that of each value. */
export function fieldsNamed(pattern: string): FieldRef {
  return { path: pattern, type: 'unknown', gathers: 'names' };
}

/** Whether the path leads to no value but to fields further in. */
export function isObject({ field: { path, type } }: NamedField, schema: Schema): boolean {
  return type === 'unsupported' || (type === 'unknown' && objectsOf(schema).has(path));
}

const knownObjects = new WeakMap<Schema, ReadonlySet<string>>();

/** The paths under which a schema has fields. */
function objectsOf(schema: Schema): ReadonlySet<string> {
  const known = knownObjects.get(schema);
  if (known !== undefined) return known;
  const objects = new Set<string>();
  for (const name of schema.names())
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      objects.add(name.slice(0, dot));
  knownObjects.set(schema, objects);
  return objects;
}

export function existsTest(named: NamedField, schema: Schema): Predicate {
  const { field } = named;
  // An object exists where any field inside it does.
  if (isObject(named, schema)) return { kind: 'exists', field: fieldsNamed(`${field.path}.*`) };
  return { kind: 'exists', field };
}

/** @param now the time that reckoned times (`now-1d`) are reckoned from. */
export function valueTest(
  { field, ignoreCase }: NamedField,
  value: Literal,
  words: Words,
  now: FieldRef,
): Predicate {
  switch (field.type) {
    case 'text':
      return { kind: 'words', field, phrases: phrasesOf(String(value), words) };
    case 'date':
    case 'date_nanos':
      if (typeof value === 'string' && parseDateMath(value) !== undefined) {
        const bounds = (['>=', '<='] as const).map(op => ({ op, value }));
        return betweenTest(field, bounds, now);
      }
      return { kind: 'equals', field, values: [value], ignoreCase };
    default:
      return { kind: 'equals', field, values: [literalFor(field, value)], ignoreCase };
  }
}

/** In whichever of the fields it stands: as their types have it as far as they are known, else as in unknown fields. */
export function valueTestOfNames(pattern: string, value: Literal, words: Words, schema: Schema): Predicate {
  const field = fieldsNamed(pattern);
  const terms: Predicate[] = [{ kind: 'equals', field, values: [value], ignoreCase: false }];
  if (isCidr(String(value)))
    terms.push({
      kind: 'equals',
      field: { ...field, type: 'ip' },
      values: [String(value)],
      ignoreCase: false,
    });
  const phrases = phrasesOf(String(value), words);
  for (const text of textsNamed(pattern, schema)) terms.push({ kind: 'words', field: text, phrases });
  return { kind: 'any', terms };
}

function textsNamed(pattern: string, schema: Schema): readonly FieldRef[] {
  const fits = compileWildcards([pattern], false);
  return schema
    .names()
    .filter(name => schema.typeOf(name) === 'text' && fits(name))
    .map(name => namedField(name, schema).field);
}

function phrasesOf(text: string, words: Words): readonly (readonly string[])[] {
  if (words === 'term') return /[*?]/.test(text) ? [] : [[text]];
  const found = wordsOf(text);
  return words === 'phrase' ? [found] : found.map(word => [word]);
}

/** The literal as the type would hold it, where it spells such a value. */
function literalFor({ type }: FieldRef, value: Literal): Literal {
  switch (type) {
    case 'keyword':
    case 'version':
    case 'ip':
      return String(value);
    case 'long':
    case 'double':
      return numericOf(value) ?? value;
    case 'boolean':
      return booleanOf(value) ?? value;
    default:
      return value;
  }
}

/** @param ignoreCase as the query asks for it, besides what the field has. */
export function patternTest(
  { field, ignoreCase: isCaseless }: NamedField,
  parts: readonly PatternPart[],
  ignoreCase: boolean,
): FieldTest {
  if (field.type === 'text') return { kind: 'words', field, phrases: wordPattern(parts, ignoreCase) };
  const folds = ignoreCase || isCaseless;
  // Nothing escapes a `*` in the plan's wildcards, but in its regular expressions it can be said.
  if (parts.some(part => typeof part === 'object' && /[*?]/.test(part.literal)))
    return { kind: 'regex', field, patterns: [parts.map(regexOf).join('')], ignoreCase: folds };
  return { kind: 'like', field, patterns: [wildcardOf(parts)], ignoreCase: folds };
}

/**
 * Likewise in whichever of the fields.
 * @param ofWords the patterns of which one must fit a word, where a field is a text
 */
export function patternTestOfNames(
  pattern: string,
  parts: readonly PatternPart[],
  ofWords: readonly (readonly PatternPart[])[],
  schema: Schema,
): Predicate {
  const tests: Predicate[] = [patternTest({ field: fieldsNamed(pattern), ignoreCase: false }, parts, false)];
  for (const field of textsNamed(pattern, schema))
    for (const word of ofWords) tests.push(patternTest({ field, ignoreCase: false }, word, true));
  return { kind: 'any', terms: tests };
}

/** A word has no sign in it that a wildcard could be meant by, and is in lower case. */
function wordPattern(parts: readonly PatternPart[], ignoreCase: boolean): readonly (readonly string[])[] {
  const isOfWords = parts.every(part => typeof part === 'string' || !/[*?]/.test(part.literal));
  const pattern = wildcardOf(parts);
  const folded = foldCase(pattern);
  return isOfWords && (ignoreCase || folded === pattern) ? [[folded]] : [];
}

function wildcardOf(parts: readonly PatternPart[]): string {
  return parts.map(part => (typeof part === 'string' ? part : part.literal)).join('');
}

function regexOf(part: PatternPart): string {
  if (typeof part === 'string') return part === '*' ? '.*' : '.';
  return part.literal.replaceAll(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, '\\$&');
}

export function rangeTest(field: FieldRef, op: RangeOperator, value: Literal, now: FieldRef): Predicate {
  return betweenTest(field, [{ op, value }], now);
}

/** One value within all of the bounds. */
export function betweenTest(field: FieldRef, bounds: readonly Bound[], now: FieldRef): Predicate {
  const isDate = field.type === 'date' || field.type === 'date_nanos';
  if (!isDate || !bounds.some(({ value }) => isReckonedFromNow(String(value)))) {
    const held = bounds.map(({ op, value }) => ({
      op,
      value: isDate ? settled(op, value) : literalFor(field, value),
    }));
    return simplify({ kind: 'between', field, bounds: held });
  }
  const reckoned: { op: RangeOperator; math: string }[] = [];
  for (const { op, value } of bounds) {
    // Among bounds that are reckoned from now, a fixed one is its own anchor.
    const fixed = isReckonedFromNow(String(value)) ? undefined : spelt(instantOf(op, value));
    if (fixed === '') return { kind: 'constant', value: false };
    reckoned.push({ op, math: fixed === undefined ? String(value) : `${fixed}||` });
  }
  return { kind: 'relative-range', date: field, bounds: reckoned, now };
}

/** What is reckoned from a date is a date; a plain date stays as it is written. */
function settled(op: RangeOperator, value: Literal): Literal {
  const math = typeof value === 'string' ? parseDateMath(value) : undefined;
  return math === undefined ? value : spelt(instantOf(op, value));
}

function instantOf(op: RangeOperator, value: Literal): Instant | undefined {
  const end = op === '<=' || op === '>' ? 'last' : 'first';
  const math = typeof value === 'string' ? parseDateMath(value) : undefined;
  return math === undefined ? parseInstant(value, end) : resolveDateMath(math, 0, end);
}

/** To the nanosecond: a date that leaves something off would stand for a stretch. Empty for what is no date. */
function spelt(instant: Instant | undefined): string {
  if (instant === undefined) return '';
  return formatTimestamp(instant.ms).replace('Z', `${String(instant.nanos).padStart(6, '0')}Z`);
}
