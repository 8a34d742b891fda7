/** Changes of alerts, each of which can be taken back. */
import type { ActedOn, AlertActChange, AlertActDone } from '../../api/acts.ts';
import { announce } from '../frame/announcements.ts';
import { noteUndo, undoLatest } from '../frame/undo.ts';
import { inTurn } from './in-turn.ts';
import { Problem } from './problem.ts';
import { ask } from './request.ts';
import { undoAct } from './undo-act.ts';

/**
 * Changes alerts, and says so; `z` takes it back, also while it is under way. Whoever shows alerts hears
 * `tripline-acted` and `tripline-undone` of the window. @throws Problem where nothing was changed
 */
export async function actOn(on: ActedOn, change: AlertActChange, note?: string): Promise<AlertActDone> {
  const acting = inTurn(() =>
    ask<AlertActDone>('/api/tripline/alerts/acts', {
      body: { on, change, ...(note === undefined ? {} : { note }) },
    }),
  );
  const forget = noteUndo(changeText(change), async () => {
    const { id } = await acting;
    const undone = await inTurn(() => undoAct(id));
    if (undone.skipped.length > 0)
      throw new Problem(0, 'not all was taken back', skippedText(undone.skipped));
  });
  try {
    const act = await acting;
    window.dispatchEvent(new Event('tripline-acted'));
    const what = `${changeText(change)} ${countText(act.done)}`;
    announce(
      act.skipped.length === 0 ? what : `${what}; left alone: ${skippedText(act.skipped)}`,
      () => void undoLatest(),
    );
    return act;
  } catch (error) {
    forget();
    throw error;
  }
}

/** `closed as expected`, `acknowledged`, `assigned to mara` */
function changeText({ addTags, assign, removeTags, status, unassign, verdict }: AlertActChange): string {
  const said = [
    status === 'open' ? 'opened' : status,
    verdict === undefined ? undefined : `as ${VERDICTS[verdict]}`,
    listed('assigned to', assign),
    listed('taken from', unassign),
    listed('tagged', addTags),
    listed('untagged', removeTags),
  ];
  return said.filter(text => text !== undefined).join(' ');
}

export const VERDICTS = {
  malicious: 'malicious',
  expected: 'expected here',
  'rule-wrong': 'the rule is wrong',
  duplicate: 'duplicate',
  unknown: 'cannot tell',
} as const;

function listed(word: string, names: readonly string[] = []): string | undefined {
  return names.length === 0 ? undefined : `${word} ${names.join(', ')}`;
}

function countText(count: number): string {
  return count === 1 ? '1 alert' : `${count.toLocaleString('en')} alerts`;
}

function skippedText(skipped: AlertActDone['skipped']): string {
  return skipped.map(({ count, reason }) => `${count} (${reason})`).join(', ');
}
