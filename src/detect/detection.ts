/**
 * What the outside asks of the part that runs rules: it is given rules and events, and makes runs and alerts of them
 * (docs/design/serve.md). Times are milliseconds since 1970.
 */
import type { AlertGroup } from '../alerts/alert-document.ts';
import type { ExceptionItems, ExceptionOptions } from '../exceptions/apply-exceptions.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { RuleSeverity } from '../rules/rule.ts';
import type { NewEvent } from '../store/event-store.ts';

/** A rule to run; how it was written and stored is the rule book's. */
export interface RunningRule {
  /** The id of the stored rule, which stays through its changes. */
  readonly id: string;
  /** Counts its changes. */
  readonly revision: number;
  readonly compiled: CompiledRule;
}

/** An event that the store has taken. */
export interface ArrivedEvent extends NewEvent {
  readonly arrival: number;
}

export interface Detection {
  /** Takes up where the last process stopped: makes the hits of the look-backs again, and finds the gaps. */
  start(rules: readonly RunningRule[]): Promise<void>;
  /** Adds rules, or runs them as they are now; what is stored within their look-backs counts. Many at once are quicker. */
  setRules(rules: readonly RunningRule[]): Promise<void>;
  removeRules(ids: readonly string[]): Promise<void>;
  /** What nobody is to be alerted about from now on. */
  setExceptions(exceptions: ExceptionItems & ExceptionOptions): void;
  /** Lets all rules see events, in the order of their arrival. Never waits for a disk. */
  take(events: readonly ArrivedEvent[]): void;
  /** Does what is due at this time: finishes rules with new hits, closes runs. To be called some times a second. */
  tick(nowMs: number): Promise<void>;
  /** Records of runs, the newest first. */
  runs(
    ruleId: string,
    options?: { readonly size?: number; readonly beforeMs?: number },
  ): Promise<readonly RunRecord[]>;
  /** Of each rule the record of the run over the latest window. */
  latestRuns(): Promise<readonly RunRecord[]>;
  /** Gaps of one rule or of all, the newest first. */
  gaps(ruleId?: string): Promise<readonly Gap[]>;
  /**
   * Runs a rule over a past window, as if it had run then on its schedule, and resolves with what that gave. Records are
   * kept as runs end; who asks for a long window asks by run-requests.ts.
   * @throws RangeError for a rule that is not running, or a window of too many runs
   */
  run(ruleId: string, window: TimeWindow, options: PastRunOptions): Promise<readonly RunRecord[]>;
  /** Fills what is open of the gaps of a rule that lie in the window. */
  fillGaps(ruleId: string, window: TimeWindow, options: PastRunOptions): Promise<readonly RunRecord[]>;
  /** What a rule that is not stored would have given on the stored events; nothing is kept. */
  preview(rule: CompiledRule, options: PreviewOptions): Promise<Preview>;
  /** How it goes: for health and metrics. */
  status(): DetectionStatus;
  close(): Promise<void>;
}

export interface PastRunOptions {
  readonly requestedBy: string;
  /** Breaks it off between two runs; it ends with the reason. */
  readonly signal?: AbortSignal;
}

/** Both ends included. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RunRecord {
  readonly id: string;
  readonly ruleId: string;
  readonly kind: 'scheduled' | 'manual' | 'gap-fill';
  /** `partial`: alerts may be missing, and `warnings` says why; `failed`: nothing of the window is covered. */
  readonly outcome: 'succeeded' | 'partial' | 'failed';
  readonly window: TimeWindow;
  /**
   * It saw what had arrived up to this number. What came later counts for the next run, or as late where that does not
   * look back to it. Undefined: a run over the past, which reads the store.
   */
  readonly lastArrival?: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** How long after it was due it began. */
  readonly delayMs: number;
  /** Stored events in the window. */
  readonly events: number;
  readonly hits: number;
  readonly newAlerts: number;
  /** Of its matches, those that were told before this run. */
  readonly knownAlerts: number;
  /** Told earlier, and not found any more by this run. */
  readonly supersededAlerts: number;
  readonly suppressedAlerts: number;
  readonly exceptedMatches: number;
  /** Held back by the cap, and where in time they lie. */
  readonly heldBack?: TimeWindow & { readonly alerts: number };
  readonly warnings: readonly string[];
  /** Of the window. */
  readonly notCovered: readonly TimeWindow[];
}

export interface Gap extends TimeWindow {
  readonly id: string;
  readonly ruleId: string;
  readonly state: 'open' | 'filling' | 'filled';
  /** `off`: no process ran; `disabled`: the rule did not; `late`: the run came too late; `failed`: it failed; `capped`. */
  readonly reason: 'off' | 'late' | 'failed' | 'capped';
  readonly foundAtMs: number;
}

export interface PreviewOptions {
  readonly window: TimeWindow;
  readonly signal?: AbortSignal;
  /** No more alerts than this are given; all are counted. */
  readonly mostAlerts?: number;
  readonly exceptions?: ExceptionItems & ExceptionOptions;
  readonly onProgress?: (done: number, all: number) => void;
}

export interface Preview {
  readonly alerts: readonly AlertGroup[];
  readonly alertCount: number;
  readonly events: number;
  readonly hits: number;
  readonly durationMs: number;
  readonly isAborted: boolean;
  readonly warnings: readonly string[];
}

export interface DetectionStatus {
  readonly rules: number;
  readonly heldHits: number;
  /** Events older than the look-back of every rule, since the start. */
  readonly tooLateEvents: number;
  /** The stretch of time in which these lie: what to run over by hand. */
  readonly tooLateWindow: TimeWindow | undefined;
  /** Events with a time more than a minute ahead of the clock. */
  readonly aheadOfClockEvents: number;
  /** Events that were found to be no JSON when rules read them: no rule has seen them. */
  readonly unreadableEvents: number;
  /** Runs that are due and did not begin. */
  readonly waitingRuns: number;
  /** Since the start, by severity; building blocks are left out. */
  readonly alertsMade: Readonly<Record<RuleSeverity, number>>;
  /** From arrival to a stored alert, of the latest thousand alerts. */
  readonly alertDelayMs: { readonly p50: number; readonly p99: number } | undefined;
}

/** Something that a screen would show anew. */
export type Change =
  | { readonly kind: 'alerts'; readonly uuids: readonly string[] }
  | { readonly kind: 'run'; readonly record: RunRecord }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'exceptions' };
