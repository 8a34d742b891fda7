/**
 * What an event holds beyond the values at one path, for the few conditions that ask for it:
 *
 *     names of `file.hash.*`      the values of all fields whose names fit the pattern, in document order
 *     objects at `a.b`            each object that stands there, as JSON, so that its fields can be asked together
 *
 * Either is written as a path that begins with a sign which no field has, so that whoever numbers fields and fills
 * slots (engine/slot-table.ts, engine/extract/) has one kind of thing to number.
 */
import type { FieldValues, RawValue } from './field-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { compileWildcards } from './wildcard.ts';

const NAMES = '\u0001';
const OBJECTS = '\u0002';

export function pathOfNames(pattern: string): string {
  return NAMES + pattern;
}

export function pathOfObjects(path: string): string {
  return OBJECTS + path;
}

export function isGathered(path: string): boolean {
  return path.startsWith(NAMES) || path.startsWith(OBJECTS);
}

/** The path as people call it. */
export function shownPath(path: string): string {
  return isGathered(path) ? path.slice(1) : path;
}

/**
 * The parts of the path under which all that is gathered stands, none for the whole document: of `file.hash.*` it is
 * `file.hash`.
 * A document without anything there has none of it.
 */
export function rootOfGathered(path: string): readonly string[] {
  const parts = path.slice(1).split('.');
  const open = path.startsWith(NAMES) ? parts.findIndex(part => /[*?]/.test(part)) : -1;
  return open < 0 ? parts : parts.slice(0, open);
}

/** What the document holds at a path that is gathered (`isGathered`). */
export function readGathered(document: JsonObject, path: string): FieldValues {
  const found: RawValue[] = [];
  if (path.startsWith(NAMES)) collectNamed(document, namesOf(path.slice(1)), found);
  else collectObjects(document, path.slice(1), found);
  return found.length > 1 ? found : found[0];
}

interface Names {
  /** What every name begins with. */
  readonly start: string;
  fits(name: string): boolean;
}

const knownNames = new Map<string, Names>();
const MOST_KNOWN = 1_000;

function namesOf(pattern: string): Names {
  const known = knownNames.get(pattern);
  if (known !== undefined) return known;
  const fits = compileWildcards([pattern], false);
  const names = { start: pattern.slice(0, pattern.search(/[*?]|$/)), fits };
  if (knownNames.size >= MOST_KNOWN) knownNames.clear();
  knownNames.set(pattern, names);
  return names;
}

/** A value that stands somewhere in a document, and the name that leads there. */
type Placed = readonly [name: string, json: Json];

/** Depth first without recursion: a document may be nested deeper than any call stack. */
function walk(document: JsonObject, leadsOn: (name: string) => boolean, visit: (at: Placed) => void): void {
  const pending: Placed[] = [['', document]];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const [name, json] = at;
    if (Array.isArray(json)) {
      for (const item of (json as readonly Json[]).toReversed()) pending.push([name, item]);
      continue;
    }
    visit(at);
    if (!isJsonObject(json)) continue;
    for (const [key, inner] of Object.entries(json).reverse()) {
      const deeper = name === '' ? key : `${name}.${key}`;
      if (leadsOn(deeper)) pending.push([deeper, inner]);
    }
  }
}

function collectNamed(document: JsonObject, { fits, start }: Names, found: RawValue[]): void {
  walk(
    document,
    name => (name.length < start.length ? start.startsWith(name) : name.startsWith(start)),
    ([name, json]) => {
      if (json !== null && typeof json !== 'object' && fits(name)) found.push(json);
    },
  );
}

function collectObjects(document: JsonObject, path: string, found: RawValue[]): void {
  walk(
    document,
    name => path === name || path.startsWith(`${name}.`),
    ([name, json]) => {
      if (name === path && isJsonObject(json)) found.push(JSON.stringify(json));
    },
  );
}
