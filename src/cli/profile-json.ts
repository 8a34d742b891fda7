import type { AdvisedFilter, Profile, RuleProfile } from '../app/profile.ts';
import type { WitnessTest } from '../app/profile-filters.ts';
import { printPredicate } from '../plan/print-plan.ts';

/** The whole profile, or that of the dearest rules; docs/guide/profile.md has the fields, which stay. */
export function profileJson({ counts, fields, rules, times }: Profile, top: number = rules.length): string {
  const { events } = counts;
  const report = {
    events,
    time_ms: {
      reading: rounded(times.readingMs),
      matching: rounded(times.matchingMs),
      finishing: rounded(times.finishingMs),
      measuring: rounded(times.measuringMs),
    },
    rules_total: rules.length,
    rules_ms: rounded(rules.reduce((sum, { ms }) => sum + ms, 0)),
    rules: rules.slice(0, top).map(rule => ruleJson(rule, events)),
    fields: fields
      .filter(({ newValues }) => newValues > 0)
      .map(({ path, newValues, ms }) => ({ path, new_values: newValues, ms: rounded(ms) })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function ruleJson({ accepted, filters, matches, ms, rule, share, tried }: RuleProfile, events: number) {
  return {
    rule_id: rule.rule.rule_id,
    name: rule.rule.name,
    type: rule.plan.kind,
    ms: rounded(ms),
    share: rounded(share),
    ns_per_event: perEvent(ms, events),
    tried,
    accepted,
    matches,
    filters: filters.map(filter => filterJson(filter, events)),
  };
}

function filterJson(filter: AdvisedFilter, events: number) {
  return {
    filter: filter.name ?? null,
    ms: rounded(filter.ms),
    tries_ms: rounded(filter.tryMs),
    hits_ms: rounded(filter.hitMs),
    ns_per_event: perEvent(filter.ms, events),
    tried: filter.tried,
    accepted: filter.accepted,
    witness: filter.witness?.map(testJson) ?? null,
    telling: filter.telling?.map(testJson) ?? null,
    obstacles: filter.obstacles.map(({ kind, isAlternative, predicate }) => ({
      kind,
      condition: printPredicate(predicate),
      one_side_of_or: isAlternative,
    })),
    conditions: filter.shares.map(({ ms, run, sharers }) => ({
      condition: printPredicate(run.predicate),
      kind: run.predicate.kind,
      ms: rounded(ms),
      shared_by: sharers,
      runs: run.runs,
      held: run.held,
      ns_per_run: run.runs === 0 ? 0 : Math.round((run.ms / run.runs) * 1e6),
      mean_characters: run.characters === undefined ? null : Math.round(run.characters),
    })),
    advice: filter.advice.map(({ kind, text }) => ({ kind, text })),
  };
}

function testJson({ isDerived, share, test }: WitnessTest) {
  return { condition: printPredicate(test), share: rounded(share), from_regex: isDerived };
}

/** Nanoseconds. */
function perEvent(ms: number, events: number): number {
  return events === 0 ? 0 : Math.round((ms / events) * 1e6);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
