/**
 * What a sequence query finds, by definition: the naive twin of src/engine/sequence.ts, from which it shares no
 * line. It looks at whole events in a sorted array and answers one question by looking back: *which sequence
 * waits at step n under key k after event i?* Nothing is consumed, freed or remembered; what the streaming
 * machine takes out of a slot is here simply not waiting any more. Events that must be missing are looked for at
 * the end, in the whole array, one found sequence at a time. Source: spec eql.md §7.1 to §7.8.
 */

export interface NaiveEvent {
  /** Nanoseconds since 1970. */
  readonly time: bigint | undefined;
  readonly tiebreaker?: string | number | bigint | undefined;
  /** Breaks what is still tied. */
  readonly arrival: number;
  readonly fields: Readonly<Record<string, NaiveValue | readonly (NaiveValue | null)[] | null>>;
}
export type NaiveValue = string | number | boolean;

export interface NaiveStep {
  readonly accepts: (event: NaiveEvent) => boolean;
  readonly by: readonly { readonly field: string; readonly optional: boolean }[];
}

export interface NaiveSequence {
  /** As written: `absent` marks the events that must be missing. */
  readonly steps: readonly (NaiveStep & { readonly absent?: boolean })[];
  readonly until?: NaiveStep | undefined;
  /** Nanoseconds. */
  readonly maxspan?: bigint | undefined;
  readonly limits?: readonly { readonly kind: 'head' | 'tail'; readonly count: number }[];
}

export interface NaiveMatch {
  readonly key: readonly (NaiveValue | null)[];
  /** Undefined where an event had to be missing. */
  readonly events: readonly (NaiveEvent | undefined)[];
}

/** The matches in the order of their last events; those that end with one event, in the order of their keys. */
export function naiveSequences(query: NaiveSequence, unsorted: readonly NaiveEvent[]): NaiveMatch[] {
  const events = unsorted.filter(event => event.time !== undefined).sort(inOrder);
  const present = query.steps.filter(step => step.absent !== true);
  const last = present.length - 1;
  const lastStep = present[last];
  if (lastStep === undefined) return [];
  const all = events.flatMap((event, at) =>
    naiveKeys(event, lastStep).flatMap(key => {
      const found = new KeyedSearch({ ...query, steps: present }, events, key).endingAt(last, at);
      if (found === undefined || !isClean(query, events, key, found)) return [];
      const rest = [...found];
      return [{ key, events: query.steps.map(step => (step.absent === true ? undefined : rest.shift())) }];
    }),
  );
  return naiveLimits(all, query.limits ?? []);
}

export function naiveLimits<T>(results: readonly T[], limits: NonNullable<NaiveSequence['limits']>): T[] {
  return limits.reduce(
    (left, { kind, count }) =>
      left.filter((_, at) => (kind === 'head' ? at < count : at >= left.length - count)),
    [...results],
  );
}

/** The acceptance rule of §7.7, word for word. */
function isClean(
  query: NaiveSequence,
  events: readonly NaiveEvent[],
  key: NaiveMatch['key'],
  found: readonly NaiveEvent[],
): boolean {
  const first = found[0] as NaiveEvent; // a sequence has events
  const last = found.at(-1) as NaiveEvent;
  const at = (event: NaiveEvent): number => events.indexOf(event);
  const maxspan = query.maxspan ?? 10n ** 30n;
  const leading: NaiveEvent[] = [];
  const trailing: NaiveEvent[] = [];
  let isInterrupted = false;
  let before = 0;
  for (const step of query.steps) {
    if (step.absent !== true) {
      before++;
      continue;
    }
    const hits = events.filter(event => naiveKeys(event, step).some(own => isSameKey(own, key)));
    if (before === 0) {
      leading.push(...hits.filter(hit => timeOf(hit) >= timeOf(last) - maxspan && at(hit) < at(first)));
    } else if (before === found.length) {
      trailing.push(...hits.filter(hit => at(hit) > at(last) && timeOf(hit) <= timeOf(first) + maxspan));
    } else {
      const from = at(found[before - 1] as NaiveEvent); // within the bounds
      const to = at(found[before] as NaiveEvent);
      if (hits.some(hit => at(hit) > from && at(hit) < to)) isInterrupted = true;
    }
  }
  if (isInterrupted) return false;
  const latest = leading.sort(inOrder).at(-1);
  const earliest = trailing.sort(inOrder)[0];
  const hasLeading = query.steps[0]?.absent === true;
  const hasTrailing = query.steps.at(-1)?.absent === true;
  return (
    (latest === undefined && earliest === undefined) ||
    (hasLeading && latest === undefined) ||
    (hasTrailing && earliest === undefined) ||
    (latest !== undefined && earliest !== undefined && timeOf(earliest) - timeOf(latest) > maxspan)
  );
}

