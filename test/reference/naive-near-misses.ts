/**
 * Near misses by looking at every combination of events and counting what keeps it from being a match: of a
 * two-step sequence with events that end it or must be missing, and of a sample. The naive twin of
 * src/explain/near-sequences.ts and near-samples.ts.
 */
export interface NaiveEvent {
  /** Distinct, and in order of arrival. */
  readonly id: number;
  readonly timeMs: number;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

export interface NaiveStep {
  /** The value that each field must have. */
  readonly wants: Readonly<Record<string, string>>;
}

export interface NaiveRule {
  readonly steps: readonly [NaiveStep, NaiveStep];
  readonly keys: readonly string[];
  readonly maxspanMs: number;
  readonly until?: NaiveStep | undefined;
  /** What must be missing before the steps, between them and after them. */
  readonly absent: readonly [NaiveStep | undefined, NaiveStep | undefined, NaiveStep | undefined];
}

export interface NaivePair {
  readonly first: NaiveEvent;
  readonly second: NaiveEvent;
  /** What is wrong with the two themselves, at most one thing. */
  readonly own: string;
  /** That, and what other events did to them. */
  readonly reasons: readonly string[];
}

/** Every pair with at most one thing wrong with the two themselves. */
export function naiveNearPairs(rule: NaiveRule, events: readonly NaiveEvent[]): readonly NaivePair[] {
  const pairs: NaivePair[] = [];
  for (const first of events) {
    for (const second of events) {
      if (first === second) continue;
      const oddKeys = rule.keys.filter(key => !isShared(key, first, second));
      const own = [
        ...failures(rule.steps[0], first).map(field => `1 ${field}`),
        ...failures(rule.steps[1], second).map(field => `2 ${field}`),
        ...oddKeys.map(key => `key ${key}`),
        ...(isBefore(first, second) ? [] : ['order']),
        ...(Math.abs(second.timeMs - first.timeMs) > rule.maxspanMs ? ['maxspan'] : []),
      ];
      if (own.length > 1) continue;
      const keys = rule.keys.filter(key => !oddKeys.includes(key));
      const others = events.filter(event => keys.every(key => isShared(key, event, first)));
      const [early, late] = isBefore(first, second) ? [first, second] : [second, first];
      pairs.push({
        first,
        second,
        own: own[0] ?? '',
        reasons: [...own, ...disturbances(rule, others, early, late)],
      });
    }
  }
  return pairs;
}

function disturbances(
  { until, absent: [before, between, after], maxspanMs }: NaiveRule,
  others: readonly NaiveEvent[],
  early: NaiveEvent,
  late: NaiveEvent,
): readonly string[] {
  const those = (step: NaiveStep | undefined) =>
    step === undefined ? [] : others.filter(event => failures(step, event).length === 0);
  const isFrom = (event: NaiveEvent) => event === early || isBefore(early, event);
  const found: string[] = [];
  if (those(until).some(event => isFrom(event) && isBefore(event, late))) found.push('until');
  if (those(between).some(event => isBefore(early, event) && isBefore(event, late))) found.push('absent 1');
  const latest = those(before)
    .filter(event => isBefore(event, early) && event.timeMs >= late.timeMs - maxspanMs)
    .reduce((a, { timeMs }) => Math.max(a, timeMs), Number.NEGATIVE_INFINITY);
  const earliest = those(after)
    .filter(event => isBefore(late, event) && event.timeMs <= early.timeMs + maxspanMs)
    .reduce((a, { timeMs }) => Math.min(a, timeMs), Number.POSITIVE_INFINITY);
  if (before !== undefined && after !== undefined)
    return earliest - latest <= maxspanMs ? [...found, 'absent 0,2'] : found;
  if (Number.isFinite(latest)) found.push('absent 0');
  if (Number.isFinite(earliest)) found.push('absent 2');
  return found;
}

export interface NaiveSample {
  /** By step; undefined where a step has no event. */
  readonly events: readonly (NaiveEvent | undefined)[];
  readonly reason: string;
}

/**
 * Every combination of different events of which one condition or key is wrong, or that has no event for a step
 * though all others, at least two, have one, and no event could take the place.
 */
export function naiveNearSamples(
  steps: readonly NaiveStep[],
  keys: readonly string[],
  events: readonly NaiveEvent[],
): readonly NaiveSample[] {
  const wrongs = (chain: readonly (NaiveEvent | undefined)[]): readonly string[] => {
    const present = chain.flatMap(event => event ?? []);
    return [
      ...chain.flatMap((event, at) => {
        const step = steps[at];
        if (step === undefined) return [];
        return event === undefined
          ? [`missing ${at + 1}`]
          : failures(step, event).map(field => `${at + 1} ${field}`);
      }),
      ...keys.flatMap(key => oddness(key, present)),
    ];
  };
  return combinations(steps.length, events).flatMap(chain => {
    const [reason, ...more] = wrongs(chain);
    return reason === undefined || more.length > 0 ? [] : [{ events: chain, reason }];
  });
}

/** One event is odd, or all lack the key; two different oddities are two things. */
function oddness(key: string, events: readonly NaiveEvent[]): readonly string[] {
  const values = events.map(event => event.fields[key]);
  if (values.every(value => value !== undefined && value === values[0])) return [];
  if (values.every(value => value === undefined)) return [`key ${key}`];
  const isOneOdd = values.some((_, odd) => {
    const rest = values.filter((_, at) => at !== odd);
    return rest.every(value => value !== undefined && value === rest[0]);
  });
  return isOneOdd ? [`key ${key}`] : [`key ${key}`, `key ${key}`];
}

/** With at most one hole, and then at least two events. */
function combinations(
  length: number,
  events: readonly NaiveEvent[],
): readonly (readonly (NaiveEvent | undefined)[])[] {
  let chains: (readonly (NaiveEvent | undefined)[])[] = [[]];
  for (let at = 0; at < length; at++)
    chains = chains.flatMap(chain =>
      [...events, undefined].filter(event => !chain.includes(event)).map(event => [...chain, event]),
    );
  return chains.filter(chain => !chain.includes(undefined) || length > 2);
}

export function isBefore(a: NaiveEvent, b: NaiveEvent): boolean {
  return a.timeMs === b.timeMs ? a.id < b.id : a.timeMs < b.timeMs;
}

function isShared(key: string, a: NaiveEvent, b: NaiveEvent): boolean {
  return a.fields[key] !== undefined && a.fields[key] === b.fields[key];
}

function failures({ wants }: NaiveStep, event: NaiveEvent): string[] {
  return Object.keys(wants).filter(field => event.fields[field] !== wants[field]);
}
