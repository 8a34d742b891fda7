/**
 * What a network spends its time on, by filter and by condition. A meter is told by the network what it does
 * (network-watch.ts) and holds a stopwatch to it:
 *
 *     a filter that was tried    is tried again, several times at once, as one try is shorter than a look at the clock
 *     a computation              is timed when it runs, once an event; who asked for it is noted, and they share it
 *     a test that has to be run  likewise, once for each value that was not known; all filters that have it share it
 *     what follows a hit         (its keys, its time) is shared by the filters that accepted the event
 *     all else on a new value    (look-ups, one pass for all literals) is counted by field: it is nobody's alone
 *
 * What asks conditions has no effects, so that it may be done twice: what takes suspiciously long is, and the shorter
 * time counts, as the machine may have paused meanwhile, or something was compiled. What follows a hit cannot be, and
 * counts then like the hits before it.
 *
 * Looking at the clock costs time too. What it costs is taken off wherever it was paid, so that the times are those
 * of a network without a meter, and `overheadMs` is what the network took longer for being watched.
 */
import type { RawValue } from '../../event/field-value.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { CompiledPredicate } from '../compile-predicate.ts';
import type { Truth } from './branch-program.ts';
import type { Condition, ConditionTable, Formula } from './formula.ts';
import type { NetworkWatch, Tries } from './network-watch.ts';
import { conditionsIn, predicateOf } from './selection.ts';

export interface Stopwatch {
  /** Milliseconds since whenever. */
  now(): number;
  /** What one look at it costs, in milliseconds. */
  readonly costMs: number;
}

/** A condition that had to be run, as it answers no look-up. */
export interface RunCondition {
  readonly condition: Condition;
  readonly predicate: Predicate;
  readonly runs: number;
  /** Runs that came out true. */
  readonly held: number;
  readonly ms: number;
  /** Mean length of the texts that it was run on; undefined: it was run on whole events, or on no text. */
  readonly characters: number | undefined;
}

/** What a filter has of the time of such a condition. */
export interface ConditionShare {
  readonly run: RunCondition;
  readonly ms: number;
  /** Filters that share its time. */
  readonly sharers: number;
}

/** What the conditions of filters are, by their numbers. */
export type Conditions = Pick<ConditionTable, 'tests' | 'computations'>;

export interface FilterAccount {
  readonly formula: Formula;
  /** Events for which it was tried, and events that it accepted. */
  readonly tried: number;
  readonly accepted: number;
  /** Of its tries, of what followed its hits, and of all that it causes: its shares are in it too. */
  readonly tryMs: number;
  readonly hitMs: number;
  readonly ms: number;
  /** The dearest first. */
  readonly shares: readonly ConditionShare[];
}

export interface FieldAccount {
  readonly slot: number;
  /** Values that were not known. */
  readonly values: number;
  /** Without the tests that had to be run. */
  readonly ms: number;
}

export interface NetworkAccounts {
  /** By the number of the filter. */
  readonly filters: readonly FilterAccount[];
  /** The dearest first. */
  readonly fields: readonly FieldAccount[];
}

/** So many tries in a row are timed as one, twice. */
const TRIES_AT_ONCE = 4;
/** Milliseconds; hardly any condition takes so long, and hardly what follows from the hits of an event. */
const SUSPICIOUS = 0.02;
const SUSPICIOUS_HITS = 0.1;

interface Running {
  runs: number;
  held: number;
  ms: number;
  texts: number;
  characters: number;
}

export class NetworkMeter implements NetworkWatch {
  private readonly stopwatch: Stopwatch;
  private isResting = false;
  /** Looks at the clock while the network was at work. */
  private looks = 0;
  /** Spent on doing again what had been done. */
  private againMs = 0;

  private formulas: readonly Formula[] = [];
  private known: Conditions = { tests: [], computations: [] };
  /** By filter. */
  private tried: Float64Array = new Float64Array(0);
  private accepted: Float64Array = new Float64Array(0);
  private tryMs: Float64Array = new Float64Array(0);
  private hitMs: Float64Array = new Float64Array(0);
  /** By filter: how often it asked for each computation; undefined where it has none. */
  private asks: readonly (Map<Condition, number> | undefined)[] = [];
  private readonly running = new Map<Condition, Running>();
  private readonly fields = new Map<number, { values: number; ms: number }>();
  /** Of all tests together. */
  private testMs = 0;
  /** Of the event that was asked last: the filters that accepted it, and when that was known. */
  private lastAccepted: readonly number[] = NO_FILTERS;
  private lastAskedAt = 0;

