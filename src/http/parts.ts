/** What the routes work with: everything that has a life of its own is given to them. */
import type {} from 'fastify';
import type { AccessName } from '../api/access.ts';
import type { Change, Detection } from '../detect/detection.ts';
import type { ExceptionBook } from '../detect/exception-book.ts';
import type { RuleBook } from '../detect/rule-book.ts';
import type { RunRequests } from '../detect/run-requests.ts';
import type { ValueListBook } from '../detect/value-list-book.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ObjectStore } from '../store/object-store.ts';

export interface HttpParts {
  readonly clock: () => number;
  /** A fresh random uuid. */
  readonly newId: () => string;
  readonly events: EventStore;
  readonly alerts: AlertStore;
  readonly objects: ObjectStore;
  readonly rules: RuleBook;
  readonly exceptions: ExceptionBook;
  readonly valueLists: ValueListBook;
  readonly detection: Detection;
  /** Runs over the past that were asked for. */
  readonly runRequests: RunRequests;
  readonly intake: Intake;
  readonly changes: ChangeFeed;
  /** Undefined: none ships with this server. */
  readonly recording?: RecordedAttack | undefined;
  /** When events are forgotten; undefined: never. */
  readonly retention?: Retention;
  /** Of Tripline. */
  readonly version: string;
}

/** Events are forgotten when they are older, or when all of them take more room. */
export interface Retention {
  readonly keepMs?: number;
  readonly keepBytes?: number;
}

/** The way in for events (app/serve/intake.ts). */
export interface Intake {
  /**
   * Resolves when all that can be taken is durable; by position, what became of each document.
   * @throws StoreFull, StoreUnavailable or IntakeBusy: none was taken
   */
  take(documents: readonly ArrivingDocument[]): Promise<readonly Taken[]>;
  readonly counts: IntakeCounts;
}

export interface ArrivingDocument {
  /** One JSON document in UTF-8, as it came. */
  readonly bytes: Uint8Array;
  /** The id that the shipper gave it. */
  readonly id?: string | undefined;
  /** The index or data stream that it was sent to. */
  readonly index?: string | undefined;
}

export type Taken =
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'double'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Too much is waiting: to be sent again later. */
export class IntakeBusy extends Error {
  override readonly name = 'IntakeBusy';
}

export interface IntakeCounts {
  readonly stored: number;
  readonly doubles: number;
  /** By reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** How often a whole request was turned away, as there was too much to do or no room. */
  readonly turnedAway: number;
}

/** Stands among the `tags` of events of the recorded attack, and of alerts on them. */
export const RECORDING_TAG = 'recording';

/** The recorded attack that ships (app/serve/play-recording.ts). */
export interface RecordedAttack {
  status(): Promise<RecordingStatus>;
  /** Begins to play it as if it happened now; where it is playing, nothing else happens. */
  start(who: string): Promise<RecordingStatus>;
  /** Stops it, and forgets that it was played; its events stay. */
  forget(who: string): Promise<void>;
}

export interface RecordingStatus {
  readonly state: 'none' | 'playing' | 'played';
  /** That were sent. */
  readonly events: number;
  /** When it was played first, and when the last of its events comes. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

export interface ChangeFeed {
  /** Gives what ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** What a key or session may do (api/access.ts). */
export type Access = AccessName;

/** Who asks. */
export interface Caller {
  readonly name: string;
  readonly access: Access;
  readonly by: 'key' | 'session';
  /** Of the key or session. */
  readonly id: string;
  /** Id of the user whose session it is; undefined where a link signed in nobody known. */
  readonly user?: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call a route; every route says it. `none`: everybody. */
    access?: Access | 'none';
  }
  interface FastifyRequest {
    /** Undefined on routes that everybody may call. */
    caller?: Caller;
  }
}
