/** Taking back: what a page did last if it said so, else the last act that the server knows of this user. */
import type { ActList, ActUndone } from '../../api/acts.ts';
import { Problem } from '../server/problem.ts';
import { ask } from '../server/request.ts';
import { announce } from './announcements.ts';

interface Undoable {
  readonly what: string;
  readonly undo: () => Promise<void>;
}

const done: Undoable[] = [];
const MOST = 100;

/**
 * To be called by whoever changes something, with what takes it back: at once, so that `z` never takes back the act
 * before it. Gives what forgets it, for an act that fails.
 */
export function noteUndo(what: string, undo: () => Promise<void>): () => void {
  const act = { what, undo };
  done.push(act);
  if (done.length > MOST) done.shift();
  return () => {
    const at = done.indexOf(act);
    if (at >= 0) done.splice(at, 1);
  };
}

export async function undoLatest(): Promise<void> {
  const last = done.pop();
  try {
    if (last !== undefined) {
      await last.undo();
      announce(`taken back: ${last.what}`);
      return;
    }
    const { acts } = await ask<ActList>('/api/tripline/alerts/acts', { query: { mine: true, size: 20 } });
    const act = acts.find(({ isUndone }) => !isUndone);
    if (act === undefined) return announce('there is nothing to take back');
    const { done: count } = await ask<ActUndone>(
      `/api/tripline/alerts/acts/${encodeURIComponent(act.id)}/undo`,
      { method: 'POST' },
    );
    announce(`taken back for ${count} alerts`);
    window.dispatchEvent(new Event('tripline-undone'));
  } catch (error) {
    announce(`it could not be taken back: ${error instanceof Problem ? error.message : String(error)}`);
  }
}
