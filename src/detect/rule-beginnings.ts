/**
 * How rules begin to run: when the process starts, when they are set, when their exceptions are others, when the clock
 * went back. Each time what is stored is read, and events come to them from then on.
 */
import {
  AppliedExceptions,
  type ExceptionItems,
  type ExceptionOptions,
} from '../exceptions/apply-exceptions.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import type { Change, Gap, RunningRule } from './detection.ts';
import type { DetectionOptions } from './detection-options.ts';
import { ExceptionTexts } from './exception-texts.ts';
import { recallOpenRuns } from './finish-runs.ts';
import { gapBetween, gapWrites } from './gaps.ts';
import type { LiveRules } from './live-rules.ts';
import { readLookBacks } from './look-backs.ts';
import { RuleState } from './rule-state.ts';
import { stateWrite } from './run-records.ts';
import { scheduleOf } from './schedule.ts';

export type Exceptions = ExceptionItems & ExceptionOptions;

export interface BeginningParts {
  readonly alerts: AlertStore;
  readonly events: EventStore;
  readonly objects: ObjectStore;
  readonly live: LiveRules;
  readonly options: DetectionOptions;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  readonly write: (writes: readonly ObjectWrite[], atMs: number) => Promise<unknown>;
  readonly onChange: (change: Change) => void;
}

export class RuleBeginnings {
  readonly #parts: BeginningParts;
  #exceptions: Exceptions;
  /** By rule: what of the exceptions it was set with. */
  readonly #exceptionsOf = new Map<string, string>();
  readonly #texts = new ExceptionTexts();
  #hasOtherExceptions = false;

  constructor(parts: BeginningParts, exceptions: Exceptions) {
    this.#parts = parts;
    this.#exceptions = exceptions;
  }

  get exceptions(): Exceptions {
    return this.#exceptions;
  }

  /** There are other exceptions, with which no rule was set yet. */
  get hasOtherExceptions(): boolean {
    return this.#hasOtherExceptions;
  }

  setExceptions(exceptions: Exceptions): void {
    this.#exceptions = exceptions;
    this.#hasOtherExceptions = true;
  }

  /** Takes up where the last process stopped. */
  async start(rules: readonly RunningRule[], nowMs: number): Promise<void> {
    const { events, live, objects } = this.#parts;
    live.lastArrival = events.lastArrival;
    const saved = new Map((await objects.list('rule-state')).map(({ body, id }) => [id, body]));
    const states = rules.map(rule => {
      const body = saved.get(rule.id);
      const due = body?.['dueMs'];
      const state = this.#newState(rule, typeof due === 'number' ? due : undefined, nowMs);
      state.saved = body;
      state.restore(body);
      return state;
    });
    await this.#begin(states, nowMs, 'off');
  }

  /** Rules that were not there, or were otherwise. */
  async set(rules: readonly RunningRule[]): Promise<void> {
    const { live, now, objects, onChange } = this.#parts;
    const nowMs = now();
    const states: RuleState[] = [];
    for (const rule of rules) {
      const before = live.states.get(rule.id);
      const state = this.#newState(rule, before?.dueMs, nowMs);
      states.push(state);
      if (before !== undefined) {
        state.restore(before.save(before.closedMs, before.dueMs, before.passedOver));
        for (const [uuid, told] of before.told)
          if (told.status === 'early' || told.status === 'settled') state.told.set(uuid, told);
        state.needsRecall = before.needsRecall;
        state.cap = before.cap;
      } else {
        const saved = await objects.get('rule-state', rule.id);
        state.saved = saved?.body;
        state.restore(saved?.body);
      }
    }
    await this.#begin(states, nowMs, 'late');
    for (const { id } of rules) onChange({ kind: 'rule', id });
  }

  async remove(ids: readonly string[]): Promise<void> {
    const { live, now, write } = this.#parts;
    for (const id of ids) {
      live.remove(id);
      this.#exceptionsOf.delete(id);
    }
    const writes = ids.map((id): ObjectWrite => ({ kind: 'rule-state', id, body: undefined }));
    if (writes.length > 0) await write(writes, now());
  }

