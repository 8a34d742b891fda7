/**
 * `tripline profile`: which rules cost the time of a scan, and why. Events are read, told apart and finished as `scan`
 * does it, with a meter at the network (engine/network/network-meter.ts), whose own time is taken off.
 */
import { randomBytes } from 'node:crypto';
import { NetworkMeter, type Stopwatch } from '../engine/network/network-meter.ts';
import { TestFrequencies } from '../engine/network/test-frequencies.ts';
import { buildRuleSet, type RuleSet } from '../engine/rule-set.ts';
import type { EventInput } from '../ingest/event-input.ts';
import { stepsOf } from '../plan/query.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { Fingerprinter } from './fingerprint.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import { FinishAtEnd } from './finishing.ts';
import { type Advice, adviceOn } from './profile-advice.ts';
import { type FilterProfile, filterProfiles } from './profile-filters.ts';
import {
  lossesIn,
  noReplayCounts,
  Reading,
  type ReplayCounts,
  type ReplayObserver,
  type ReplayOptions,
} from './replay.ts';

export type ProfileOptions = Pick<ReplayOptions, 'indexOverride' | 'fromMs' | 'toMs' | 'memory'>;

export interface RuleProfile {
  readonly rule: CompiledRule;
  /** What its filters cause. */
  readonly ms: number;
  /** Of the time of matching, from 0 to 1. */
  readonly share: number;
  /** Over all its filters: an event counts once for each. */
  readonly tried: number;
  readonly accepted: number;
  /** Without the limit of alerts that a rule may have. */
  readonly matches: number;
  readonly filters: readonly AdvisedFilter[];
}

export interface AdvisedFilter extends FilterProfile {
  readonly advice: readonly Advice[];
}

export interface FieldProfile {
  readonly path: string;
  /** Values that were not known. */
  readonly newValues: number;
  readonly ms: number;
}

export interface Profile {
  readonly counts: ReplayCounts;
  readonly times: {
    /** Reading, mapping to ECS, telling doubles apart, finding fields. */
    readonly readingMs: number;
    readonly matchingMs: number;
    readonly finishingMs: number;
    /** By how much all this took longer for being measured; in none of the other times. */
    readonly measuringMs: number;
  };
  /** The dearest first. */
  readonly rules: readonly RuleProfile[];
  /** What finding literals in new values cost, which all rules share; the dearest first. */
  readonly fields: readonly FieldProfile[];
}

/** @param now the clock, in milliseconds. */
export async function profile(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  rules: readonly CompiledRule[],
  options: ProfileOptions,
  observer: Pick<ReplayObserver, 'onProblem'>,
  now: () => number,
): Promise<Profile> {
  const stopwatch: Stopwatch = { now, costMs: costOfLooking(now) };
  const meter = new NetworkMeter(stopwatch);
  const seed = randomBytes(4).readUInt32LE();
  const ruleSet = buildRuleSet(rules, { seed, watch: meter });
  const slots = new Map(ruleSet.fields.map((path, slot) => [path, slot]));
  const frequencies = new TestFrequencies(meter.conditions.tests, ({ path }) => slots.get(path) ?? 0);
  const sifting = { ms: 0, lookMs: 0, countMs: 0 };
  const measured: RuleSet = {
    ...ruleSet,
    sift(event, rows, tally) {
      const start = now();
      const added = ruleSet.sift(event, rows, tally);
      const end = now();
      meter.followed(end);
      frequencies.count(event.slots);
      sifting.countMs += now() - end;
      sifting.ms += end - start;
      sifting.lookMs += stopwatch.costMs;
      return added;
    },
  };
  const counts = noReplayCounts();
  const fingerprint = new Fingerprinter(seed);
  const finishing = new FinishAtEnd(measured, fingerprint, options, lossesIn(counts, observer));
  try {
    const parts = { ruleSet: measured, finishing, fingerprint, seen: new FingerprintSet() };
    // Who sees each event has it read whole, and matches come at the end only.
    const reading = new Reading(parts, counts, options, { ...observer, onMatch() {}, onEvent() {} });
    const startMs = now();
    await reading.read(inputs, finishing);
    const readMs = now();
    meter.rest();
    const matches = new Float64Array(rules.length);
    for (const { rule } of finishing.end()) matches[rule] = (matches[rule] ?? 0) + 1;
    const matchingMs = Math.max(0, sifting.ms - sifting.lookMs - meter.overheadMs);
    const times = {
      readingMs: Math.max(0, readMs - startMs - sifting.ms - sifting.countMs - 2 * sifting.lookMs),
      matchingMs,
      finishingMs: now() - readMs,
      measuringMs: meter.overheadMs + sifting.countMs + 3 * sifting.lookMs,
    };
    return { counts, times, ...tell(rules, ruleSet, meter, frequencies, matches, counts.events, matchingMs) };
  } finally {
    finishing.close();
  }
}

function tell(
  rules: readonly CompiledRule[],
  { fields }: RuleSet,
  meter: NetworkMeter,
  frequencies: TestFrequencies,
  matches: Float64Array,
  events: number,
  matchingMs: number,
): Pick<Profile, 'rules' | 'fields'> {
  const accounts = meter.accounts();
  const total = { events, matchingMs };
  let filter = 0;
  const profiles = rules.map((rule, at): RuleProfile => {
    const { plan } = rule;
    const own = accounts.filters.slice(filter, filter + stepsOf(plan).length);
    filter += own.length;
    const ms = own.reduce((sum, account) => sum + account.ms, 0);
    const filters = filterProfiles(plan, own, meter.conditions, test => frequencies.shareOf(test));
    return {
      rule,
      ms,
      share: matchingMs === 0 ? 0 : Math.min(1, ms / matchingMs),
      tried: filters.reduce((sum, { tried }) => sum + tried, 0),
      accepted: filters.reduce((sum, { accepted }) => sum + accepted, 0),
      matches: matches[at] ?? 0,
      filters: filters.map(one => ({ ...one, advice: adviceOn(one, plan, total) })),
    };
  });
  return {
    rules: profiles.sort((a, b) => b.ms - a.ms),
    fields: accounts.fields.map(({ slot, values, ms }) => ({
      path: fields[slot] ?? '',
      newValues: values,
      ms,
    })),
  };
}

/** What one look at the clock costs, in milliseconds: the least of some tries, as anything else may cost more. */
function costOfLooking(now: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = now();
    for (let look = 1; look < LOOKS; look++) now();
    least = Math.min(least, (now() - start) / LOOKS);
  }
  return least;
}

const ROUNDS = 20;
const LOOKS = 2000;
