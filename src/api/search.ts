/** Requests and answers of searches over stored events, and of the check of a query. */
import Type, { type TSchema } from 'typebox';

/** Longer texts are no queries that a person wrote. */
const MOST_QUERY_CHARACTERS = 100_000;
/** Milliseconds. */
const MOST_SEARCH_MS = 120_000;
const MOST_RESULTS = 10_000;
const MOST_BUCKETS = 500;
const MOST_TOP_VALUES = 1_000;

const queryParts = {
  language: Type.Optional(Type.Enum(['eql', 'kql'])),
  query: Type.String({ maxLength: MOST_QUERY_CHARACTERS }),
  index: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { maxItems: 100 })),
};
const time = Type.String({ maxLength: 100, description: 'ISO 8601, milliseconds since 1970, or date math' });
const windowParts = { from: Type.Optional(time), to: Type.Optional(time) };
const field = Type.String({ minLength: 1, maxLength: 512 });
const timeoutMs = Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_SEARCH_MS }));

export interface QueryBody {
  /** Default `eql`. */
  readonly language?: 'eql' | 'kql';
  /** Of an empty KQL query: everything. */
  readonly query: string;
  /** Index patterns; default all. */
  readonly index?: readonly string[];
}

export interface WindowBody {
  /** Default: the earliest event. */
  readonly from?: string;
  /** Default: the latest. */
  readonly to?: string;
}

export interface SearchBody extends QueryBody, WindowBody {
  /** Results, at most; default 100. */
  readonly size?: number;
  /** Default `desc`: the latest, and these first. */
  readonly order?: 'asc' | 'desc';
  /** Of the answer before. */
  readonly cursor?: string;
  /** Values of these fields instead of the whole document. */
  readonly fields?: readonly string[];
  /** Default 30 seconds. */
  readonly timeoutMs?: number;
}
export const SearchBody: TSchema = closed({
  ...queryParts,
  ...windowParts,
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_RESULTS })),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  fields: Type.Optional(Type.Array(field, { maxItems: 200 })),
  timeoutMs,
});

export interface HistogramBody extends QueryBody, WindowBody {
  /** Default 60. */
  readonly buckets?: number;
  readonly timeoutMs?: number;
}
export const HistogramBody: TSchema = closed({
  ...queryParts,
  ...windowParts,
  buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_BUCKETS })),
  timeoutMs,
});

export interface TopValuesBody extends QueryBody, WindowBody {
  readonly field: string;
  /** Default 10. */
  readonly size?: number;
  readonly timeoutMs?: number;
}
export const TopValuesBody: TSchema = closed({
  ...queryParts,
  ...windowParts,
  field,
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_TOP_VALUES })),
  timeoutMs,
});

export const QueryCheckBody: TSchema = closed(queryParts);

export interface PrevalenceBody extends WindowBody {
  readonly field: string;
  readonly value: string | number | boolean;
  readonly timeoutMs?: number;
}
export const PrevalenceBody: TSchema = closed({
  field,
  value: Type.Union([Type.String({ maxLength: 32_768 }), Type.Number(), Type.Boolean()]),
  ...windowParts,
  timeoutMs,
});

export interface FieldsQuery {
  readonly prefix?: string;
  readonly size?: string;
}
export const FieldsQuery: TSchema = closed({
  prefix: Type.Optional(Type.String({ maxLength: 512 })),
  size: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
});

function closed(members: Record<string, TSchema>): TSchema {
  return Type.Object(members, { additionalProperties: false });
}
