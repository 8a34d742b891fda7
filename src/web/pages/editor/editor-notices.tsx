/** What somebody has to know before he goes on writing: a draft, a refusal, another's change, a file. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { Problem } from '../../server/problem.ts';
import classes from './editor.module.css';
import { textOf } from './rule-draft.ts';
import type { RuleDraftState } from './use-rule-draft.ts';
import type { Saving } from './use-saving.ts';

export function EditorNotices({
  draft,
  saving,
  whyNot,
}: {
  readonly draft: RuleDraftState;
  readonly saving: Saving;
  readonly whyNot: string | undefined;
}): ReactNode {
  const { earlier, isLosable, isRestored, keptAtMs, revision, stored } = draft;
  const isBehind = isRestored && stored !== undefined && stored['revision'] !== revision;
  return (
    <div className={classes['notices']}>
      <OfFile stored={stored} />
      {whyNot === undefined || stored?.['immutable'] === true ? null : (
        <div className={classes['notice']}>{whyNot} What you write here can be tried, and is kept.</div>
      )}
      {isRestored && keptAtMs !== undefined ? (
        <div className={classes['notice']}>
          <span>
            This is your draft, last changed <Time at={keptAtMs} />.
            {isBehind
              ? ' The rule was saved by somebody since you began: saving asks before it overwrites.'
              : ''}
          </span>
          <Button onClick={draft.discard}>{stored === undefined ? 'Begin anew' : 'Discard the draft'}</Button>
        </div>
      ) : null}
      {earlier === undefined ? null : (
        <div className={classes['notice']}>
          <span>
            Another draft of a new rule is kept, last changed <Time at={earlier.atMs} />:{' '}
            <Value value={textOf(earlier.rule, 'name') || textOf(earlier.rule, 'query').slice(0, 80)} />
          </span>
          <Button onClick={draft.swapEarlier}>Go on with that one</Button>
        </div>
      )}
      {isLosable ? (
        <div className={classes['notice']} role="alert">
          The browser keeps no drafts here: save before you leave.
        </div>
      ) : null}
      <NotSaved draft={draft} saving={saving} />
    </div>
  );
}

function OfFile({ stored }: { readonly stored: RuleDraftState['stored'] }): ReactNode {
  if (stored?.['immutable'] !== true) return null;
  const { tripline } = stored;
  const file =
    typeof tripline === 'object' && tripline !== null && 'file' in tripline ? tripline.file : undefined;
  return (
    <div className={classes['notice']}>
      <span>
        This rule is of the file <Value value={typeof file === 'string' ? file : 'of a folder'} isCode />, and
        is changed there. You can try changes here, and save them as a copy.
      </span>
    </div>
  );
}

function NotSaved({ draft, saving }: { readonly draft: RuleDraftState; readonly saving: Saving }): ReactNode {
  const { isConflict, problem } = saving;
  if (problem === undefined) return null;
  const isBroken = problem instanceof Problem && problem.diagnostics.length > 0;
  return (
    <div className={classes['notice']}>
      <ProblemNotice error={problem} />
      {isConflict && draft.stored?.['immutable'] !== true ? (
        <Button onClick={() => void saving.save('over')}>Save over it</Button>
      ) : null}
      {isBroken && draft.rule['enabled'] !== false ? (
        <Button onClick={() => void saving.save('switched off')}>Save it switched off</Button>
      ) : null}
      <Button onClick={saving.forget}>Close</Button>
    </div>
  );
}
