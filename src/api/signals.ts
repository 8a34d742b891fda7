/** What changes alerts, and what is answered, in Elastic's form. */
import Type, { type TSchema } from 'typebox';

const MOST_IDS = 10_000;
const Ids = Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { minItems: 1, maxItems: MOST_IDS });
const Words = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 1_000 });

/** Checked further by the route: alerts are named by their ids or found by a query. */
export interface ChangeStatus {
  readonly signal_ids?: readonly string[];
  /** A clause of the query DSL. */
  readonly query?: object;
  readonly status: 'open' | 'acknowledged' | 'closed';
  /** Why they are closed. */
  readonly reason?: string;
  readonly conflicts?: 'abort' | 'proceed';
}

export const CHANGE_STATUS: TSchema = Type.Object(
  {
    signal_ids: Type.Optional(Ids),
    query: Type.Optional(Type.Object({}, { additionalProperties: true })),
    status: Type.Union([Type.Literal('open'), Type.Literal('acknowledged'), Type.Literal('closed')]),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    conflicts: Type.Optional(Type.Union([Type.Literal('abort'), Type.Literal('proceed')])),
  },
  { additionalProperties: false },
);

export interface ChangeTags {
  readonly ids: readonly string[];
  readonly tags: { readonly tags_to_add: readonly string[]; readonly tags_to_remove: readonly string[] };
}

export const CHANGE_TAGS: TSchema = Type.Object(
  {
    ids: Ids,
    tags: Type.Object({ tags_to_add: Words, tags_to_remove: Words }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);

export interface ChangeAssignees {
  readonly ids: readonly string[];
  readonly assignees: { readonly add: readonly string[]; readonly remove: readonly string[] };
}

export const CHANGE_ASSIGNEES: TSchema = Type.Object(
  { ids: Ids, assignees: Type.Object({ add: Words, remove: Words }, { additionalProperties: false }) },
  { additionalProperties: false },
);

/** As Elasticsearch tells of an update by query. */
export interface Updated {
  readonly took: number;
  readonly timed_out: boolean;
  /** How many alerts were found. */
  readonly total: number;
  readonly updated: number;
  /** How many were so already. */
  readonly noops: number;
  readonly deleted: number;
  readonly batches: number;
  readonly version_conflicts: number;
  readonly retries: { readonly bulk: number; readonly search: number };
  readonly throttled_millis: number;
  readonly requests_per_second: number;
  readonly throttled_until_millis: number;
  readonly failures: readonly never[];
}

export interface AlertHistory {
  readonly uuid: string;
  /** The oldest first. */
  readonly changes: readonly {
    readonly version: number;
    readonly who: string;
    readonly at: string;
    /** Fields, and what they were set to. */
    readonly set: object;
    readonly removed: readonly string[];
  }[];
}

export const ALERT_HISTORY: TSchema = Type.Object({
  uuid: Type.String(),
  changes: Type.Array(
    Type.Object({
      version: Type.Integer(),
      who: Type.String(),
      at: Type.String(),
      set: Type.Object({}, { additionalProperties: true }),
      removed: Type.Array(Type.String()),
    }),
  ),
});
