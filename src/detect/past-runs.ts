/**
 * Runs over a past window: of a rule by hand, over a gap, or as a preview. The rule runs as if it had run then on its
 * schedule, each run over its own window of what is stored now, the earliest first. The store is read a day or so at a
 * time, with the filters of the rule pushed down.
 */
import type { AppliedExceptions } from '../exceptions/apply-exceptions.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventQuery } from '../store/event-store.ts';
import type { RunningRule, RunRecord, TimeWindow } from './detection.ts';
import { type FinishedBatch, type FinishParts, finishRuns, inWindow } from './finish-runs.ts';
import { readPast } from './look-backs.ts';
import { type Budgets, RuleState, type RunKind } from './rule-state.ts';
import { scheduleOf } from './schedule.ts';
import { FAR_MS } from './stored-hits.ts';

export interface PastRunOptions extends Pick<EventQuery, 'signal'> {
  readonly kind: RunKind;
  readonly budgets: Budgets;
  readonly newId: () => string;
  readonly pause: () => Promise<void>;
  /** Where the alerts stand that rules over alerts read, if not where those of the run go. */
  readonly readsAlerts?: AlertStore;
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

const DAY_MS = 86_400_000;
const MOST_RUNS = 100_000;

/** What a past run gave: its record, and what it added. */
export interface PastRun extends Pick<FinishedBatch, 'added'> {
  readonly record: RunRecord;
}

/**
 * Each run that has something to tell, and between them one record of all those that had no hits.
 * @throws RangeError for a window that is not one, or of too many runs
 */
export async function* pastRuns(
  rule: RunningRule,
  exceptions: AppliedExceptions,
  window: TimeWindow,
  parts: FinishParts,
  options: PastRunOptions,
): AsyncGenerator<PastRun> {
  const dues = duesIn(rule, window);
  const first = dues[0] ?? window.toMs;
  const state = new RuleState(rule, exceptions, first, options.budgets, options.kind);
  const chunk = Math.max(
    1,
    Math.floor(Math.max(DAY_MS, first - state.nextFromMs) / state.schedule.intervalMs),
  );
  let quiet: { readonly records: TimeWindow; readonly runs: number } | undefined;
  async function* tellQuiet(): AsyncGenerator<PastRun> {
    if (quiet === undefined) return;
    yield { record: await quietRecord(state, quiet.records, quiet.runs, parts, options), added: [] };
    quiet = undefined;
  }
  for (let at = 0; at < dues.length; at += chunk) {
    options.signal?.throwIfAborted();
    const own = dues.slice(at, at + chunk);
    const toMs = Math.min(FAR_MS, state.schedule.windowAt(own.at(-1) ?? first).toMs);
    state.moveTo(own[0] ?? first);
    await readPast(
      state,
      { fromMs: state.nextFromMs, toMs },
      at === 0,
      { ...parts, alerts: options.readsAlerts ?? parts.alerts },
      options,
    );
    for (const dueMs of own) {
      options.signal?.throwIfAborted();
      state.moveTo(dueMs);
      const { window: ofRun } = state;
      if (inWindow(state).length === 0 && state.excepted.within(ofRun).length === 0) {
        const { fromMs = ofRun.fromMs } = quiet?.records ?? {};
        quiet = { records: { fromMs, toMs: ofRun.toMs }, runs: (quiet?.runs ?? 0) + 1 };
        continue;
      }
      yield* tellQuiet();
      state.ownRunId = options.newId();
      const task = { state, isClosing: true, watermarkMs: dueMs };
      const { added, runs } = await finishRuns([task], parts.now(), parts);
      const [run] = runs;
      if (run === undefined) continue;
      state.close(run.found, dueMs + state.schedule.intervalMs);
      yield { record: run.record, added };
      await options.pause();
    }
    options.onProgress?.(Math.min(dues.length, at + chunk), dues.length);
  }
  yield* tellQuiet();
}

/** When the rule would have run so that its windows cover this one. */
function duesIn(rule: RunningRule, { fromMs, toMs }: TimeWindow): readonly number[] {
  if (!(fromMs <= toMs))
    throw new RangeError(`a window begins before it ends, but ${fromMs} is after ${toMs}`);
  const schedule = scheduleOf(rule.compiled, rule.id);
  const runs = Math.ceil((toMs - fromMs) / schedule.intervalMs) + 1;
  if (runs > MOST_RUNS)
    throw new RangeError(
      `the window is ${runs} intervals of the rule long, and at most ${MOST_RUNS} are run at once: choose a shorter one`,
    );
  const dues: number[] = [];
  let dueMs = schedule.dueAfter(fromMs - 1);
  for (; dueMs < toMs; dueMs += schedule.intervalMs) dues.push(dueMs);
  dues.push(dueMs);
  return dues;
}

async function quietRecord(
  state: RuleState,
  window: TimeWindow,
  runs: number,
  { events, now }: FinishParts,
  { kind, newId }: PastRunOptions,
): Promise<RunRecord> {
  const { compiled, id: ruleId } = state.rule;
  const { indices } = compiled;
  return {
    ...{
      id: newId(),
      ruleId,
      kind,
      outcome: 'succeeded',
      window,
      startedAtMs: now(),
      durationMs: 0,
      delayMs: 0,
    },
    events: await events.count({
      window: { by: state.clock.by[0] ?? 'time', ...window },
      ...(indices !== undefined && { indices }),
    }),
    ...{
      hits: 0,
      newAlerts: 0,
      knownAlerts: 0,
      supersededAlerts: 0,
      suppressedAlerts: 0,
      exceptedMatches: 0,
    },
    warnings:
      runs > 1
        ? [...state.schedule.warnings, `${runs} runs without hits in one record`]
        : state.schedule.warnings,
    notCovered: [],
  };
}
