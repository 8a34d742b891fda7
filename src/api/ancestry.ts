/** How much of the processes around an event is wanted. */
import Type, { type TSchema } from 'typebox';

export interface ProcessTreeQuery {
  /** Ancestors, and levels of descendants; default 8, at most 30. */
  readonly depth?: string;
  /** Children of each process that are shown; default 20, at most 200. */
  readonly children?: string;
  /** Hours before and after the event; default 168 and 24, at most 999 (some six weeks). */
  readonly hoursBefore?: string;
  readonly hoursAfter?: string;
}
const count = Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' }));
export const ProcessTreeQuery: TSchema = Type.Object(
  { depth: count, children: count, hoursBefore: count, hoursAfter: count },
  { additionalProperties: false },
);
