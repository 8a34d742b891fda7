/** All that is held of one running rule: its hits, what it told, what it remembers, and when it runs next. */
import { AlertCap } from '../alerts/alert-cap.ts';
import { ruleUuid } from '../alerts/alert-id.ts';
import type { Hit, StepHit } from '../engine/hit.ts';
import type { RuleInput } from '../engine/rule-set.ts';
import { heldKeyTimes } from '../engine/state/held-key-times.ts';
import type { KeyTimes, SavedKeyTimes } from '../engine/state/key-times.ts';
import type { Json, JsonObject } from '../event/json.ts';
import type { AppliedExceptions } from '../exceptions/apply-exceptions.ts';
import { type QueryPlan, standsInMatches } from '../plan/query.ts';
import { readSuppression } from '../rules/suppression-form.ts';
import type { RunningRule, RunRecord, TimeWindow } from './detection.ts';
import { followersOf } from './followers.ts';
import { AHEAD_MS, type HeldHit, HeldHits, type HitEvent } from './held-hits.ts';
import { RunSuppression } from './run-suppression.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import { type WindowClock, windowClockOf } from './stored-hits.ts';

export interface Budgets {
  readonly hitBytes: number;
  readonly memoryBytes: number;
  /** Instead of `max_signals`. */
  readonly mostAlerts?: number;
}

/** Told groups are known for this much longer, should the clock have been ahead. */
const CLOCK_SLACK_MS = 86_400_000;

const MOST_PASSED_OVER = 100;

/** Hits that came after the last run that could have seen them, and the time in which they lie. */
export type LateHits = TimeWindow & { readonly hits: number };

/** What became of a match of the window. */
export interface Told {
  /**
   * `early`: stored by the run that is not closed yet; `settled`: found by a closed run; `superseded`: stored, and no
   * closed run found it; the others are not stored.
   */
  status: 'early' | 'settled' | 'superseded' | 'excepted' | 'refused' | 'suppressed';
  readonly blocks: readonly string[];
  /** Of a threshold: how many events it says it has. */
  count?: number | undefined;
}

/** How it comes that a rule runs. */
export type RunKind = RunRecord['kind'];

export class RuleState {
  readonly rule: RunningRule;
  readonly kind: RunKind;
  readonly schedule: Schedule;
  readonly clock: WindowClock;
  readonly exceptions: AppliedExceptions;
  readonly hits: HeldHits;
  /** Indicators, which no window bounds; undefined: the rule has none. */
  readonly references: HeldHits | undefined;
  /** Events that exceptions took away. */
  readonly excepted: HeldHits;
  readonly told: Map<string, Told> = new Map();
  memory: KeyTimes | undefined;
  suppression: RunSuppression | undefined;
  cap: AlertCap;
  /** When its last run was due that closed; undefined: none has. */
  closedMs: number | undefined;
  dueMs: number;
  /** Its alerts of the open run are to be read from the store first. */
  needsRecall: boolean;
  isDirty = false;
  /**
   * It has to begin again, over what is stored, before its run can close: the store could not be read, or the first
   * indicator came.
   */
  needsLookBack = false;
  /** When time alone may decide what is undecided. */
  wakeMs: number = Number.POSITIVE_INFINITY;
  /** It is not finished before this time, but for its closing. */
  notBeforeMs: number = Number.NEGATIVE_INFINITY;
  /** How often the clock went back, and runs were due at times at which others had closed. */
  setBacks = 0;
  /** Runs that were open and are passed over: the next one that closes decides about what they told. */
  passedOver: readonly string[] = [];
  /** Of a run that is none of the schedule's. */
  ownRunId: string | undefined;
  /** What of it is in the store. */
  saved: JsonObject | undefined;
  readonly #budgets: Budgets;
  #nextFromMs: number;
  /** Without any indicator, events are left to the store. */
  #holdsEvents = true;
  /** Not in a record yet. */
  #late: LateHits | undefined;
  /** In the record of the run that is about to close. */
  #toldLate: LateHits | undefined;

  constructor(
    rule: RunningRule,
    exceptions: AppliedExceptions,
    dueMs: number,
    budgets: Budgets,
    kind: RunKind = 'scheduled',
  ) {
    const { compiled } = rule;
    this.rule = rule;
    this.kind = kind;
    this.needsRecall = kind === 'scheduled';
    this.exceptions = exceptions;
    this.schedule = scheduleOf(compiled, rule.id);
    this.clock = windowClockOf(compiled);
    this.#budgets = budgets;
    this.hits = new HeldHits(budgets.hitBytes, followersOf(compiled.plan, this.schedule));
    this.excepted = new HeldHits(budgets.hitBytes / 16);
    this.references = compiled.plan.kind === 'indicators' ? new HeldHits(budgets.hitBytes) : undefined;
    this.dueMs = dueMs;
    this.#nextFromMs = this.window.fromMs;
    this.cap = this.#newCap(0);
    this.restore(undefined);
  }

