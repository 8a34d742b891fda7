/** What arrives, by index: what is asked, and what is answered. */
import Type, { type TSchema } from 'typebox';

export interface SourcesQuery {
  /** ISO 8601 or date math; default `now-7d`. */
  readonly from?: string;
  /** Only this source; the empty text is that of events whose index is not known. */
  readonly index?: string;
  /** Looks into the latest events of each source. */
  readonly fields?: 'true' | 'false';
}
export const SourcesQuery: TSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 100 })),
    index: Type.Optional(Type.String({ maxLength: 255 })),
    fields: Type.Optional(Type.Enum(['true', 'false'])),
  },
  { additionalProperties: false },
);

export interface ArrivingSource {
  /** Null: events whose index is not known. */
  readonly index: string | null;
  /** Since the window began. */
  readonly events: number;
  readonly bytes: number;
  readonly lastHourEvents: number;
  /** ISO: when the first and the last of them arrived. */
  readonly first: string;
  readonly last: string;
  /** From `@timestamp` to arrival. */
  readonly medianLatenessMs: number;
  readonly mostLatenessMs: number;
  readonly silentMs: number;
  /** For far longer than it usually pauses. */
  readonly isSilent: boolean;
  /** Enabled rules that read it. */
  readonly rulesFed: number;
  /** Of a silent source: those of them that read nothing else that still comes. */
  readonly rulesStarved: number;
  /** Of its latest events, where that was asked. */
  readonly fields?: {
    readonly sampledEvents: number;
    readonly isPartial: boolean;
    /** Fields that are not listed. */
    readonly leftOut: number;
    readonly seen: readonly { readonly name: string; readonly events: number }[];
  };
}

export interface RuleWithoutData {
  readonly id: string;
  readonly ruleId: string;
  readonly name: string;
  /** Patterns, none of which any source has. */
  readonly indices: readonly string[];
}

/** Since the server started. */
export interface IntakeTally {
  readonly stored: number;
  readonly doubles: number;
  /** By reason. */
  readonly refused: { readonly [reason: string]: number };
  /** Whole requests, as there was too much to do or no room. */
  readonly turnedAway: number;
}

export interface Sources {
  readonly window: { readonly from: string; readonly to: string };
  readonly total: number;
  readonly isPartial: boolean;
  /** The largest first. */
  readonly sources: readonly ArrivingSource[];
  readonly rules: {
    /** Those that are on and can run. */
    readonly enabled: number;
    /** How many of them read nothing that came in the window. */
    readonly withoutData: number;
    /** The first ones by name. */
    readonly listed: readonly RuleWithoutData[];
  };
  readonly intake: IntakeTally;
}
