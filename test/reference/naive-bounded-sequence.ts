/**
 * What a sequence finisher finds when memory is short: the naive twin of src/engine/sequence.ts under a budget.
 * The other twin (naive-sequence.ts) remembers nothing and so can forget nothing. This one keeps all that there is
 * to remember in one list, which it walks for every question, and after whatever is added to it forgets the oldest
 * until the rest is small enough. Source: spec eql.md §7.3 to §7.7.
 */
import type { Hit, JoinKeyTuple, Match } from '../../src/engine/hit.ts';
import type { SequencePlan } from '../../src/plan/query.ts';

/** Rough bytes of what is remembered. */
export interface StateSizes {
  readonly sequence: number;
  /** Of a key under which sequences wait, once. */
  readonly key: (key: JoinKeyTuple) => number;
  readonly absent: (key: JoinKeyTuple) => number;
  readonly held: (match: Match) => number;
}

export interface BoundedFindings {
  readonly matches: readonly Match[];
  readonly dropped: { begun: number; absent: number; matches: number };
  /** The most that was remembered after any hit. */
  readonly mostBytes: number;
}

type Time = bigint;

interface Remembered {
  readonly kind: 'begun' | 'absent' | 'held';
  readonly key: JoinKeyTuple;
  /** What its age is told by, to the millisecond: a start, a hit, a last event. */
  readonly bornMs: number;
  /** Which was born when, for what is of one age. */
  readonly number: number;
  readonly first: Time;
  readonly hits: readonly Hit[];
  readonly leading: Leading | undefined;
  isBarred: boolean;
  verdict?: boolean;
}
type Leading = { readonly time: Time; readonly isPresumed: boolean };

/** The matches of the hits, which must come in order, when no more than `budget` bytes are remembered. */
export function naiveBoundedSequences(
  plan: SequencePlan,
  hits: Iterable<Hit>,
  budget: number,
  sizes: StateSizes,
): BoundedFindings {
  const state = new BoundedState(plan, budget, sizes);
  for (const hit of hits) state.push(hit);
  state.tell(() => true);
  return state;
}

class BoundedState implements BoundedFindings {
  readonly matches: Match[] = [];
  readonly dropped = { begun: 0, absent: 0, matches: 0 };
  mostBytes = 0;
  private readonly plan: SequencePlan;
  private readonly budget: number;
  private readonly sizes: StateSizes;
  private readonly absentAt: readonly number[];
  private readonly firstAbsent: number;
  private all: Remembered[] = [];
  private forgotten: Time | undefined;
  private born = 0;

  constructor(plan: SequencePlan, budget: number, sizes: StateSizes) {
    this.plan = plan;
    this.budget = budget;
    this.sizes = sizes;
    this.absentAt = (plan.absent ?? []).map(({ at }) => at);
    this.firstAbsent = plan.steps.length + (plan.until === undefined ? 0 : 1);
  }

  push(hit: Hit): void {
    const now = timeOf(hit);
    const last = this.plan.steps.length - 1;
    this.all = this.all.filter(({ kind, first }) => kind === 'held' || !this.isBeyond(first, now));
    for (const { at, keys } of this.absences(hit)) if (at > last) this.judge(keys, now);
    for (const { step, keys } of [...hit.steps].reverse())
      if (step <= last) for (const key of keys) this.fill(step, key, hit);
    for (const { step, keys } of hit.steps)
      if (this.plan.until !== undefined && step === last + 1)
        this.all = this.all.filter(({ kind, key }) => kind !== 'begun' || !keys.includes(key));
    for (const { at, keys } of this.absences(hit)) {
      for (const key of keys) {
        if (at === 0) this.rememberAbsent(key, hit);
        else if (at <= last)
          for (const begun of this.all)
            if (isAt(begun, at - 1, key) && begun.hits.at(-1) !== hit) begun.isBarred = true;
      }
    }
    this.tell(({ verdict, first }) => verdict === true || this.isBeyond(first, now));
    this.mostBytes = Math.max(this.mostBytes, this.bytes());
  }

  /** Tells the held matches, in their order up to the first that must wait. */
  tell(isDecided: (held: Remembered) => boolean): void {
    for (;;) {
      const held = this.all.find(({ kind }) => kind === 'held');
      if (held === undefined || !isDecided(held)) return;
      this.all = this.all.filter(other => other !== held);
      this.matches.push(this.matchOf(held));
    }
  }