  constructor(stopwatch: Stopwatch) {
    this.stopwatch = stopwatch;
  }

  /** By how much the network was slower until now for being watched. */
  get overheadMs(): number {
    return this.againMs + this.looks * this.stopwatch.costMs;
  }

  /** Of the filters of the network that is watched. */
  get conditions(): Conditions {
    return this.known;
  }

  /** Nothing is measured any more. */
  rest(): void {
    this.isResting = true;
  }

  knows(formulas: readonly Formula[], conditions: Conditions): void {
    this.formulas = formulas;
    this.known = conditions;
    this.tried = new Float64Array(formulas.length);
    this.accepted = new Float64Array(formulas.length);
    this.tryMs = new Float64Array(formulas.length);
    this.hitMs = new Float64Array(formulas.length);
    this.asks = formulas.map(formula =>
      [...conditionsIn(formula)].some(condition => condition < 0) ? new Map() : undefined,
    );
  }

  computation(at: number, holds: CompiledPredicate): CompiledPredicate {
    return this.timed(-1 - at, holds);
  }

  test(number: number, passes: (raw: RawValue) => boolean): (raw: RawValue) => boolean {
    return this.timed(number, passes);
  }

  newValues(
    slot: number,
    classify: (raw: RawValue) => readonly number[],
  ): (raw: RawValue) => readonly number[] {
    const { stopwatch } = this;
    const field = { values: 0, ms: 0 };
    this.fields.set(slot, field);
    return raw => {
      if (this.isResting) return classify(raw);
      const { againMs, looks, testMs } = this;
      const start = stopwatch.now();
      const passed = classify(raw);
      const elapsed = stopwatch.now() - start;
      const looking = (1 + this.looks - looks) * stopwatch.costMs;
      field.values++;
      field.ms += elapsed - looking - (this.testMs - testMs) - (this.againMs - againMs);
      this.looks += 2;
      return passed;
    };
  }

  asked(triesOf: () => Tries, accepted: readonly number[]): void {
    if (this.isResting) return;
    const { stopwatch } = this;
    const start = stopwatch.now();
    const tries = triesOf();
    for (const filter of accepted) this.accepted[filter] = (this.accepted[filter] ?? 0) + 1;
    for (let at = 0; at < tries.count; at++) this.tryAgain(tries, at);
    this.lastAccepted = [...accepted];
    this.lastAskedAt = stopwatch.now();
    this.againMs += this.lastAskedAt - start + stopwatch.costMs;
  }

  /** What follows from the hits of the event was done by then. */
  followed(atMs: number): void {
    const { lastAccepted } = this;
    const ms = atMs - this.lastAskedAt - this.stopwatch.costMs;
    for (const filter of lastAccepted) {
      const before = this.hitMs[filter] ?? 0;
      const mean = before / Math.max(1, (this.accepted[filter] ?? 0) - 1);
      this.hitMs[filter] = before + (ms > SUSPICIOUS_HITS ? mean : ms / lastAccepted.length);
    }
    this.lastAccepted = NO_FILTERS;
  }

