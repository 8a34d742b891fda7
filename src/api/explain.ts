/** Requests for explanations: of a rule over stored events, and the funnel of a rule that someone is writing. */
import Type, { type TSchema } from 'typebox';
import { closed, name, text } from './schema-parts.ts';
import type { WindowBody } from './search.ts';

/** Milliseconds. */
const MOST_EXPLAIN_MS = 60_000;
const MOST_EVENT_IDS = 100;
const MOST_DOCUMENTS = 20;

const timeoutMs = Type.Integer({ minimum: 1, maximum: MOST_EXPLAIN_MS });
const time: TSchema = Type.String({
  maxLength: 100,
  description: 'ISO 8601, milliseconds since 1970, or date math',
});

/** Its keys are read one by one, so that each mistake is told with what was expected. */
const ruleBody = Type.Record(Type.String(), Type.Unknown(), {
  description: 'a rule as the rule API has it; what an explanation does not need may be missing',
});

/** Default: the last 24 hours. */
export interface FunnelBody extends WindowBody {
  /** As the rule API has it. It need not be stored, and what a funnel does not need may be missing. */
  readonly rule: { readonly [key: string]: unknown };
  /** Default 10 seconds. */
  readonly timeoutMs?: number;
}
export const FunnelBody: TSchema = closed({ rule: ruleBody }, { from: time, to: time, timeoutMs });

export interface ExplainBody extends WindowBody {
  /** A body, or the id or rule id of a stored rule. */
  readonly rule: string | { readonly [key: string]: unknown };
  /** These events and no others; a window is of no matter then. */
  readonly eventIds?: readonly string[];
  /** Instead of stored events: these, as they are; they are told by `document-1` and so on. */
  readonly documents?: readonly { readonly [key: string]: unknown }[];
  /** Default 10 seconds. */
  readonly timeoutMs?: number;
}
export const ExplainBody: TSchema = closed(
  { rule: Type.Union([name(1_000), ruleBody]) },
  {
    from: time,
    to: time,
    eventIds: Type.Array(text(1_000), { minItems: 1, maxItems: MOST_EVENT_IDS }),
    documents: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      minItems: 1,
      maxItems: MOST_DOCUMENTS,
    }),
    timeoutMs,
  },
);
