/** Requests about runs of rules and gaps in what they covered. */
import Type, { type TSchema } from 'typebox';

export interface RunsQuery {
  /** Default 50, at most 999. */
  readonly size?: string;
  /** ISO: only runs that began before it. */
  readonly before?: string;
}
export const RunsQuery: TSchema = closed({
  size: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
  before: Type.Optional(Type.String({ maxLength: 100 })),
});

export interface GapsQuery {
  readonly ruleId?: string;
  readonly state?: 'open' | 'filling' | 'filled';
}
export const GapsQuery: TSchema = closed({
  ruleId: Type.Optional(Type.String({ maxLength: 1_000 })),
  state: Type.Optional(Type.Enum(['open', 'filling', 'filled'])),
});

export interface RunRequestsQuery {
  readonly ruleId?: string;
  readonly state?: 'waiting' | 'running' | 'done' | 'failed';
}
export const RunRequestsQuery: TSchema = closed({
  ruleId: Type.Optional(Type.String({ maxLength: 1_000 })),
  state: Type.Optional(Type.Enum(['waiting', 'running', 'done', 'failed'])),
});

/** ISO 8601 or date math; both ends included. */
export interface RunWindowBody {
  readonly from: string;
  readonly to: string;
}
export const RunWindowBody: TSchema = closed({
  from: Type.String({ maxLength: 100 }),
  to: Type.String({ maxLength: 100 }),
});

function closed(members: Record<string, TSchema>): TSchema {
  return Type.Object(members, { additionalProperties: false });
}
