/** Taking back: what a page did last if it said so, else the last act that the server knows of this user. */
import type { ActList } from '../../api/acts.ts';
import { inTurn } from '../server/in-turn.ts';
import { Problem } from '../server/problem.ts';
import { ask } from '../server/request.ts';
import { undoAct } from '../server/undo-act.ts';
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
    const count = await inTurn(undoLatestKnown);
    if (count === undefined) return announce('there is nothing to take back');
    announce(`taken back for ${count} alerts`);
  } catch (error) {
    announce(`it could not be taken back: ${error instanceof Problem ? error.message : String(error)}`);
  }
}

/** Of the acts that the server knows. @returns of how many alerts; undefined where there is none to take back */
async function undoLatestKnown(): Promise<number | undefined> {
  const { acts } = await ask<ActList>('/api/tripline/alerts/acts', { query: { mine: true, size: 20 } });
  const act = acts.find(({ isUndone }) => !isUndone);
  return act === undefined ? undefined : (await undoAct(act.id)).done;
}
