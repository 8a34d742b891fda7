/**
 * Runs rules over live events (docs/design/runs.md). Nothing here has a clock: time comes with each tick. What changes
 * the rules and what finishes them goes one after the other; events are taken at any time between.
 */
import { ALERT_INDEX } from '../event/alert-index.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import type { Schema } from '../event/schema.ts';
import {
  AppliedExceptions,
  type ExceptionItems,
  type ExceptionOptions,
} from '../exceptions/apply-exceptions.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import { AlertDelays } from './alert-delays.ts';
import type {
  ArrivedEvent,
  Change,
  Detection,
  DetectionStatus,
  Gap,
  PastRunOptions,
  Preview,
  PreviewOptions,
  RunningRule,
  RunRecord,
  TimeWindow,
} from './detection.ts';
import { EventDocuments } from './event-documents.ts';
import { ExceptionTexts } from './exception-texts.ts';
import {
  type FinishedBatch,
  type FinishParts,
  type FinishTask,
  finishRuns,
  forgetUnstored,
  recallOpenRuns,
  WRITER,
} from './finish-runs.ts';
import { gapAfter, gapBetween, gapWrites } from './gaps.ts';
import { LiveRules } from './live-rules.ts';
import { readLookBacks, timeOfAlert } from './look-backs.ts';
import { PastRunner } from './past-runner.ts';
import { previewRule } from './preview-rule.ts';
import { RuleState } from './rule-state.ts';
import { RunLog, recordWrite, stateWrite } from './run-records.ts';
import { scheduleOf } from './schedule.ts';

export interface DetectionOptions {
  /** How much later than it happened an event may come before what must not follow is taken to have stayed away. */
  readonly allowedLatenessMs: number;
  /** For the hits of each rule. */
  readonly hitBytes: number;
  /** For what each rule remembers beyond its window. */
  readonly memoryBytes: number;
  /** For the documents of recent hits, of all rules together. */
  readonly documentBytes: number;
  /** For what a finisher holds while it searches. */
  readonly maxStateBytes: number;
  /** So many runs that were missed are made up for; those before them are a gap. */
  readonly mostCaughtUpRuns: number;
  /** Rules that look back further read the store by themselves. */
  readonly longLookBackMs: number;
  /** The share of the time that may go to finishing one rule between its closings. */
  readonly earlyShare: number;
  /** How long records of runs, and gaps that are filled, are kept. */
  readonly keepRunsMs: number;
  /** Whether gaps are filled without being asked. */
  readonly fillsGaps: boolean;
}

const DEFAULTS: DetectionOptions = {
  allowedLatenessMs: 5000,
  hitBytes: 32 * 1024 * 1024,
  memoryBytes: 32 * 1024 * 1024,
  documentBytes: 64 * 1024 * 1024,
  maxStateBytes: 256 * 1024 * 1024,
  mostCaughtUpRuns: 24,
  longLookBackMs: 6 * 3_600_000,
  earlyShare: 0.1,
  keepRunsMs: 3 * 86_400_000,
  fillsGaps: false,
};

