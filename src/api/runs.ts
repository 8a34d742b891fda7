/** What is asked and answered about runs of rules and gaps in what they covered. */
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

export interface ShownWindow {
  /** ISO 8601, both included. */
  readonly from: string;
  readonly to: string;
}

export interface ShownRun {
  readonly id: string;
  readonly ruleId: string;
  readonly kind: 'scheduled' | 'manual' | 'gap-fill';
  readonly outcome: 'succeeded' | 'partial' | 'failed';
  readonly window: ShownWindow;
  readonly startedAt: string;
  readonly durationMs: number;
  /** How long after it was due it began. */
  readonly delayMs: number;
  readonly events: number;
  readonly hits: number;
  readonly newAlerts: number;
  readonly knownAlerts: number;
  readonly supersededAlerts: number;
  readonly suppressedAlerts: number;
  readonly exceptedMatches: number;
  readonly heldBack?: ShownWindow & { readonly alerts: number };
  readonly warnings: readonly string[];
  readonly notCovered: readonly ShownWindow[];
}

export interface ShownGap extends ShownWindow {
  readonly id: string;
  readonly ruleId: string;
  readonly state: 'open' | 'filling' | 'filled';
  readonly reason: 'off' | 'late' | 'failed' | 'capped';
  readonly foundAt: string;
}

export interface ShownRunRequest {
  readonly id: string;
  readonly ruleId: string;
  readonly kind: 'manual' | 'gap-fill';
  readonly window: ShownWindow;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly endedAt?: string;
  readonly runs?: {
    readonly count: number;
    readonly failed: number;
    readonly partial: number;
    readonly newAlerts: number;
  };
  readonly problem?: string;
}

export interface RunRequestList {
  readonly total: number;
  readonly requests: readonly ShownRunRequest[];
}

function closed(members: Record<string, TSchema>): TSchema {
  return Type.Object(members, { additionalProperties: false });
}
