/** How a server goes. Counts without another word are since it started. */
import type { IntakeTally } from './sources.ts';

export interface ServerStatus {
  readonly version: string;
  readonly startedAt: string;
  readonly uptimeMs: number;
  readonly store: {
    readonly events: number;
    readonly bytesOnDisk: number;
    /** Null where the store cannot tell. */
    readonly freeBytes: number | null;
    /** Appended, and not yet readable. */
    readonly waitingEvents: number;
  };
  /** Null where nothing is ever forgotten. */
  readonly retention: {
    /** Null: however old it is. */
    readonly keepMs: number | null;
    /** Null: however much it is. */
    readonly keepBytes: number | null;
  } | null;
  readonly intake: IntakeTally;
  readonly rules: {
    readonly all: number;
    readonly enabled: number;
    readonly failed: number;
    readonly unreadableFiles: number;
  };
  readonly detection: {
    readonly rules: number;
    /** Events that passed a step and wait for the others. */
    readonly heldHits: number;
    /** Events older than the look-back of every rule. */
    readonly tooLateEvents: number;
    /** Where these lie: to be run over by hand, so that they count too. */
    readonly tooLateWindow: { readonly from: string; readonly to: string } | null;
    /** Events with a time more than a minute ahead of the clock. */
    readonly aheadOfClockEvents: number;
    readonly unreadableEvents: number;
    /** Runs that are due and did not begin. */
    readonly waitingRuns: number;
    /** Building blocks are left out. */
    readonly alertsMade: Readonly<Record<'low' | 'medium' | 'high' | 'critical', number>>;
    /** From arrival to a stored alert, of the latest thousand alerts. */
    readonly alertDelayMs: { readonly p50: number; readonly p99: number } | null;
  };
}
