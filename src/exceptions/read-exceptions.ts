/**
 * From the text of an export to exception items. Told apart by what they have: an item has `entries`, a list has a
 * `list_id` without them; rules, connectors and the summary of an export are passed over, so that the export of
 * rules with their exceptions may be given as it is.
 */
import { parseTimestampMs } from '../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { Literal } from '../plan/predicate.ts';
import { name, oneOf, type Problem, type Reader, table, text } from '../rules/field-readers.ts';
import { jsonPlaces } from '../rules/json-places.ts';
import { type KeyPath, type KeyPlaces, placesWithin } from '../rules/key-places.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import {
  type Drops,
  type ExceptionEntry,
  type ExceptionItem,
  type FieldEntry,
  listKey,
  type NestedEntry,
} from './exception-item.ts';
import { brokenLine, noExceptions, wrongItem } from './messages.ts';

export interface ReadExceptions {
  readonly items: readonly ExceptionItem[];
  /** The lists that the text holds, also those without items, by `listKey`. */
  readonly lists: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads all items of a text; an item that is wrong is told and left out, the others stay. */
export function readExceptions(source: SourceText): ReadExceptions {
  const items: ExceptionItem[] = [];
  const diagnostics: Diagnostic[] = [];
  const lists = new Set<string>();
  let hasItems = false;
  for (const written of objectsIn(source, diagnostics)) {
    const { list_id: listId, namespace_type: namespace } = written.value;
    if (typeof listId === 'string')
      lists.add(listKey(listId, typeof namespace === 'string' ? namespace : 'single'));
    if (!('entries' in written.value)) continue;
    hasItems = true;
    const problems: Problem[] = [];
    const item = readItem(source, written, problems);
    if (problems.length === 0) items.push(item);
    else diagnostics.push(...problems.map(problem => wrongItem({ source, places: written.places }, problem)));
  }
  if (!hasItems && lists.size === 0 && diagnostics.length === 0) diagnostics.push(noExceptions(source));
  return { items, lists, diagnostics };
}

interface WrittenObject {
  readonly value: JsonObject;
  readonly places: KeyPlaces;
}

/** The objects of NDJSON, of a list, of an answer of the API (`data`), or the one that the text is. */
function* objectsIn(source: SourceText, diagnostics: Diagnostic[]): Iterable<WrittenObject> {
  const base = source.text.startsWith('\uFEFF') ? 1 : 0;
  const whole = parseJson(source.text.slice(base));
  if (whole !== undefined) {
    yield* objectsOf(whole, jsonPlaces(source.text.slice(base), base), []);
    return;
  }
  for (const line of source.text.slice(base).matchAll(/\S[^\n]*/g)) {
    const start = base + line.index;
    const value = parseJson(line[0]);
    if (value === undefined)
      diagnostics.push(brokenLine(source, { start, end: start + line[0].trimEnd().length }));
    else yield* objectsOf(value, jsonPlaces(line[0], start), []);
  }
}

function* objectsOf(value: Json, places: KeyPlaces, at: KeyPath): Iterable<WrittenObject> {
  if (Array.isArray(value)) {
    // Array.isArray loses the element type of a readonly array.
    for (const [index, item] of (value as readonly Json[]).entries())
      yield* objectsOf(item, places, [...at, index]);
  } else if (isJsonObject(value)) {
    if (Array.isArray(value['data']) && value['entries'] === undefined)
      yield* objectsOf(value['data'], places, [...at, 'data']);
    else yield { value, places: placesWithin(places, at) };
  }
}

function parseJson(json: string): Json | undefined {
  try {
    // JSON.parse gives a Json by definition.
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

/** The value counts only if no problem was found. */
function readItem(source: SourceText, { value, places }: WrittenObject, problems: Problem[]): ExceptionItem {
  const listId = name(value['list_id'], ['list_id'], problems) ?? '';
  const written = optional(text, value['item_id'], ['item_id'], problems);
  const shownName = optional(text, value['name'], ['name'], problems) ?? written ?? listId;
  const expiresMs = readExpiry(value['expire_time'], problems);
  const drops = dropsOf(value['tags']);
  return {
    itemId: written ?? `${listId}/${shownName}`,
    listId,
    namespace: optional(text, value['namespace_type'], ['namespace_type'], problems) ?? 'single',
    name: shownName,
    entries: readEntries(value['entries'], ['entries'], problems, readEntry),
    osTypes: readOsTypes(value['os_types'], problems),
    ...(expiresMs !== undefined && { expiresMs }),
    ...(drops !== undefined && { drops }),
    origin: { source, places },
  };
}

/** Kibana keeps tags through import and export, and has no field of its own for this. */
function dropsOf(tags: Json | undefined): Drops | undefined {
  if (!Array.isArray(tags)) return undefined;
  if (tags.includes('tripline:drop-sequence')) return 'sequence';
  return tags.includes('tripline:drop-event') ? 'event' : undefined;
}

function readExpiry(value: Json | undefined, problems: Problem[]): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const ms = typeof value === 'string' ? parseTimestampMs(value) : undefined;
  if (ms === undefined)
    problems.push({ path: ['expire_time'], expected: 'a time such as `2026-03-02T09:40:00Z`', found: value });
  return ms;
}

const osType = oneOf(['windows', 'linux', 'macos'], 'an operating system');

function readOsTypes(value: Json | undefined, problems: Problem[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push({ path: ['os_types'], expected: 'a list of operating systems', found: value });
    return [];
  }
  // As above.
  return (value as readonly Json[]).flatMap((os, at) => osType(os, ['os_types', at], problems) ?? []);
}

/** One entry or more, each read by `readOne`. */
function readEntries<T>(
  value: Json | undefined,
  path: KeyPath,
  problems: Problem[],
  readOne: (entry: JsonObject, path: KeyPath, problems: Problem[]) => T | undefined,
): readonly T[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.push({ path, expected: 'a list with at least one entry', found: value });
    return [];
  }
  return (value as readonly Json[]).flatMap((item, index) => {
    const at = [...path, index];
    const entry = table(item, at, problems);
    return entry === undefined ? [] : (readOne(entry, at, problems) ?? []);
  });
}

function readEntry(entry: JsonObject, path: KeyPath, problems: Problem[]): ExceptionEntry | undefined {
  return entry['type'] === 'nested' ? readNested(entry, path, problems) : readField(entry, path, problems);
}

function readNested(entry: JsonObject, path: KeyPath, problems: Problem[]): NestedEntry {
  const field = name(entry['field'], [...path, 'field'], problems) ?? '';
  const entries = readEntries(entry['entries'], [...path, 'entries'], problems, (inner, at, found) => {
    const read = readField(inner, at, found);
    if (read?.kind !== 'list') return read;
    found.push({ path: [...at, 'type'], expected: 'a type that may be nested', found: 'list' });
    return undefined;
  });
  return { kind: 'nested', field, entries };
}

const operator = oneOf(['included', 'excluded'], 'an operator');
const entryType = oneOf(['match', 'match_any', 'wildcard', 'exists', 'list', 'nested'], 'a type of entry');

function readField(entry: JsonObject, path: KeyPath, problems: Problem[]): FieldEntry | undefined {
  const type = entryType(entry['type'], [...path, 'type'], problems);
  const field = name(entry['field'], [...path, 'field'], problems);
  const is = operator(entry['operator'] ?? 'included', [...path, 'operator'], problems);
  if (type === undefined || field === undefined || is === undefined) return undefined;
  const head = { field, isExcluded: is === 'excluded' };
  const at = [...path, 'value'];
  const { value } = entry;
  switch (type) {
    case 'match':
      return { ...head, kind: 'match', values: valuesOf([value ?? null], at, problems) };
    case 'match_any':
      if (Array.isArray(value) && value.length > 0)
        return { ...head, kind: 'match', values: valuesOf(value as readonly Json[], at, problems) };
      problems.push({ path: at, expected: 'a list of values', found: value });
      return undefined;
    case 'wildcard': {
      const patterns = (Array.isArray(value) ? value : [value]) as readonly Json[];
      return {
        ...head,
        kind: 'wildcard',
        patterns: patterns.flatMap(pattern => text(pattern, at, problems) ?? []),
      };
    }
    case 'exists':
      return { ...head, kind: 'exists' };
    case 'list': {
      const list = table(entry['list'], [...path, 'list'], problems);
      const id = list && name(list['id'], [...path, 'list', 'id'], problems);
      const listType = list && name(list['type'], [...path, 'list', 'type'], problems);
      if (id === undefined || listType === undefined) return undefined;
      return { ...head, kind: 'list', list: { id, type: listType } };
    }
    case 'nested':
      problems.push({ path: [...path, 'type'], expected: 'a type that may be nested', found: 'nested' });
      return undefined;
  }
}

function valuesOf(values: readonly Json[], path: KeyPath, problems: Problem[]): readonly Literal[] {
  return values.flatMap(value => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [value];
    problems.push({ path, expected: 'a text', found: value });
    return [];
  });
}

/** What may be absent, or null. */
function optional<T>(
  read: Reader<T>,
  value: Json | undefined,
  path: KeyPath,
  problems: Problem[],
): T | undefined {
  return value === undefined || value === null ? undefined : read(value, path, problems);
}
