/**
 * From an exception item to the conditions of the plan, so that case, several values and missing fields mean what
 * they mean in rules: a test passes if any value of the field passes, a missing field passes none, and `excluded` is
 * `not`, which is true of a missing field.
 *
 *     process.name match "a.exe", user.name match_any excluded ["x", "y"], os_types windows
 *     →  process.name == "a.exe" and not user.name in ("x", "y") and (host.os.type == "windows" or …)
 *
 * A nested entry asks whether *one* object passes all of its entries, which a plan cannot say: the values that it
 * sees have lost their objects. It stays apart, as a condition on a document that holds only one of the objects.
 */
import type { Json, JsonObject } from '../event/json.ts';
import { luceneRegexProblem } from '../event/lucene-regex.ts';
import type { Schema } from '../event/schema.ts';
import { foldCase } from '../event/text-case.ts';
import type { ValueList } from '../event/value-list.ts';
import type { FieldRef, Literal, Predicate } from '../plan/predicate.ts';
import { simplify } from '../plan/simplify.ts';
import type { ExceptionItem, FieldEntry } from './exception-item.ts';

export interface LoweredItem {
  /** What the plan can say; all of the item unless it has nested entries. */
  readonly plain: Predicate;
  readonly nested: readonly LoweredNested[];
}

/** Holds where the condition holds of the document with one object, `documentWith`, for one of those at the path. */
export interface LoweredNested {
  readonly path: string;
  readonly condition: Predicate;
}

export interface LoweringOptions {
  readonly schema: Schema;
  /** The value lists that are there, by id. */
  readonly valueLists: ReadonlyMap<string, ValueList>;
  /** The field that the rule takes the time of an event from; an item that expires goes by it. */
  readonly timestamp: FieldRef;
}

/** The condition of an item. Each value list that it looks into is there. */
export function lowerItem(item: ExceptionItem, options: LoweringOptions): LoweredItem {
  const plain: Predicate[] = [];
  const nested: LoweredNested[] = [];
  for (const entry of item.entries) {
    if (entry.kind !== 'nested') plain.push(lowerEntry(entry, entry.field, options));
    else
      nested.push({
        path: entry.field,
        condition: simplify({
          kind: 'all',
          terms: entry.entries.map(inner => lowerEntry(inner, `${entry.field}.${inner.field}`, options)),
        }),
      });
  }
  if (item.osTypes.length > 0) plain.push(runsOn(item.osTypes));
  // There is no clock in a scan: an item holds of what happened until it expired.
  if (item.expiresMs !== undefined)
    plain.push({ kind: 'range', field: options.timestamp, op: '<=', value: item.expiresMs });
  return { plain: simplify({ kind: 'all', terms: plain }), nested };
}

/** A document that has this object at the path, and nothing else. */
export function documentWith(path: string, object: JsonObject): JsonObject {
  return path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), object) as JsonObject;
}

function lowerEntry(entry: FieldEntry, path: string, options: LoweringOptions): Predicate {
  const test = lowerTest(entry, path, options);
  return entry.isExcluded ? { kind: 'not', term: test } : test;
}

function lowerTest(entry: FieldEntry, path: string, { schema, valueLists }: LoweringOptions): Predicate {
  const { field, ignoreCase } = fieldAt(path, schema);
  switch (entry.kind) {
    case 'match':
      // An address may be given as a block; a text field holds the words of a phrase.
      if (field.type === 'ip') return { kind: 'cidr', field, blocks: entry.values.map(String) };
      if (field.type === 'text') return lowerPhrases(field, entry.values);
      return { kind: 'equals', field, values: entry.values, ignoreCase };
    case 'wildcard':
      return { kind: 'like', field, patterns: entry.patterns, ignoreCase };
    case 'exists':
      return { kind: 'exists', field };
    case 'list': {
      const list = valueLists.get(entry.list.id);
      if (list === undefined) throw new Error(`the value list ${entry.list.id} was not loaded`);
      return { kind: 'listed', field, list };
    }
  }
}

/**
 * The field that holds the values. Elastic's agents index a value a second time without case under `.caseless`; inside
 * of nested fields, which a query cannot reach, every type is possible.
 */
function fieldAt(path: string, schema: Schema): { readonly field: FieldRef; readonly ignoreCase: boolean } {
  const known = schema.typeOf(path);
  if (known === undefined && path.endsWith(CASELESS))
    return { ...fieldAt(path.slice(0, -CASELESS.length), schema), ignoreCase: true };
  const type = known === undefined || known === 'unsupported' ? 'unknown' : known;
  return { field: { path: schema.sourceOf?.(path) ?? path, type }, ignoreCase: false };
}

const CASELESS = '.caseless';

function runsOn(osTypes: readonly string[]): Predicate {
  const keyword = (path: string): FieldRef => ({ path, type: 'keyword' });
  return {
    kind: 'any',
    terms: [
      { kind: 'equals', field: keyword('host.os.type'), values: osTypes, ignoreCase: false },
      { kind: 'equals', field: keyword('host.os.name'), values: osTypes, ignoreCase: true },
    ],
  };
}

/** A phrase of a thousand words is more than a regular expression can hold; such a one must be the whole text. */
function lowerPhrases(field: FieldRef, values: readonly Literal[]): Predicate {
  const patterns = values.flatMap(phrasePattern);
  const usable = patterns.filter(pattern => luceneRegexProblem(pattern) === undefined);
  const phrases: Predicate = { kind: 'regex', field, patterns: usable, ignoreCase: true };
  if (usable.length === patterns.length) return phrases;
  return { kind: 'any', terms: [phrases, { kind: 'equals', field, values, ignoreCase: true }] };
}

/**
 * A regular expression for the words of a phrase, one after the other, whatever stands between them. Points and
 * apostrophes inside of a word are part of it, as in Elasticsearch's standard analyzer: `svchost` is no word of
 * `svchost.exe`. Beyond ASCII every character counts as one of a word: rather too little is excepted than too much.
 */
function phrasePattern(value: Literal): readonly string[] {
  const words = foldCase(String(value)).match(
    /[0-9a-z_\u0080-\u{10ffff}]+(?:[.'][0-9a-z_\u0080-\u{10ffff}]+)*/gu,
  );
  if (words === null) return [];
  const spelt = words.map(word => word.replace(/[.']/g, '\\$&')).join(`${INNER}*${GAP}(${GAP}|${INNER})*`);
  return [`(.*${GAP})?${INNER}*${spelt}${INNER}*(${GAP}.*)?`];
}

const INNER = "[.']";
const GAP = "[^0-9A-Za-z_.'\u0080-\u{10ffff}]";