export interface DetectionParts {
  readonly events: EventStore;
  readonly alerts: AlertStore;
  readonly objects: ObjectStore;
  readonly schema?: Schema;
  /** A fresh random uuid. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onChange?: (change: Change) => void;
  readonly options?: Partial<DetectionOptions>;
}

export function startDetection(parts: DetectionParts): Detection {
  return new LiveDetection(parts);
}

type Exceptions = ExceptionItems & ExceptionOptions;

/** So many rules are finished together. */
const RULES_AT_A_TIME = 100;
/** Work that goes on for longer lets others have their turn. */
const LONGEST_TURN_MS = 20;
/** A clock that goes back by less is one that is set right. */
const SET_BACK_MS = 1000;
const FORGETTING_MS = 3_600_000;

class LiveDetection implements Detection {
  readonly #parts: DetectionParts;
  readonly #options: DetectionOptions;
  readonly #documents: EventDocuments;
  readonly #live: LiveRules;
  readonly #log: RunLog;
  readonly #finish: FinishParts;
  readonly #past: PastRunner;
  readonly #delays = new AlertDelays();
  readonly #onChange: (change: Change) => void;
  #exceptions: Exceptions;
  /** By rule: what of the exceptions it was set with. */
  readonly #exceptionsOf = new Map<string, string>();
  readonly #texts = new ExceptionTexts();
  /** Rules whose exceptions have changed. */
  #toSetAgain = false;
  #turn: Promise<unknown> = Promise.resolve();
  #ticking: Promise<void> | undefined;
  #turnBeganMs = 0;
  #latestMs = Number.NEGATIVE_INFINITY;
  #forgetsAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(parts: DetectionParts) {
    const { alerts, events, now, objects, onChange, options, schema = ecsSchema } = parts;
    this.#parts = parts;
    this.#options = { ...DEFAULTS, ...options };
    this.#documents = new EventDocuments(events, alerts, this.#options.documentBytes);
    this.#live = new LiveRules(this.#documents, now);
    this.#log = new RunLog(objects);
    this.#onChange = onChange ?? (() => {});
    this.#exceptions = { items: [], lists: new Set(), schema, valueLists: new Map(), drops: 'event' };
    const { allowedLatenessMs, earlyShare, maxStateBytes } = this.#options;
    const documents = this.#documents;
    const pause = (): Promise<void> => this.#pause();
    this.#finish = { alerts, events, documents, now, allowedLatenessMs, earlyShare, maxStateBytes, pause };
    const { hitBytes, memoryBytes } = this.#options;
    this.#past = new PastRunner({
      finish: this.#finish,
      given: { newId: parts.newId, budgets: { hitBytes, memoryBytes }, pause },
      exceptionsOf: compiled => new AppliedExceptions([compiled], this.#exceptions, this.#exceptions),
      write: writes => this.#write(writes, now()),
      onAdded: added => this.#tellAlerts({ added }, now()),
      onChange: this.#onChange,
    });
  }

  start(rules: readonly RunningRule[]): Promise<void> {
    return this.#exclusive(async () => {
      const nowMs = this.#parts.now();
      this.#latestMs = nowMs;
      this.#live.lastArrival = this.#parts.events.lastArrival;
      const saved = new Map((await this.#parts.objects.list('rule-state')).map(({ body, id }) => [id, body]));
      const states = rules.map(rule => {
        const body = saved.get(rule.id);
        const due = body?.['dueMs'];
        const state = this.#newState(rule, typeof due === 'number' ? due : undefined, nowMs);
        state.saved = body;
        state.restore(body);
        return state;
      });
      await this.#begin(states, nowMs, 'off');
      // What filled them is gone.
      const filling = (await this.#log.gaps()).filter(({ state }) => state === 'filling');
      if (filling.length > 0)
        await this.#write(gapWrites(filling.map(gap => ({ ...gap, state: 'open' }))), nowMs);
    });
  }

  setRules(rules: readonly RunningRule[]): Promise<void> {
    if (rules.length === 0) return Promise.resolve();
    return this.#exclusive(() => this.#setAgain(rules));
  }

  removeRules(ids: readonly string[]): Promise<void> {
    return this.#exclusive(async () => {
      for (const id of ids) {
        this.#live.remove(id);
        this.#exceptionsOf.delete(id);
      }
      const writes = ids.map((id): ObjectWrite => ({ kind: 'rule-state', id, body: undefined }));
      if (writes.length > 0) await this.#write(writes, this.#parts.now());
    });
  }

  setExceptions(exceptions: Exceptions): void {
    this.#exceptions = exceptions;
    this.#toSetAgain = true;
  }

  take(events: readonly ArrivedEvent[]): void {
    this.#live.take(events);
  }

  /** One at a time: a tick that comes while another one works is that one. */
  tick(nowMs: number): Promise<void> {
    this.#ticking ??= this.#exclusive(() => this.#work(nowMs)).finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  runs(
    ruleId: string,
    options: { readonly size?: number; readonly beforeMs?: number } = {},
  ): Promise<readonly RunRecord[]> {
    return this.#log.runs(ruleId, options);
  }

  latestRuns(): Promise<readonly RunRecord[]> {
    return this.#log.latest();
  }

  gaps(ruleId?: string): Promise<readonly Gap[]> {
    return this.#log.gaps(ruleId);
  }

  async run(ruleId: string, window: TimeWindow, { signal }: PastRunOptions): Promise<readonly RunRecord[]> {
    return await this.#past.run(this.#ruleOf(ruleId), window, 'manual', signal);
  }

  async fillGaps(
    ruleId: string,
    window: TimeWindow,
    { signal }: PastRunOptions,
  ): Promise<readonly RunRecord[]> {
    const rule = this.#ruleOf(ruleId);
    const records: RunRecord[] = [];
    for (const gap of await this.#log.gaps(ruleId)) {
      if (gap.state !== 'open' || gap.toMs < window.fromMs || gap.fromMs > window.toMs) continue;
      records.push(...(await this.#past.fill(rule, gap, window, signal)));
    }
    return records;
  }

  preview(compiled: CompiledRule, options: PreviewOptions): Promise<Preview> {
    const own = options.exceptions ?? this.#exceptions;
    const { hitBytes, memoryBytes } = this.#options;
    const { newId } = this.#parts;
    const exceptions = new AppliedExceptions([compiled], own, own);
    const given = { newId, budgets: { hitBytes, memoryBytes }, pause: () => this.#pause() };
    return previewRule(compiled, exceptions, options, this.#finish, given);
  }

  status(): DetectionStatus {
    const states = [...this.#live.states.values()];
    const { aheadOfClockEvents, tooLateEvents, tooLateWindow, unreadableEvents } = this.#live;
    return {
      rules: states.length,
      heldHits: states.reduce((sum, { heldHits }) => sum + heldHits, 0),
      ...{ tooLateEvents, tooLateWindow, aheadOfClockEvents, unreadableEvents },
      waitingRuns: states.filter(({ dueMs }) => dueMs <= this.#latestMs).length,
      alertDelayMs: this.#delays.percentiles(),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn.catch(() => {});
  }

  async #work(nowMs: number): Promise<void> {
    if (this.#isClosed) return;
    this.#turnBeganMs = this.#parts.now();
    if (nowMs < this.#latestMs - SET_BACK_MS) await this.#setBack(nowMs);
    this.#latestMs = nowMs;
    await this.#setWaiting();
    await this.#skipMissed([...this.#live.states.values()], nowMs, 'late');
    for (;;) {
      await this.#setWaiting();
      const due = this.#tasks(({ dueMs }) => dueMs <= nowMs, true);
      if (due.length === 0) break;
      await this.#finishAll(due, nowMs);
      if (this.#isClosed) return;
    }
    await this.#setWaiting();
    const changed = this.#tasks(
      ({ isDirty, notBeforeMs, wakeMs }) => (isDirty || wakeMs < nowMs) && notBeforeMs <= nowMs,
      false,
    );
    await this.#finishAll(changed, nowMs);
    if (nowMs >= this.#forgetsAtMs) await this.#forgetOld(nowMs);
    if (this.#options.fillsGaps) await this.#fillNext();
  }

  #tasks(isWanted: (state: RuleState) => boolean, isClosing: boolean): readonly FinishTask[] {
    return [...this.#live.states.values()].filter(isWanted).map(state => ({ state, isClosing }));
  }

  /** As many as can be before there are other exceptions: an event that came after these must not alert. */
  async #finishAll(tasks: readonly FinishTask[], nowMs: number): Promise<void> {
    for (let at = 0; at < tasks.length && !this.#isClosed && !this.#toSetAgain; at += RULES_AT_A_TIME) {
      const batch = tasks.slice(at, at + RULES_AT_A_TIME);
      try {
        await this.#finishBatch(batch, nowMs);
      } catch (error) {
        forgetUnstored(batch.map(({ state }) => state));
        throw error;
      }
      await this.#pause();
    }
  }

  async #finishBatch(tasks: readonly FinishTask[], nowMs: number): Promise<void> {
    const batch = await finishRuns(tasks, nowMs, {
      ...this.#finish,
      isOutdated: () => this.#toSetAgain,
      lastArrival: () => this.#live.lastArrival,
    });
    this.#tellAlerts(batch, nowMs);
    if (batch.runs.length === 0) return;
    const closed = batch.runs.map(run => {
      const { state } = run;
      const nextDueMs = state.schedule.dueAfter(state.dueMs);
      return { ...run, nextDueMs, body: state.save(state.dueMs, nextDueMs, []), dueMs: state.dueMs };
    });
    const gaps = closed.flatMap(({ nextDueMs, record, state }) =>
      gapAfter(record, state.schedule.windowAt(nextDueMs).fromMs, nowMs),
    );
    await this.#write(
      [
        ...closed.flatMap(({ body, record, state }) => [recordWrite(record), stateWrite(state, body)]),
        ...gapWrites(gaps),
      ],
      nowMs,
    );
    for (const { body, found, nextDueMs, record, state } of closed) {
      state.saved = body;
      state.close(found, nextDueMs);
      this.#onChange({ kind: 'run', record });
    }
    for (const gap of gaps) this.#onChange({ kind: 'gap', gap });
  }

  #tellAlerts({ added }: Pick<FinishedBatch, 'added'>, nowMs: number): void {
    if (added.length === 0) return;
    const storedMs = this.#parts.now();
    for (const { takenMs } of added) if (takenMs !== undefined) this.#delays.add(storedMs - takenMs);
    const documents = added.map(({ alert }) => alert);
    this.#live.takeAlerts(documents, ALERT_INDEX, nowMs, timeOfAlert);
    this.#onChange({ kind: 'alerts', uuids: documents.map(alert => alert['kibana.alert.uuid']) });
  }

  /** Rules that were not there, or were otherwise: from now on events come to them, and what is stored is read. */
  async #begin(states: readonly RuleState[], nowMs: number, why: Gap['reason']): Promise<void> {
    await recallOpenRuns(states, this.#parts.alerts);
    for (const state of states) {
      // A clock that went back, or a shorter interval.
      const latestDueMs = state.schedule.dueAfter(nowMs);
      if (state.dueMs > latestDueMs) state.passTo(latestDueMs);
    }
    await this.#skipMissed(states, nowMs, why);
    for (const state of states) state.needsLookBack = true;
    this.#live.set(states);
    const { alerts, events } = this.#parts;
    const { longLookBackMs } = this.#options;
    const pause = (): Promise<void> => this.#pause();
    await readLookBacks(states, nowMs, { alerts, events, live: this.#live, longLookBackMs, pause });
    for (const state of states) state.endLookBack();
    const writes = states.flatMap(state => {
      state.isDirty = true;
      if (state.saved?.['dueMs'] === state.dueMs) return [];
      state.saved = state.save(state.closedMs, state.dueMs, state.passedOver);
      return [stateWrite(state, state.saved)];
    });
    if (writes.length > 0) await this.#write(writes, nowMs);
  }

  async #setAgain(rules: readonly RunningRule[]): Promise<void> {
    const nowMs = this.#parts.now();
    const states: RuleState[] = [];
    for (const rule of rules) {
      const before = this.#live.states.get(rule.id);
      const state = this.#newState(rule, before?.dueMs, nowMs);
      states.push(state);
      if (before !== undefined) {
        state.restore(before.save(before.closedMs, before.dueMs, before.passedOver));
        for (const [uuid, told] of before.told)
          if (told.status === 'early' || told.status === 'settled') state.told.set(uuid, told);
        state.needsRecall = before.needsRecall;
        state.cap = before.cap;
      } else {
        const saved = await this.#parts.objects.get('rule-state', rule.id);
        state.saved = saved?.body;
        state.restore(saved?.body);
      }
    }
    await this.#begin(states, nowMs, 'late');
    for (const { id } of rules) this.#onChange({ kind: 'rule', id });
  }

  #newState(rule: RunningRule, dueMs: number | undefined, nowMs: number): RuleState {
    const { hitBytes, memoryBytes } = this.#options;
    const own = this.#exceptions;
    this.#exceptionsOf.set(rule.id, this.#texts.textOf(rule.compiled, this.#exceptions));
    const applied = new AppliedExceptions([rule.compiled], own, own);
    const due = dueMs ?? scheduleOf(rule.compiled, rule.id).dueAfter(nowMs);
    return new RuleState(rule, applied, due, { hitBytes, memoryBytes });
  }

  /** Sets the rules again that wait for it. */
  async #setWaiting(): Promise<void> {
    await this.#setExcepted();
    const waiting = [...this.#live.states.values()].filter(({ needsLookBack }) => needsLookBack);
    if (waiting.length > 0) await this.#setAgain(waiting.map(({ rule }) => rule));
  }

  /** Those whose exceptions are others now. */
  async #setExcepted(): Promise<void> {
    if (!this.#toSetAgain) return;
    this.#toSetAgain = false;
    const excepted = [...this.#live.states.values()]
      .map(({ rule }) => rule)
      .filter(
        ({ compiled, id }) => this.#exceptionsOf.get(id) !== this.#texts.textOf(compiled, this.#exceptions),
      );
    try {
      if (excepted.length > 0) await this.#setAgain(excepted);
    } catch (error) {
      // The next tick tries them all again.
      for (const { id } of excepted) this.#exceptionsOf.delete(id);
      this.#toSetAgain = true;
      throw error;
    }
    this.#onChange({ kind: 'exceptions' });
  }

  /** Of runs that were missed, the latest are made up for; those before them are a gap. */
  async #skipMissed(states: readonly RuleState[], nowMs: number, why: Gap['reason']): Promise<void> {
    const writes: ObjectWrite[] = [];
    const gaps: Gap[] = [];
    for (const state of states) {
      const { intervalMs } = state.schedule;
      const missed = state.dueMs > nowMs ? 0 : Math.floor((nowMs - state.dueMs) / intervalMs) + 1;
      const skipped = missed - this.#options.mostCaughtUpRuns;
      if (skipped <= 0) continue;
      const lastMs = state.dueMs + (skipped - 1) * intervalMs;
      gaps.push(gapBetween(state.rule.id, state.closedMs ?? state.window.fromMs, lastMs, why, nowMs));
      state.passTo(lastMs + intervalMs);
      state.saved = state.save(state.closedMs, state.dueMs, state.passedOver);
      writes.push(stateWrite(state, state.saved));
    }
    if (gaps.length === 0) return;
    await this.#write([...gapWrites(gaps), ...writes], nowMs);
    for (const gap of gaps) this.#onChange({ kind: 'gap', gap });
  }

  /** The clock went back: runs are due as it says now, and the hits of their windows are made again. */
  async #setBack(nowMs: number): Promise<void> {
    const states = [...this.#live.states.values()];
    for (const state of states) {
      state.notBeforeMs = Number.NEGATIVE_INFINITY;
      state.forgetHits();
    }
    await this.#begin(states, nowMs, 'late');
  }

  /** One gap a tick, so that runs that are due do not wait for long. */
  async #fillNext(): Promise<void> {
    const gap = (await this.#log.gaps()).findLast(
      ({ ruleId, state }) => state === 'open' && this.#live.states.has(ruleId),
    );
    const rule = gap === undefined ? undefined : this.#live.states.get(gap.ruleId)?.rule;
    if (gap !== undefined && rule !== undefined) await this.#past.fill(rule, gap, gap);
  }

  async #forgetOld(nowMs: number): Promise<void> {
    this.#forgetsAtMs = nowMs + FORGETTING_MS;
    await this.#parts.objects.forgetBefore('run', nowMs - this.#options.keepRunsMs);
    this.#live.compact();
  }

  #ruleOf(id: string): RunningRule {
    const rule = this.#live.states.get(id)?.rule;
    if (rule === undefined)
      throw new RangeError(`no rule ${JSON.stringify(id)} is running: enable it to run it over the past`);
    return rule;
  }

  #write(writes: readonly ObjectWrite[], atMs: number): Promise<unknown> {
    return this.#parts.objects.write(writes, { who: WRITER, atMs });
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Lets others have their turn, where this one has had it for long. */
  async #pause(): Promise<void> {
    if (this.#parts.now() - this.#turnBeganMs < LONGEST_TURN_MS) return;
    await new Promise<void>(resolve => setTimeout(resolve, 0));
    this.#turnBeganMs = this.#parts.now();
  }
}
