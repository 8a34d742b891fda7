import type { ActUndone } from '../../api/acts.ts';
import { ask } from './request.ts';

/** Takes an act back, and tells whoever shows alerts. @throws Problem */
export async function undoAct(id: string): Promise<ActUndone> {
  const path = `/api/tripline/alerts/acts/${encodeURIComponent(id)}/undo`;
  const undone = await ask<ActUndone>(path, { method: 'POST' });
  window.dispatchEvent(new Event('tripline-undone'));
  return undone;
}