  /** What the engine runs: the rule, and what its exceptions take away from it. */
  get inputs(): readonly RuleInput[] {
    return this.exceptions.inputs;
  }

  /** Of the run that is due next. */
  get window(): TimeWindow {
    return this.schedule.windowAt(this.dueMs);
  }

  /** What is earlier, no run will see. */
  get nextFromMs(): number {
    return this.#nextFromMs;
  }

  get runId(): string {
    return this.ownRunId ?? runIdOf(this.rule.id, this.dueMs, this.setBacks);
  }

  get heldHits(): number {
    return this.hits.size + this.excepted.size + (this.references?.size ?? 0);
  }

  /** Whether its hits are worth a search: what must be missing, or what no indicator names, is nothing alone. */
  get mayMatch(): boolean {
    switch (this.#plan.kind) {
      case 'threshold':
        return true;
      case 'sequence':
        return this.hits.hasFirstStep;
      case 'indicators':
        return this.hits.size > 0 && this.references?.size !== 0;
      default:
        return this.hits.size > 0;
    }
  }

  /** Takes what was saved, or begins anew. */
  restore(saved: JsonObject | undefined): void {
    const { compiled } = this.rule;
    const { plan, rule } = compiled;
    const closed = saved?.['closedMs'];
    if (typeof closed === 'number') this.closedMs = closed;
    this.setBacks = Number(saved?.['setBacks'] ?? 0);
    this.passedOver = (saved?.['passedOver'] as readonly string[] | undefined) ?? [];
    const form = readSuppression(rule).value;
    const scope = { form, ruleId: rule.rule_id, intervalMs: this.schedule.intervalMs };
    this.suppression =
      form === undefined ? undefined : new RunSuppression({ ...scope, form }, saved?.['suppression']);
    if (plan.kind === 'threshold')
      this.memory = heldKeyTimes(this.#budgets.memoryBytes, saved?.['memory'] as SavedKeyTimes | undefined);
    else if (plan.kind === 'new-terms') this.memory ??= heldKeyTimes(this.#budgets.memoryBytes);
  }

  /** What a restart could not find again, of when the last run closed and the next is due. */
  save(closedMs: number | undefined, dueMs: number, passedOver: readonly string[]): JsonObject {
    const { memory, rule, suppression } = this;
    return {
      closedMs: closedMs ?? null,
      dueMs,
      setBacks: this.setBacks,
      passedOver,
      ...(rule.compiled.plan.kind === 'threshold' &&
        memory !== undefined && { memory: memory.save() as unknown as Json }),
      ...(suppression !== undefined && { suppression: suppression.save() }),
    };
  }

  /** Remembers what the search of a closed run found, until the watermark. */
  note(noted: SavedKeyTimes['times'], watermarkMs: number): void {
    const { plan } = this.rule.compiled;
    if (plan.kind !== 'threshold' || this.memory === undefined) return;
    this.memory.saw(watermarkMs);
    for (const [key, timeMs] of noted) this.memory.note(key, timeMs);
    this.memory.forgetBefore(this.#nextFromMs - plan.gatherMs - CLOCK_SLACK_MS);
  }

  /** For the record of the run that is about to close; should it not close, the next record has them. */
  tellLate(): LateHits | undefined {
    this.#toldLate = bothLate(this.#toldLate, this.#late);
    this.#late = undefined;
    return this.#toldLate;
  }

  /** Takes the place of the state of the rule as it was before. */
  replace(before: RuleState): void {
    this.#late = bothLate(before.#toldLate, before.#late);
  }

  /** The run that was open is closed, and found these. What came since its search, and no later run sees, is late. */
  close(found: ReadonlySet<string>, nextDueMs: number): void {
    this.closedMs = this.dueMs;
    this.passedOver = [];
    for (const [uuid, told] of this.told) {
      if (!found.has(uuid)) this.told.delete(uuid);
      else if (told.status === 'early') told.status = 'settled';
    }
    this.#toldLate = undefined;
    const unsearched = new Set(this.hits.unsearched);
    for (const hit of this.moveTo(nextDueMs)) if (unsearched.has(hit)) this.#addLate(hit);
    this.suppression?.forgetBefore(this.#nextFromMs);
    this.resetCap(0);
    // What is in the next window too may be decided, or held back no longer.
    this.isDirty = this.hits.size > 0;
  }

  /** @param made how many alerts of the open run are stored already */
  resetCap(made: number): void {
    this.cap = this.#newCap(made);
  }

  /** The run that is open never closes: the next is that of another time. */
  passTo(dueMs: number): void {
    this.passedOver = [...this.passedOver, this.runId].slice(-MOST_PASSED_OVER);
    if (dueMs < this.dueMs) this.setBacks++;
    this.moveTo(dueMs);
  }

  /**
   * The next run is that of another time.
   * @returns the hits that it does not look back to, which are held no longer
   */
  moveTo(dueMs: number): readonly HeldHit[] {
    this.dueMs = dueMs;
    this.#nextFromMs = this.window.fromMs;
    this.excepted.dropBefore(this.#nextFromMs);
    const gone = this.hits.dropBefore(this.#nextFromMs);
    if (this.rule.compiled.plan.kind === 'new-terms') {
      for (const { ordinal, steps } of gone) this.remember(ordinal.timestampMs, steps, dueMs);
      this.memory?.forgetBefore(this.#nextFromMs - this.rule.compiled.plan.historyMs);
    }
    return gone;
  }

  /** What is stored is read: where no indicator was there, no event is held until one comes. */
  endLookBack(): void {
    this.needsLookBack = false;
    if (this.references?.size !== 0) return;
    this.#holdsEvents = false;
    this.hits.clear();
  }

  /** Lets go of what the store can give again. */
  forgetHits(): void {
    this.#holdsEvents = true;
    this.hits.clear();
    this.excepted.clear();
    this.references?.clear();
    if (this.rule.compiled.plan.kind === 'new-terms') this.memory = heldKeyTimes(this.#budgets.memoryBytes);
  }

  /** Notes values that were seen. */
  remember(timeMs: number | undefined, steps: readonly StepHit[], nowMs: number): void {
    // A time ahead of the clock would make values known that have yet to come.
    if (this.memory === undefined || timeMs === undefined || timeMs > nowMs + AHEAD_MS) return;
    this.memory.saw(timeMs);
    for (const { keys } of steps) for (const key of keys) this.memory.note(key, timeMs);
  }

  /**
   * @param input 0: a hit of the rule itself; others: of what its exceptions took away.
   * @returns whether the event is held now, and its document may be asked for
   */
  takeHit(input: number, hit: Hit, event: HitEvent, primaryMs: number, nowMs: number): boolean {
    const { ordinal, steps } = hit;
    const held: HeldHit = { event, ordinal, steps, primaryMs };
    if (input > 0) return primaryMs >= this.#nextFromMs && this.excepted.add(held, nowMs);
    if (this.references === undefined)
      return this.#takeOwn(held, nowMs) && steps.some(({ step }) => standsInMatches(this.#plan, step));
    // Steps are the event's and the indicator's in turn.
    const ofEvent = steps.filter(({ step }) => step % 2 === 0);
    const ofIndicator = steps.filter(({ step }) => step % 2 === 1);
    const isNew = ofIndicator.length > 0 && this.references.add({ ...held, steps: ofIndicator }, nowMs);
    if (isNew) {
      this.isDirty = true;
      this.needsLookBack ||= !this.#holdsEvents;
      this.#holdsEvents = true;
    }
    const isHeld = ofEvent.length > 0 && this.#takeOwn({ ...held, steps: ofEvent }, nowMs);
    return isHeld || isNew;
  }

  /** Without what its exceptions take away. */
  get #plan(): QueryPlan {
    return (this.inputs[0] ?? this.rule.compiled).plan;
  }

  #takeOwn(held: HeldHit, nowMs: number): boolean {
    const { ordinal, primaryMs, steps } = held;
    if (primaryMs >= this.#nextFromMs) {
      if (!this.#holdsEvents || !this.hits.add(held, nowMs)) return false;
      this.isDirty = true;
      return true;
    }
    if (this.rule.compiled.plan.kind === 'new-terms') this.remember(ordinal.timestampMs, steps, nowMs);
    this.#addLate(held);
    return false;
  }

  #addLate({ event, primaryMs }: HeldHit): void {
    // What is read from the store was counted when it came.
    if (event.takenMs === undefined) return;
    this.#late = bothLate(this.#late, { hits: 1, fromMs: primaryMs, toMs: primaryMs });
  }

  #newCap(made: number): AlertCap {
    const most = this.#budgets.mostAlerts ?? this.rule.compiled.rule.max_signals;
    return new AlertCap(Math.max(0, most - made), () => false);
  }
}

function bothLate(one: LateHits | undefined, other: LateHits | undefined): LateHits | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    hits: one.hits + other.hits,
    fromMs: Math.min(one.fromMs, other.fromMs),
    toMs: Math.max(one.toMs, other.toMs),
  };
}

/** The id of the run of a rule that is due at this time: the same before and after a restart. */
function runIdOf(id: string, dueMs: number, setBacks: number): string {
  return ruleUuid(JSON.stringify(['run', id, dueMs, setBacks]));
}