  /** Sets the rules again that wait for it. */
  async setWaiting(): Promise<void> {
    await this.#setExcepted();
    const waiting = [...this.#parts.live.states.values()].filter(({ needsLookBack }) => needsLookBack);
    if (waiting.length > 0) await this.set(waiting.map(({ rule }) => rule));
  }

  /** The clock went back: runs are due as it says now, and the hits of their windows are made again. */
  async setBack(nowMs: number): Promise<void> {
    const states = [...this.#parts.live.states.values()];
    for (const state of states) {
      state.notBeforeMs = Number.NEGATIVE_INFINITY;
      state.forgetHits();
    }
    await this.#begin(states, nowMs, 'late');
  }

  /** Of runs that were missed, the latest are made up for; those before them are a gap. */
  async skipMissed(states: readonly RuleState[], nowMs: number, why: Gap['reason']): Promise<void> {
    const { onChange, options, write } = this.#parts;
    const writes: ObjectWrite[] = [];
    const gaps: Gap[] = [];
    for (const state of states) {
      const { intervalMs } = state.schedule;
      const missed = state.dueMs > nowMs ? 0 : Math.floor((nowMs - state.dueMs) / intervalMs) + 1;
      const skipped = missed - options.mostCaughtUpRuns;
      if (skipped <= 0) continue;
      const lastMs = state.dueMs + (skipped - 1) * intervalMs;
      gaps.push(gapBetween(state.rule.id, state.closedMs ?? state.window.fromMs, lastMs, why, nowMs));
      state.passTo(lastMs + intervalMs);
      state.saved = state.save(state.closedMs, state.dueMs, state.passedOver);
      writes.push(stateWrite(state, state.saved));
    }
    if (gaps.length === 0) return;
    await write([...gapWrites(gaps), ...writes], nowMs);
    for (const gap of gaps) onChange({ kind: 'gap', gap });
  }

  async #begin(states: readonly RuleState[], nowMs: number, why: Gap['reason']): Promise<void> {
    const { alerts, events, live, options, pause, write } = this.#parts;
    await recallOpenRuns(states, alerts);
    for (const state of states) {
      // A clock that went back, or a shorter interval.
      const latestDueMs = state.schedule.dueAfter(nowMs);
      if (state.dueMs > latestDueMs) state.passTo(latestDueMs);
    }
    await this.skipMissed(states, nowMs, why);
    for (const state of states) state.needsLookBack = true;
    live.set(states);
    const { longLookBackMs } = options;
    await readLookBacks(states, nowMs, { alerts, events, live, longLookBackMs, pause });
    for (const state of states) state.endLookBack();
    const writes = states.flatMap(state => {
      state.isDirty = true;
      if (state.saved?.['dueMs'] === state.dueMs) return [];
      state.saved = state.save(state.closedMs, state.dueMs, state.passedOver);
      return [stateWrite(state, state.saved)];
    });
    if (writes.length > 0) await write(writes, nowMs);
  }

  #newState(rule: RunningRule, dueMs: number | undefined, nowMs: number): RuleState {
    const { hitBytes, memoryBytes } = this.#parts.options;
    const own = this.#exceptions;
    this.#exceptionsOf.set(rule.id, this.#texts.textOf(rule.compiled, own));
    const applied = new AppliedExceptions([rule.compiled], own, own);
    const due = dueMs ?? scheduleOf(rule.compiled, rule.id).dueAfter(nowMs);
    return new RuleState(rule, applied, due, { hitBytes, memoryBytes });
  }

  /** Those whose exceptions are others now. */
  async #setExcepted(): Promise<void> {
    if (!this.#hasOtherExceptions) return;
    this.#hasOtherExceptions = false;
    const excepted = [...this.#parts.live.states.values()]
      .map(({ rule }) => rule)
      .filter(
        ({ compiled, id }) => this.#exceptionsOf.get(id) !== this.#texts.textOf(compiled, this.#exceptions),
      );
    try {
      if (excepted.length > 0) await this.set(excepted);
    } catch (error) {
      // The next tick tries them all again.
      for (const { id } of excepted) this.#exceptionsOf.delete(id);
      this.#hasOtherExceptions = true;
      throw error;
    }
    this.#parts.onChange({ kind: 'exceptions' });
  }
}
