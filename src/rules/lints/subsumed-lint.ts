/**
 * Rules that add nothing to another one: each event that the one alerts on, the other alerts on too, and calls it
 * at least as bad. A thousand rules are a million pairs; nearly all are told apart by the fields that the wider
 * one cannot do without, before their conditions are compared (implies.ts).
 */
import type { Json } from '../../event/json.ts';
import { compileWildcards } from '../../event/wildcard.ts';
import { implies } from '../../plan/implies.ts';
import type { FieldTest, Predicate } from '../../plan/predicate.ts';
import { type QueryPlan, type Step, stepsOf } from '../../plan/query.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { withoutAllowed } from '../allowed-warnings.ts';
import type { CompiledRule } from '../compile-rule.ts';
import { subsumedRule } from '../messages.ts';
import { isDeprecated, type Rule } from '../rule.ts';

export function subsumedRules(rules: readonly CompiledRule[]): readonly Diagnostic[] {
  const running = rules.filter(({ rule }) => !isDeprecated(rule) && rule.enabled);
  const readers = new Map<string, number>();
  for (const { plan } of running)
    for (const path of testedIn(firstFilter(plan))) readers.set(path, (readers.get(path) ?? 0) + 1);
  const profiles = running.map((compiled, at) => profileOf(compiled, at, path => readers.get(path) ?? 0));
  // By the field of its most telling test a wider rule is looked up; without one it is compared with all.
  const byField = new Map<string | undefined, Profile[]>();
  for (const profile of profiles) {
    const path = profile.needs[0]?.field.path;
    const alike = byField.get(path);
    if (alike === undefined) byField.set(path, [profile]);
    else alike.push(profile);
  }
  return profiles.flatMap(narrow => {
    const candidates = [...narrow.reads, undefined].flatMap(path => byField.get(path) ?? []);
    const wide = candidates.find(other => other !== narrow && adds(narrow, other));
    if (wide === undefined) return [];
    return withoutAllowed(narrow.rule, [subsumedRule(narrow.rule, wide.rule)]);
  });
}

interface Profile {
  readonly rule: Rule;
  /** Its place among all. */
  readonly at: number;
  readonly plan: QueryPlan;
  readonly indices: readonly string[] | undefined;
  readonly severity: number;
  /** Of the first step, as is what follows. */
  readonly filter: Predicate;
  /** Fields that some test asks for. */
  readonly reads: ReadonlySet<string>;
  /** Tests without which it does not pass, the most telling first. */
  readonly needs: readonly FieldTest[];
}

const SEVERITIES = ['low', 'medium', 'high', 'critical'];

/** @param readersOf how many rules test a field: what few test tells rules apart soonest */
function profileOf(
  { rule, plan, indices }: CompiledRule,
  at: number,
  readersOf: (path: string) => number,
): Profile {
  const filter = firstFilter(plan);
  const needs = neededBy(filter).sort((a, b) => readersOf(a.field.path) - readersOf(b.field.path));
  const severity = SEVERITIES.indexOf(rule.severity);
  return { rule, at, plan, indices, severity, filter, reads: testedIn(filter), needs };
}

function firstFilter(plan: QueryPlan): Predicate {
  return stepsOf(plan)[0]?.filter ?? { kind: 'constant', value: true };
}

function testedIn(filter: Predicate): ReadonlySet<string> {
  const tested = new Set<string>();
  collectTested(filter, tested);
  return tested;
}

function collectTested(predicate: Predicate, into: Set<string>): void {
  if (predicate.kind === 'all' || predicate.kind === 'any')
    for (const term of predicate.terms) collectTested(term, into);
  else if ('field' in predicate) into.add(predicate.field.path);
}

function neededBy(filter: Predicate): FieldTest[] {
  if (filter.kind === 'all') return filter.terms.flatMap(neededBy);
  return 'field' in filter ? [filter] : [];
}

/** Of two rules that say the same, the later one is told. */
function adds(narrow: Profile, wide: Profile): boolean {
  return isCovered(narrow, wide) && !(narrow.at < wide.at && isCovered(wide, narrow));
}

function isCovered(narrow: Profile, wide: Profile): boolean {
  return (
    wide.severity >= narrow.severity &&
    wide.needs.every(({ field }) => narrow.reads.has(field.path)) &&
    wide.needs.every(test => implies(narrow.filter, test)) &&
    // Who turns alerts into blocks for other rules, or narrows them afterwards, wants them apart.
    (wide.rule.building_block_type === undefined || narrow.rule.building_block_type !== undefined) &&
    NARROWING.every(key => !hasContent(wide.rule.origin.written[key])) &&
    planCovers(narrow.plan, wide.plan) &&
    indicesCover(narrow.indices, wide.indices)
  );
}

/** Settings that take alerts away from a rule. */
const NARROWING = ['exceptions_list', 'filters', 'alert_suppression'];

function hasContent(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}

function planCovers(narrow: QueryPlan, wide: QueryPlan): boolean {
  if ((wide.limits ?? []).length > 0) return false;
  if (narrow.kind === 'events') return wide.kind === 'events' && implies(narrow.filter, wide.filter);
  if (narrow.kind === 'sequence' && wide.kind === 'sequence') {
    // What must be missing makes a sequence rarer; to compare it would take more than implication.
    if ((wide.absent ?? []).length > 0 || wide.until !== undefined) return false;
    const isLongEnough =
      wide.maxspanMs === undefined || (narrow.maxspanMs ?? Number.POSITIVE_INFINITY) <= wide.maxspanMs;
    return (
      isLongEnough &&
      narrow.order.timestamp.path === wide.order.timestamp.path &&
      narrow.order.tiebreaker?.path === wide.order.tiebreaker?.path &&
      stepsCover(narrow.steps, wide.steps)
    );
  }
  if (narrow.kind === 'sample' && wide.kind === 'sample') return stepsCover(narrow.steps, wide.steps);
  return false;
}

/** Step by step; keys of the wider one must be keys of the narrower one too, at the same place. */
function stepsCover(narrow: readonly Step[], wide: readonly Step[]): boolean {
  return (
    narrow.length === wide.length &&
    narrow.every(({ filter, by }, at) => {
      const other = wide[at];
      if (other === undefined || by.length !== other.by.length || !implies(filter, other.filter))
        return false;
      return by.every((key, keyAt) => {
        const same = other.by[keyAt];
        return key.field.path === same?.field.path && key.optional === same.optional;
      });
    })
  );
}

/** Whether each index of the one rule is an index of the other. */
function indicesCover(narrow: readonly string[] | undefined, wide: readonly string[] | undefined): boolean {
  if (wide === undefined) return true;
  const parts = wide.flatMap(splitPatterns);
  if (narrow === undefined || parts.some(part => part.startsWith('-'))) return false;
  // A star of the narrower pattern is a character that only a star of the wider one takes in.
  const isWithin = compileWildcards(parts, false);
  return narrow.flatMap(splitPatterns).every(part => part.startsWith('-') || isWithin(part));
}

function splitPatterns(text: string): readonly string[] {
  return text.split(',').map(part => part.trim());
}
