/** Which changes a listener wants to hear of. */
import Type, { type TSchema } from 'typebox';

export interface ChangesQuery {
  /** Kinds with commas between; default all. */
  readonly kinds?: string;
  /** As the header `Last-Event-ID`, for whoever cannot set one. */
  readonly lastEventId?: string;
}
export const ChangesQuery: TSchema = Type.Object(
  {
    kinds: Type.Optional(
      Type.String({ pattern: '^(alerts|run|gap|rule|exceptions)(,(alerts|run|gap|rule|exceptions)){0,4}$' }),
    ),
    lastEventId: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
);
