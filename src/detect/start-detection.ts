/**
 * Runs rules over live events (docs/design/runs.md). Nothing here has a clock: time comes with each tick. What changes
 * the rules and what finishes them goes one after the other; events are taken at any time between.
 */
import { ALERT_INDEX } from '../event/alert-index.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { AppliedExceptions } from '../exceptions/apply-exceptions.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { ObjectWrite } from '../store/object-store.ts';
import { AlertDelays } from './alert-delays.ts';
import { AlertsMade } from './alerts-made.ts';
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
import { DEFAULT_OPTIONS, type DetectionOptions, type DetectionParts } from './detection-options.ts';
import { EventDocuments } from './event-documents.ts';
import {
  type FinishedBatch,
  type FinishParts,
  type FinishTask,
  finishRuns,
  forgetUnstored,
  WRITER,
} from './finish-runs.ts';
import { gapAfter, gapWrites } from './gaps.ts';
import { LiveRules } from './live-rules.ts';
import { timeOfAlert } from './look-backs.ts';
import { PastRunner } from './past-runner.ts';
import { previewRule } from './preview-rule.ts';
import { type Exceptions, RuleBeginnings } from './rule-beginnings.ts';
import type { RuleState } from './rule-state.ts';
import { RunLog, recordWrite, stateWrite } from './run-records.ts';

export function startDetection(parts: DetectionParts): Detection {
  return new LiveDetection(parts);
}

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
  readonly #alertsMade = new AlertsMade();
  readonly #onChange: (change: Change) => void;
  readonly #beginnings: RuleBeginnings;
  #turn: Promise<unknown> = Promise.resolve();
  #ticking: Promise<void> | undefined;
  #turnBeganMs = 0;
  #latestMs = Number.NEGATIVE_INFINITY;
  #forgetsAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(parts: DetectionParts) {
    const { alerts, events, now, objects, onChange, options, schema = ecsSchema } = parts;
    this.#parts = parts;
    this.#options = { ...DEFAULT_OPTIONS, ...options };
    this.#documents = new EventDocuments(events, alerts, this.#options.documentBytes);
    this.#live = new LiveRules(this.#documents, now);
    this.#log = new RunLog(objects);
    this.#onChange = onChange ?? (() => {});
    const { allowedLatenessMs, earlyShare, maxStateBytes } = this.#options;
    const documents = this.#documents;
    const pause = (): Promise<void> => this.#pause();
    this.#finish = { alerts, events, documents, now, allowedLatenessMs, earlyShare, maxStateBytes, pause };
    this.#beginnings = new RuleBeginnings(
      {
        ...{ alerts, events, objects, now, pause, live: this.#live, options: this.#options },
        write: (writes, atMs) => this.#write(writes, atMs),
        onChange: this.#onChange,
      },
      { items: [], lists: new Set(), schema, valueLists: new Map(), drops: 'event' },
    );
    const { hitBytes, memoryBytes } = this.#options;
    this.#past = new PastRunner({
      finish: this.#finish,
      given: { newId: parts.newId, budgets: { hitBytes, memoryBytes }, pause },
      exceptionsOf: compiled => this.#applied(compiled),
      write: writes => this.#write(writes, now()),
      onAdded: added => this.#tellAlerts({ added }, now()),
      onChange: this.#onChange,
    });
  }

  start(rules: readonly RunningRule[]): Promise<void> {
    return this.#exclusive(async () => {
      const nowMs = this.#parts.now();
      this.#latestMs = nowMs;
      await this.#beginnings.start(rules, nowMs);
      // What filled them is gone.
      const filling = (await this.#log.gaps()).filter(({ state }) => state === 'filling');
      if (filling.length > 0)
        await this.#write(gapWrites(filling.map(gap => ({ ...gap, state: 'open' }))), nowMs);
    });
  }

  setRules(rules: readonly RunningRule[]): Promise<void> {
    if (rules.length === 0) return Promise.resolve();
    return this.#exclusive(() => this.#beginnings.set(rules));
  }

  removeRules(ids: readonly string[]): Promise<void> {
    return this.#exclusive(() => this.#beginnings.remove(ids));
  }

  setExceptions(exceptions: Exceptions): void {
    this.#beginnings.setExceptions(exceptions);
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
    const { hitBytes, memoryBytes } = this.#options;
    const { newId } = this.#parts;
    const exceptions = this.#applied(compiled, options.exceptions);
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
      alertsMade: this.#alertsMade.bySeverity(),
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
    if (nowMs < this.#latestMs - SET_BACK_MS) await this.#beginnings.setBack(nowMs);
    this.#latestMs = nowMs;
    await this.#beginnings.setWaiting();
    await this.#beginnings.skipMissed([...this.#live.states.values()], nowMs, 'late');
    for (;;) {
      await this.#beginnings.setWaiting();
      const due = this.#tasks(({ dueMs }) => dueMs <= nowMs, true);
      if (due.length === 0) break;
      await this.#finishAll(due, nowMs);
      if (this.#isClosed) return;
    }
    await this.#beginnings.setWaiting();
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
    for (
      let at = 0;
      at < tasks.length && !this.#isClosed && !this.#beginnings.hasOtherExceptions;
      at += RULES_AT_A_TIME
    ) {
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
      isOutdated: () => this.#beginnings.hasOtherExceptions,
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
    this.#alertsMade.add(documents);
    this.#live.takeAlerts(documents, ALERT_INDEX, nowMs, timeOfAlert);
    this.#onChange({ kind: 'alerts', uuids: documents.map(alert => alert['kibana.alert.uuid']) });
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

  #applied(compiled: CompiledRule, exceptions: Exceptions = this.#beginnings.exceptions): AppliedExceptions {
    return new AppliedExceptions([compiled], exceptions, exceptions);
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
