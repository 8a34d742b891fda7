/** The place where the next page of a search begins, as an opaque text. */
import type { EventPlace } from '../../detect/search-events.ts';
import { HttpProblem } from '../problems.ts';

export function writeCursor({ arrival, timeMs }: EventPlace): string {
  return `${timeMs ?? ''}_${arrival}`;
}

/** @throws HttpProblem for what no answer gave */
export function readCursor(text: string): EventPlace {
  const found = /^(-?\d{1,16})?_(\d{1,16})$/.exec(text);
  if (found === null)
    throw new HttpProblem('invalid', 'the cursor is none: give the `cursor` of the answer before, unchanged');
  return { timeMs: found[1] === undefined ? undefined : Number(found[1]), arrival: Number(found[2]) };
}
