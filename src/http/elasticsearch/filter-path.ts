/**
 * `filter_path`: keeps only the parts of an answer that some pattern names, as `errors,items.*.error`. A segment may
 * hold `*`, and `**` stands for any number of segments; elements of arrays are no segment of their own.
 */
import type { Json, JsonObject } from '../../event/json.ts';
import { isJsonObject } from '../../event/json.ts';

type Pattern = readonly string[];

const MOST_PATTERNS = 50;
const MOST_SEGMENTS = 20;

/** Patterns that take away (`-took`) and those beyond some fifty are not understood: then all is kept. */
export function filterPath(answer: JsonObject, filter: string): JsonObject {
  const patterns = filter
    .split(',')
    .map(pattern => pattern.trim().split('.'))
    .filter(pattern => pattern.join('') !== '');
  const isUnderstood =
    patterns.length <= MOST_PATTERNS &&
    patterns.every(pattern => pattern.length <= MOST_SEGMENTS && !pattern[0]?.startsWith('-'));
  if (patterns.length === 0 || !isUnderstood) return answer;
  const kept = keep(answer, patterns);
  return isJsonObject(kept) ? kept : {};
}

/** Undefined where nothing of it is named. */
function keep(value: Json, patterns: readonly Pattern[]): Json | undefined {
  if (patterns.some(pattern => pattern.length === 0 || (pattern.length === 1 && pattern[0] === '**')))
    return value;
  if (Array.isArray(value)) {
    const elements = value.flatMap((element: Json) => keep(element, patterns) ?? []);
    return elements.length > 0 ? elements : undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
    const rest = patterns.flatMap(pattern => after(pattern, key));
    const kept = rest.length > 0 ? keep(inner, rest) : undefined;
    return kept === undefined ? [] : [[key, kept]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** What is left of a pattern below a key: none or more, each once. */
function after(pattern: Pattern, key: string): readonly Pattern[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return [];
  if (first === '**') return [pattern, ...after(rest, key)];
  return isSegment(first, key) ? [rest] : [];
}

function isSegment(segment: string, key: string): boolean {
  if (!segment.includes('*')) return segment === key;
  const parts = segment.split('*');
  const [start = '', end = ''] = [parts[0], parts.at(-1)];
  if (!key.startsWith(start) || !key.endsWith(end) || key.length < start.length + end.length) return false;
  let at = start.length;
  for (const part of parts.slice(1, -1)) {
    const found = key.indexOf(part, at);
    if (found === -1 || found + part.length > key.length - end.length) return false;
    at = found + part.length;
  }
  return true;
}
