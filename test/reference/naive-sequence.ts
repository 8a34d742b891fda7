/**
 * What a sequence query finds, by definition: the naive twin of src/engine/sequence.ts, from which it shares no
 * line. It looks at whole events in a sorted array and answers one question by looking back: *which sequence
 * waits at step n under key k after event i?* Nothing is consumed, freed or remembered; what the streaming
 * machine takes out of a slot is here simply not waiting any more. Source: spec eql.md §7.1 to §7.5.
 */

export interface NaiveEvent {
  readonly timestampMs: number | undefined;
  readonly tiebreaker?: string | number | undefined;
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
  readonly steps: readonly NaiveStep[];
  readonly until?: NaiveStep | undefined;
  readonly maxspanMs?: number | undefined;
}

export interface NaiveMatch {
  readonly key: readonly (NaiveValue | null)[];
  readonly events: readonly NaiveEvent[];
}

/** The matches in the order of their last events; those that end with one event, in the order of their keys. */
export function naiveSequences(query: NaiveSequence, unsorted: readonly NaiveEvent[]): NaiveMatch[] {
  const events = unsorted.filter(event => event.timestampMs !== undefined).sort(inOrder);
  const last = query.steps.length - 1;
  const lastStep = query.steps[last];
  if (lastStep === undefined) return [];
  return events.flatMap((event, at) =>
    keysOf(event, lastStep).flatMap(key => {
      const found = new KeyedSearch(query, events, key).endingAt(last, at);
      return found === undefined ? [] : [{ key, events: found }];
    }),
  );
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
    return step !== undefined && keysOf(event, step).some(key => isSameKey(key, this.key));
  }

  private isTooLong(begun: readonly NaiveEvent[], event: NaiveEvent): boolean {
    const { maxspanMs } = this.query;
    return maxspanMs !== undefined && (event.timestampMs ?? 0) - (begun[0]?.timestampMs ?? 0) > maxspanMs;
  }

  /** Whether an `until` of this key stands from the last event of the sequence, included, to `at`, excluded. */
  private isEnded(begun: readonly NaiveEvent[], at: number): boolean {
    const from = this.events.lastIndexOf(begun.at(-1) as NaiveEvent); // a begun sequence has events
    return this.events.slice(from, at).some(event => this.fills(this.query.until, event));
  }
}

function inOrder(a: NaiveEvent, b: NaiveEvent): number {
  return (
    (a.timestampMs ?? 0) - (b.timestampMs ?? 0) ||
    byTiebreaker(a.tiebreaker, b.tiebreaker) ||
    a.arrival - b.arrival
  );
}

/** Numbers, then texts by code point, then none. */
function byTiebreaker(a: string | number | undefined, b: string | number | undefined): number {
  const rank = (value: string | number | undefined): number =>
    typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    const left = [...a].map(character => character.codePointAt(0) ?? 0);
    const right = [...b].map(character => character.codePointAt(0) ?? 0);
    const at = left.findIndex((codePoint, index) => codePoint !== right[index]);
    return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
  }
  return rank(a) - rank(b);
}

/** Every way to choose one value of each key field; none where the event does not fill the step. */
function keysOf(event: NaiveEvent, step: NaiveStep): (NaiveValue | null)[][] {
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