function timeOf(event: NaiveEvent): bigint {
  return event.time ?? 0n;
}

class KeyedSearch {
  private readonly query: NaiveSequence;
  private readonly events: readonly NaiveEvent[];
  private readonly key: readonly (NaiveValue | null)[];
  private readonly answers = new Map<string, readonly NaiveEvent[] | undefined>();

  constructor(query: NaiveSequence, events: readonly NaiveEvent[], key: readonly (NaiveValue | null)[]) {
    this.query = query;
    this.events = events;
    this.key = key;
  }

  /** The sequence of steps 0 to `step` whose last event is the one at `at`. */
  endingAt(step: number, at: number): readonly NaiveEvent[] | undefined {
    const event = this.events[at];
    if (event === undefined || !this.fills(this.query.steps[step], event)) return undefined;
    if (step === 0) return [event];
    const begun = this.waitingAfter(step - 1, at - 1);
    if (begun === undefined || this.isTooLong(begun, event) || this.isEnded(begun, at)) return undefined;
    return [...begun, event];
  }

  /** The sequence that has matched steps 0 to `step` and wants the next, once the event at `at` is over. */
  private waitingAfter(step: number, at: number): readonly NaiveEvent[] | undefined {
    if (at < 0) return undefined;
    const question = `${step} after ${at}`;
    if (!this.answers.has(question)) this.answers.set(question, this.lookUpWaiting(step, at));
    return this.answers.get(question);
  }

  private lookUpWaiting(step: number, at: number): readonly NaiveEvent[] | undefined {
    const event = this.events[at];
    if (event === undefined) return undefined;
    // The newest takes the place.
    const arrived = this.endingAt(step, at);
    if (arrived !== undefined) return arrived;
    // An event that fills the next step takes whatever waits for it, even if it then turns out not to fit.
    if (this.fills(this.query.steps[step + 1], event)) return undefined;
    return this.waitingAfter(step, at - 1);
  }

  private fills(step: NaiveStep | undefined, event: NaiveEvent): boolean {
    return step !== undefined && naiveKeys(event, step).some(key => isSameKey(key, this.key));
  }

  private isTooLong(begun: readonly NaiveEvent[], event: NaiveEvent): boolean {
    const { maxspan } = this.query;
    return maxspan !== undefined && timeOf(event) - timeOf(begun[0] as NaiveEvent) > maxspan; // has events
  }

  /** Whether an `until` of this key stands from the last event of the sequence, included, to `at`, excluded. */
  private isEnded(begun: readonly NaiveEvent[], at: number): boolean {
    const from = this.events.lastIndexOf(begun.at(-1) as NaiveEvent); // a begun sequence has events
    return this.events.slice(from, at).some(event => this.fills(this.query.until, event));
  }
}

/** The order of events (§7.1), those without a time last. */
export function inOrder(a: NaiveEvent, b: NaiveEvent): number {
  if (a.time !== b.time) {
    if (a.time === undefined) return 1;
    if (b.time === undefined) return -1;
    return a.time < b.time ? -1 : 1;
  }
  return byTiebreaker(a.tiebreaker, b.tiebreaker) || a.arrival - b.arrival;
}

/** Numbers, then texts by code point, then none. */
function byTiebreaker(a: NaiveEvent['tiebreaker'], b: NaiveEvent['tiebreaker']): number {
  const rank = (value: NaiveEvent['tiebreaker']): number =>
    value === undefined ? 2 : typeof value === 'string' ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') {
    const left = [...a].map(character => character.codePointAt(0) ?? 0);
    const right = [...b].map(character => character.codePointAt(0) ?? 0);
    const at = left.findIndex((codePoint, index) => codePoint !== right[index]);
    return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
  }
  if (rank(a) !== 0 || rank(b) !== 0 || a === undefined || b === undefined) return rank(a) - rank(b);
  return a < b ? -1 : Number(a > b);
}

/** Every way to choose one value of each key field; none where the event does not fill the step. */
export function naiveKeys(event: NaiveEvent, step: NaiveStep): (NaiveValue | null)[][] {
  if (!step.accepts(event)) return [];
  return step.by.reduce<(NaiveValue | null)[][]>(
    (keys, { field, optional }) => {
      const raw = event.fields[field];
      const all: readonly (NaiveValue | null)[] = Array.isArray(raw)
        ? raw
        : [(raw ?? null) as NaiveValue | null];
      const values = all.filter((value, at) => value !== null && all.indexOf(value) === at);
      const choices = values.length === 0 && optional ? [null] : values;
      return keys.flatMap(key => choices.map(choice => [...key, choice]));
    },
    [[]],
  );
}

function isSameKey(a: readonly (NaiveValue | null)[], b: readonly (NaiveValue | null)[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
