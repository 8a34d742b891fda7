/**
 * Near misses of a two-step sequence by looking at every pair of events and counting what keeps it from being a
 * match. The naive twin of src/explain/near-sequences.ts.
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

export interface NaivePair {
  readonly first: NaiveEvent;
  readonly second: NaiveEvent;
  /** Empty where nothing is missing. */
  readonly reason: string;
}

export function naiveNearPairs(
  steps: readonly [NaiveStep, NaiveStep],
  keys: readonly string[],
  maxspanMs: number,
  events: readonly NaiveEvent[],
): readonly NaivePair[] {
  const pairs: NaivePair[] = [];
  for (const first of events) {
    for (const second of events) {
      if (first === second) continue;
      const reasons = [
        ...failures(steps[0], first).map(field => `1 ${field}`),
        ...failures(steps[1], second).map(field => `2 ${field}`),
        ...keys
          .filter(key => first.fields[key] === undefined || first.fields[key] !== second.fields[key])
          .map(key => `key ${key}`),
        ...(isBefore(first, second) ? [] : ['order']),
        ...(Math.abs(second.timeMs - first.timeMs) > maxspanMs ? ['maxspan'] : []),
      ];
      if (reasons.length < 2) pairs.push({ first, second, reason: reasons[0] ?? '' });
    }
  }
  return pairs;
}

export function isBefore(a: NaiveEvent, b: NaiveEvent): boolean {
  return a.timeMs === b.timeMs ? a.id < b.id : a.timeMs < b.timeMs;
}

function failures({ wants }: NaiveStep, event: NaiveEvent): string[] {
  return Object.keys(wants).filter(field => event.fields[field] !== wants[field]);
}
