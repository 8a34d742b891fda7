/**
 * Brings a newer version of a rule together with what was changed in it here. Three versions are compared key by key:
 * the *base* that was taken over, the *current* one, and the *target* that is offered.
 *
 *     base   current   target
 *      a        a        b       the target's                    updated
 *      a        b        a       the current one stays           kept
 *      a        b        b       nothing to decide
 *      a        b        c       lists and long texts are merged, and else the current one stays: a conflict
 *
 * What belongs together (a query and its language) is decided together. What says which version of what a rule is comes
 * from the target, and what an installation decides for itself stays (engine-semantics.md §11).
 */
import { diff3Merge } from 'node-diff3';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';

export type MergeOutcome = 'updated' | 'kept' | 'merged' | 'conflict';

export interface MergedKey {
  /** The first key of those that were decided together. */
  readonly key: string;
  readonly outcome: MergeOutcome;
}

export interface MergedRule {
  readonly written: JsonObject;
  /** Keys in which the versions differ; without those that always come from one side. */
  readonly keys: readonly MergedKey[];
}

/** Of the target, whatever was changed here. */
const ALWAYS_TARGET: ReadonlySet<string> = new Set(['rule_id', 'version', 'author', 'license', 'type']);
/** Of the current rule, whatever the target says. */
const ALWAYS_CURRENT: ReadonlySet<string> = new Set([
  'enabled',
  'exceptions_list',
  'actions',
  'response_actions',
  'throttle',
  'meta',
]);
const TOGETHER: readonly (readonly string[])[] = [
  ['query', 'language', 'filters', 'saved_id'],
  ['threat_query', 'threat_language', 'threat_filters', 'threat_mapping', 'threat_index'],
  ['interval', 'from', 'to'],
  ['severity', 'severity_mapping'],
  ['risk_score', 'risk_score_mapping'],
];

/** Keys of the written rules, as `RuleOrigin.written` has them. */
export function mergeRules(base: JsonObject, current: JsonObject, target: JsonObject): MergedRule {
  // A rule of another type is another rule: nothing that was changed here fits it.
  if (base['type'] !== target['type'] && !isSame(base, current))
    return { written: current, keys: [{ key: 'type', outcome: 'conflict' }] };
  const merged = new Map<string, Json | undefined>();
  const keys: MergedKey[] = [];
  for (const group of groupsOf(base, current, target)) {
    const [key = ''] = group;
    const { outcome, values } = mergeGroup(group, base, current, target);
    group.forEach((name, at) => {
      merged.set(name, values[at]);
    });
    if (outcome !== undefined) keys.push({ key, outcome });
  }
  const names = [...new Set([...Object.keys(target), ...Object.keys(current)])];
  const written: { [key: string]: Json } = {};
  for (const name of names) {
    const value = merged.get(name);
    if (value !== undefined) written[name] = value;
  }
  return { written, keys };
}

function groupsOf(...versions: readonly JsonObject[]): readonly (readonly string[])[] {
  const names = new Set(versions.flatMap(version => Object.keys(version)));
  const grouped = TOGETHER.map(group => group.filter(name => names.has(name))).filter(
    ({ length }) => length > 0,
  );
  const alone = [...names].filter(name => !TOGETHER.some(group => group.includes(name)));
  return [...grouped, ...alone.map(name => [name])];
}

interface MergedGroup {
  readonly values: readonly (Json | undefined)[];
  readonly outcome?: MergeOutcome;
}

function mergeGroup(
  group: readonly string[],
  base: JsonObject,
  current: JsonObject,
  target: JsonObject,
): MergedGroup {
  const valuesIn = (version: JsonObject): readonly (Json | undefined)[] => group.map(name => version[name]);
  const [ours, theirs, before] = [valuesIn(current), valuesIn(target), valuesIn(base)];
  const [key = ''] = group;
  if (ALWAYS_TARGET.has(key)) return { values: theirs };
  if (ALWAYS_CURRENT.has(key)) return { values: ours };
  if (isSame(ours, theirs)) return { values: ours };
  if (isSame(before, ours)) return { values: theirs, outcome: 'updated' };
  if (isSame(before, theirs)) return { values: ours, outcome: 'kept' };
  const both = group.length === 1 ? mergeValues(before[0], ours[0], theirs[0]) : undefined;
  return both === undefined ? { values: ours, outcome: 'conflict' } : { values: [both], outcome: 'merged' };
}

function mergeValues(
  base: Json | undefined,
  ours: Json | undefined,
  theirs: Json | undefined,
): Json | undefined {
  if (isListOfTexts(ours) && isListOfTexts(theirs))
    return mergeLists(isListOfTexts(base) ? base : [], ours, theirs);
  if (typeof base !== 'string' || typeof ours !== 'string' || typeof theirs !== 'string') return undefined;
  return base.includes('\n') ? mergeTexts(base, ours, theirs) : undefined;
}

/** What either side added is in, what either took away is out. */
function mergeLists(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const kept = theirs.filter(item => ours.includes(item) || !base.includes(item));
  return [...kept, ...ours.filter(item => !base.includes(item) && !theirs.includes(item))];
}

/** Line by line; undefined where both changed the same lines. */
function mergeTexts(base: string, ours: string, theirs: string): string | undefined {
  const regions = diff3Merge(ours.split('\n'), base.split('\n'), theirs.split('\n'), {
    excludeFalseConflicts: true,
  });
  const lines: string[] = [];
  for (const { ok } of regions) {
    if (ok === undefined) return undefined;
    lines.push(...ok);
  }
  return lines.join('\n');
}

function isListOfTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
