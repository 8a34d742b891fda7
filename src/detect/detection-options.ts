/** How a detection is set up. */
import type { Schema } from '../event/schema.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Change } from './detection.ts';

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

export const DEFAULT_OPTIONS: DetectionOptions = {
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
