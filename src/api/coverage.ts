/** Which alerts count in the coverage, and in which form it is told. */
import Type, { type TSchema } from 'typebox';

export interface CoverageQuery {
  /** Since when alerts and events count; ISO 8601 or date math, default `now-30d`. */
  readonly from?: string;
  /** `navigator`: a layer of the ATT&CK Navigator. */
  readonly format?: 'json' | 'navigator';
}
export const CoverageQuery: TSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 100 })),
    format: Type.Optional(Type.Enum(['json', 'navigator'])),
  },
  { additionalProperties: false },
);