  private fill(step: number, key: JoinKeyTuple, hit: Hit): void {
    const waiting = this.all.find(begun => isAt(begun, step - 1, key));
    if (step > 0 && waiting === undefined) return;
    this.all = this.all.filter(other => other !== waiting && !isAt(other, step, key));
    const sequence: Remembered = {
      kind: 'begun',
      key,
      bornMs: waiting?.bornMs ?? msOf(hit),
      number: waiting?.number ?? this.born++,
      first: waiting?.first ?? timeOf(hit),
      leading: waiting === undefined ? this.leadingOf(key) : waiting.leading,
      isBarred: waiting?.isBarred ?? false,
      hits: [...(waiting?.hits ?? []), hit],
    };
    if (step < this.plan.steps.length - 1) this.add(sequence);
    else if (!sequence.isBarred) this.complete(sequence, hit);
  }

  private complete(sequence: Remembered, hit: Hit): void {
    const { leading } = sequence;
    const isLed = leading !== undefined && !this.isBeyond(leading.time, timeOf(hit));
    if (this.absentAt.includes(this.plan.steps.length)) {
      const held = { ...sequence, kind: 'held', bornMs: msOf(hit), number: this.born++ } as const;
      if (isLed) this.add(held);
      else if (this.absentAt.includes(0)) this.add({ ...held, leading: undefined, verdict: true });
      else this.add({ ...held, leading: undefined });
    } else if (!isLed) this.matches.push(this.matchOf(sequence));
    else if (leading.isPresumed) this.dropped.matches++;
  }

  private judge(keys: readonly JoinKeyTuple[], now: Time): void {
    for (const held of this.all) {
      if (held.kind !== 'held' || held.verdict !== undefined || !keys.includes(held.key)) continue;
      const { first, leading } = held;
      held.verdict = this.isBeyond(first, now) || (leading !== undefined && this.isBeyond(leading.time, now));
      if (!held.verdict && leading?.isPresumed) this.dropped.matches++;
    }
    this.all = this.all.filter(({ verdict }) => verdict !== false);
  }

  private rememberAbsent(key: JoinKeyTuple, hit: Hit): void {
    this.all = this.all.filter(other => other.kind !== 'absent' || other.key !== key);
    this.add({
      kind: 'absent',
      key,
      bornMs: msOf(hit),
      number: this.born++,
      first: timeOf(hit),
      hits: [hit],
      leading: undefined,
      isBarred: false,
    });
  }

  private leadingOf(key: JoinKeyTuple): Leading | undefined {
    const known = this.all.find(other => other.kind === 'absent' && other.key === key);
    if (known !== undefined) return { time: known.first, isPresumed: false };
    return this.forgotten === undefined ? undefined : { time: this.forgotten, isPresumed: true };
  }

  /** Of one age, what has begun goes before what is to be missing, and that before what is complete. */
  private add(one: Remembered): void {
    this.all.push(one);
    const ranks = { begun: 0, absent: 1, held: 2 };
    while (this.bytes() > this.budget) {
      const [oldest] = [...this.all].sort(
        (a, b) => a.bornMs - b.bornMs || ranks[a.kind] - ranks[b.kind] || a.number - b.number,
      );
      if (oldest === undefined) return;
      this.all = this.all.filter(other => other !== oldest);
      if (oldest.kind === 'absent') this.forgotten = oldest.first;
      this.dropped[oldest.kind === 'held' ? 'matches' : oldest.kind]++;
    }
  }

  private bytes(): number {
    const keys = new Set(this.all.flatMap(({ kind, key }) => (kind === 'begun' ? [key] : [])));
    let sum = 0;
    for (const key of keys) sum += this.sizes.key(key);
    for (const one of this.all) {
      if (one.kind === 'begun') sum += this.sizes.sequence;
      else sum += one.kind === 'absent' ? this.sizes.absent(one.key) : this.sizes.held(this.matchOf(one));
    }
    return sum;
  }

  private matchOf({ key, hits }: Remembered): Match {
    const refs: (number | undefined)[] = hits.map(({ ref }) => ref);
    for (const at of [...this.absentAt].reverse()) refs.splice(at, 0, undefined);
    return { rule: 0, refs, joinKeys: JSON.parse(key) };
  }

  /** The hits of events that must be missing, and how many steps stand before them. */
  private absences({ steps }: Hit): { at: number; keys: readonly JoinKeyTuple[] }[] {
    return steps.flatMap(({ step, keys }) => {
      const at = this.absentAt[step - this.firstAbsent];
      return at === undefined ? [] : [{ at, keys }];
    });
  }

  private isBeyond(from: Time, to: Time): boolean {
    const { maxspanMs } = this.plan;
    return maxspanMs !== undefined && to - from > BigInt(maxspanMs) * 1_000_000n;
  }
}

function isAt({ kind, key, hits }: Remembered, step: number, wanted: JoinKeyTuple): boolean {
  return kind === 'begun' && key === wanted && hits.length === step + 1;
}

function timeOf({ ordinal }: Hit): Time {
  return BigInt(ordinal.timestampMs ?? 0) * 1_000_000n + BigInt(ordinal.nanos);
}

function msOf({ ordinal }: Hit): number {
  return ordinal.timestampMs ?? 0;
}