  accounts(): NetworkAccounts {
    const runs = new Map<Condition, RunCondition>();
    for (const [condition, running] of this.running)
      if (running.runs > 0) runs.set(condition, this.runOf(condition, running));
    const users = usersOf(this.formulas);
    const asksOf = new Map<Condition, { asks: number; filters: number }>();
    for (const asks of this.asks)
      for (const [condition, count] of asks ?? []) {
        const all = asksOf.get(condition) ?? { asks: 0, filters: 0 };
        asksOf.set(condition, { asks: all.asks + count, filters: all.filters + 1 });
      }
    const filters = this.formulas.map((formula, filter): FilterAccount => {
      const shares: ConditionShare[] = [];
      for (const condition of conditionsIn(formula)) {
        const run = runs.get(condition);
        if (run === undefined) continue;
        if (condition >= 0) {
          const sharers = users.get(condition) ?? 1;
          shares.push({ run, ms: run.ms / sharers, sharers });
          continue;
        }
        const own = this.asks[filter]?.get(condition) ?? 0;
        const all = asksOf.get(condition);
        if (own > 0 && all !== undefined)
          shares.push({ run, ms: (run.ms * own) / all.asks, sharers: all.filters });
      }
      shares.sort((a, b) => b.ms - a.ms);
      const tryMs = Math.max(0, this.tryMs[filter] ?? 0);
      const hitMs = Math.max(0, this.hitMs[filter] ?? 0);
      return {
        formula,
        tried: this.tried[filter] ?? 0,
        accepted: this.accepted[filter] ?? 0,
        tryMs,
        hitMs,
        ms: shares.reduce((sum, share) => sum + share.ms, tryMs + hitMs),
        shares,
      };
    });
    const fields = [...this.fields]
      .map(([slot, { values, ms }]) => ({ slot, values, ms: Math.max(0, ms) }))
      .sort((a, b) => b.ms - a.ms);
    return { filters, fields };
  }

  private runOf(condition: Condition, { runs, held, ms, texts, characters }: Running): RunCondition {
    return {
      condition,
      predicate: predicateOf({ kind: 'condition', condition }, this.known),
      runs,
      held,
      ms: Math.max(0, ms),
      characters: texts === 0 ? undefined : characters / texts,
    };
  }

  /** The time of a condition that is run, wherever it has to be. */
  private timed<T>(condition: Condition, holds: (of: T) => boolean): (of: T) => boolean {
    const { stopwatch } = this;
    // A test is compiled once for each literal that leads to it.
    const running = this.running.get(condition) ?? { runs: 0, held: 0, ms: 0, texts: 0, characters: 0 };
    this.running.set(condition, running);
    return of => {
      if (this.isResting) return holds(of);
      const start = stopwatch.now();
      const isTrue = holds(of);
      const end = stopwatch.now();
      this.looks += 2;
      let ms = end - start - stopwatch.costMs;
      if (ms > SUSPICIOUS) {
        holds(of);
        const again = stopwatch.now() - end;
        // Of the first time, what was too long is no work of the network either.
        this.againMs += again + Math.max(0, ms - again);
        ms = Math.min(ms, again);
      }
      running.runs++;
      running.held += Number(isTrue);
      running.ms += ms;
      if (condition >= 0) this.testMs += ms;
      if (typeof of === 'string') {
        running.texts++;
        running.characters += of.length;
      }
      return isTrue;
    };
  }

  private tryAgain(tries: Tries, at: number): void {
    const { stopwatch } = this;
    const filter = tries.filterAt(at);
    this.tried[filter] = (this.tried[filter] ?? 0) + 1;
    const asks = this.asks[filter];
    if (asks !== undefined) tries.again(at, noting(tries.truth, asks));
    const start = stopwatch.now();
    for (let times = 0; times < TRIES_AT_ONCE; times++) tries.again(at, tries.truth);
    const middle = stopwatch.now();
    for (let times = 0; times < TRIES_AT_ONCE; times++) tries.again(at, tries.truth);
    const ms = Math.min(middle - start, stopwatch.now() - middle) - stopwatch.costMs;
    this.tryMs[filter] = (this.tryMs[filter] ?? 0) + ms / TRIES_AT_ONCE;
  }
}

const NO_FILTERS: readonly number[] = [];

/** The same truth, and which computations it was asked for. */
function noting(truth: Truth, asks: Map<Condition, number>): Truth {
  return {
    holds(condition) {
      if (condition < 0) asks.set(condition, (asks.get(condition) ?? 0) + 1);
      return truth.holds(condition);
    },
  };
}

/** How many filters have each condition. */
function usersOf(formulas: readonly Formula[]): ReadonlyMap<Condition, number> {
  const users = new Map<Condition, number>();
  for (const formula of formulas)
    for (const condition of conditionsIn(formula)) users.set(condition, (users.get(condition) ?? 0) + 1);
  return users;
}
