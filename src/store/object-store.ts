/**
 * What is asked of a store of objects that change: rules, exceptions, value lists, keys, run records. Each change is
 * a version of its own, and none is forgotten; who changed what, and when, is the audit trail.
 */
import type { JsonObject } from '../event/json.ts';

export type ObjectKind =
  | 'rule'
  | 'rule-state'
  | 'run'
  | 'run-request'
  | 'gap'
  | 'exception-list'
  | 'exception-item'
  | 'value-list'
  | 'value-list-item'
  | 'note'
  | 'alert-act'
  | 'alert-act-part'
  | 'guide-steps'
  | 'api-key'
  | 'session'
  | 'user'
  | 'setting';

export interface StoredObject {
  readonly kind: ObjectKind;
  readonly id: string;
  /** From 1, one more with each change, also after a removal. */
  readonly version: number;
  readonly body: JsonObject;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

export interface ObjectChange extends Omit<StoredObject, 'body'> {
  /** Undefined: it was removed. */
  readonly body: JsonObject | undefined;
}

export interface ObjectWrite {
  readonly kind: ObjectKind;
  readonly id: string;
  /** Undefined removes it. */
  readonly body: JsonObject | undefined;
  /** Refuse (`VersionConflict`) unless it stands at this version; 0: unless there is none. */
  readonly ifVersion?: number;
}

export interface ObjectStore {
  get(kind: ObjectKind, id: string): Promise<StoredObject | undefined>;
  /** All that are there, by id; with `idPrefix` those whose ids begin so. */
  list(kind: ObjectKind, options?: { readonly idPrefix?: string }): Promise<readonly StoredObject[]>;
  /** Of ids that begin alike, up to their first `/`, the object whose id is the last: of each rule its latest run. */
  lastOfEach(kind: ObjectKind): Promise<readonly StoredObject[]>;
  /** All of them or, where one is refused, none; durable when it resolves. By position, the version of each. */
  write(
    writes: readonly ObjectWrite[],
    by: { readonly who: string; readonly atMs: number },
  ): Promise<readonly number[]>;
  /** Every version, the oldest first. */
  history(kind: ObjectKind, id: string): Promise<readonly ObjectChange[]>;
  /** For kinds that grow (`run`): forgets objects, with their history, that were changed last before this time. */
  forgetBefore(kind: ObjectKind, ms: number): Promise<void>;
  close(): Promise<void>;
}

export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}
