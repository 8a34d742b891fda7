/** The parts of a document that a search wants to see. */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { compileWildcards } from '../../event/wildcard.ts';
import type { SourceChoice } from './search-request.ts';

/** Nothing that an event holds is nested this deeply; what is, is shown as it is. */
const DEEPEST = 100;

type NameTest = (name: string) => boolean;

/** Gives `_source`, or undefined where it is not wanted. */
export function sourceShower({
  excludes,
  includes,
  isWanted,
}: SourceChoice): (document: JsonObject) => JsonObject | undefined {
  if (!isWanted) return () => undefined;
  if (includes.length === 0 && excludes.length === 0) return document => document;
  const isIncluded = includes.length === 0 ? () => true : compileWildcards(withInner(includes), false);
  const isExcluded = compileWildcards(withInner(excludes), false);
  const isShown: NameTest = name => isIncluded(name) && !isExcluded(name);
  return document => shownObject(document, '', isShown) ?? {};
}

/** A name stands for all that is inside of it. */
function withInner(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap(pattern => [pattern, `${pattern}.*`]);
}

function shownObject(object: JsonObject, path: string, isShown: NameTest, depth = 0): JsonObject | undefined {
  const kept: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    const shown = shownValue(value, path === '' ? key : `${path}.${key}`, isShown, depth + 1);
    if (shown !== undefined) kept.push([key, shown]);
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function shownValue(value: Json, name: string, isShown: NameTest, depth: number): Json | undefined {
  if (depth < DEEPEST) {
    if (isJsonObject(value) && Object.keys(value).length > 0) return shownObject(value, name, isShown, depth);
    if (Array.isArray(value) && value.some(isJsonObject)) {
      const items = (value as readonly Json[]).flatMap(
        item => shownValue(item, name, isShown, depth + 1) ?? [],
      );
      return items.length > 0 ? items : undefined;
    }
  }
  return isShown(name) ? value : undefined;
}

/** Gives `fields`: the values under each name that fits a pattern, each as a list. */
export function fieldShower(patterns: readonly string[]): (document: JsonObject) => JsonObject {
  const fits = compileWildcards(patterns, false);
  return document => {
    const found = new Map<string, Json[]>();
    collect(document, '', fits, found, 0);
    return Object.fromEntries(found);
  };
}

function collect(value: Json, name: string, fits: NameTest, found: Map<string, Json[]>, depth: number): void {
  if (depth > DEEPEST || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) collect(item, name, fits, found, depth + 1);
  } else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value))
      collect(inner, name === '' ? key : `${name}.${key}`, fits, found, depth + 1);
  } else if (fits(name)) {
    const held = found.get(name);
    if (held === undefined) found.set(name, [value]);
    else held.push(value);
  }
}
