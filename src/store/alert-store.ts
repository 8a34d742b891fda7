/**
 * What is asked of a store of alerts. An alert has one document, under its `kibana.alert.uuid`; it is added once, and
 * changed by patches of its flat keys (status, tags, assignees, suppression), each a version of its own.
 */
import type { AlertDocument } from '../alerts/alert-document.ts';
import type { Json, JsonObject } from '../event/json.ts';
import type { Predicate } from '../plan/predicate.ts';

export interface StoredAlert {
  readonly uuid: string;
  /** From 1, one more with each change. */
  readonly version: number;
  readonly document: AlertDocument;
}

export interface AlertQuery {
  /** Exactly these are found: what a store cannot decide it reads and tests. */
  readonly filter?: Predicate;
  /** By these fields, as `alertSchema` has their types, then by uuid. An alert that lacks a field stands last. */
  readonly sort?: readonly { readonly field: string; readonly order: 'asc' | 'desc' }[];
  readonly offset?: number;
  /** All by default. */
  readonly size?: number;
  readonly signal?: AbortSignal;
}

export interface AlertStore {
  /** Adds those that are not there, durably, and gives the uuids of these. */
  add(alerts: readonly AlertDocument[]): Promise<ReadonlySet<string>>;
  /** Which of them are there. */
  known(uuids: readonly string[]): Promise<ReadonlySet<string>>;
  byUuids(uuids: readonly string[]): Promise<readonly StoredAlert[]>;
  search(query: AlertQuery): AsyncIterable<readonly StoredAlert[]>;
  /**
   * The values of some fields of every alert that passes, as the documents have them, by position of the field (a
   * path of event/gathered-fields.ts counts as one): for counts and aggregations, without reading whole documents where it can be helped.
   */
  values(
    query: Pick<AlertQuery, 'filter' | 'signal'>,
    fields: readonly string[],
  ): AsyncIterable<readonly (readonly (Json | undefined)[])[]>;
  /**
   * Alerts with equal values of the fields `by` together, quicker than `values` where they have much in common, and of
   * each alert the first value of the fields `each` in the form of the field's type: of a date, milliseconds since 1970.
   * Equal values may be told more than once. An alert that lacks one of `each` takes as long as its whole document.
   */
  groups(
    query: Pick<AlertQuery, 'filter' | 'signal'>,
    fields: { readonly by: readonly string[]; readonly each: readonly string[] },
  ): AsyncIterable<readonly ValueGroup[]>;
  /**
   * The same, and beside it how many alerts have equal values of each list of fields, of the same alerts: for a table of
   * few values in several fields of which all together are many.
   */
  census(query: Pick<AlertQuery, 'filter' | 'signal'>, fields: CensusFields): AsyncIterable<AlertCensus>;
  /** What flat keys of alerts hold now, by position of the key; alerts that are not there are left out. */
  states(uuids: readonly string[], keys: readonly string[]): Promise<readonly AlertState[]>;
  /**
   * Sets flat keys of alerts (`undefined` removes one), durably; gives how many there were to change. Who changed
   * what, and when, stays in the history. A patch that is the same for all is given as it is: no document has to be
   * read for it.
   */
  patch(
    uuids: readonly string[],
    change: AlertPatch | ((document: AlertDocument) => AlertPatch),
    by: { readonly who: string; readonly atMs: number },
  ): Promise<number>;
  /** A patch for each alert, done where it stands at this version; durable. Gives the uuids of those that changed. */
  patchEach(
    patches: readonly VersionedPatch[],
    by: { readonly who: string; readonly atMs: number },
  ): Promise<ReadonlySet<string>>;
  /** All versions of an alert's patched keys, the oldest first. */
  history(uuid: string): Promise<readonly AlertChange[]>;
  close(): Promise<void>;
}

/** Flat keys and what they are to hold; `undefined` takes one away. Without keys, nothing is changed. */
export interface AlertPatch {
  readonly [key: string]: Json | undefined;
}

export interface VersionedPatch {
  readonly uuid: string;
  readonly ifVersion: number;
  readonly patch: AlertPatch;
}

export interface AlertState {
  readonly uuid: string;
  readonly version: number;
  readonly values: readonly (Json | undefined)[];
}

/** Alerts that have the same values of some fields. */
export interface ValueGroup {
  readonly by: readonly (Json | undefined)[];
  /** By position of the field, the values of all of them in one order. */
  readonly each: readonly (readonly (Json | undefined)[])[];
  readonly count: number;
}

export interface CensusFields {
  readonly by: readonly string[];
  readonly each: readonly string[];
  /** None is empty. */
  readonly lists: readonly (readonly string[])[];
}

export interface AlertCensus {
  readonly groups: readonly ValueGroup[];
  /** By position of the list; equal values may be told more than once. */
  readonly counts: readonly (readonly ValueCount[])[];
}

export interface ValueCount {
  /** By position of the field in its list. */
  readonly by: readonly (Json | undefined)[];
  readonly count: number;
}

export interface AlertChange {
  readonly version: number;
  readonly who: string;
  readonly atMs: number;
  readonly set: JsonObject;
  readonly removed: readonly string[];
}
