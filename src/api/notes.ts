/** Notes that people write on alerts. */
import Type, { type TSchema } from 'typebox';

/** Characters. */
const MOST_NOTE = 10_000;

export interface NoteBody {
  /** Markdown. */
  readonly text: string;
}
export const NoteBody: TSchema = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: MOST_NOTE, pattern: '\\S' }) },
  { additionalProperties: false },
);
