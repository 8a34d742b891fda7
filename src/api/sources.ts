/** Since when sources count, and whether their fields are wanted. */
import Type, { type TSchema } from 'typebox';

export interface SourcesQuery {
  /** ISO 8601 or date math; default `now-7d`. */
  readonly from?: string;
  /** Looks into the latest events of each source. */
  readonly fields?: 'true' | 'false';
}
export const SourcesQuery: TSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 100 })),
    fields: Type.Optional(Type.Enum(['true', 'false'])),
  },
  { additionalProperties: false },
);
