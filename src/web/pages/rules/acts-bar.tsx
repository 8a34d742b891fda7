/** What can be done with the rules that are selected, and with how many. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';
import type { Acting } from '../../parts/use-acting.ts';
import classes from './rules.module.css';

export function ActsBar({
  acting,
  chosen,
  duplicate,
  fill,
  readOnly,
  remove,
  save,
  selectAll,
  selectNone,
  shown,
  switchOff,
  switchOn,
}: {
  readonly acting: Acting;
  readonly chosen: readonly RuleOverviewRow[];
  /** How many rows there are to select. */
  readonly shown: number;
  readonly readOnly: string | undefined;
  readonly selectAll: () => void;
  readonly selectNone: () => void;
  readonly switchOn: () => void;
  readonly switchOff: () => void;
  readonly fill: () => void;
  readonly duplicate: () => void;
  readonly save: () => void;
  readonly remove: () => void;
}): ReactNode {
  const count = (passes: (rule: RuleOverviewRow) => boolean): number => chosen.filter(passes).length;
  const off = count(({ isEnabled }) => !isEnabled);
  const gaps = count(({ gapMs, isEnabled }) => isEnabled && gapMs > 0);
  const own = count(({ file }) => file === undefined);
  const act = (label: string, of: number, none: string, run: () => void, changes = true): ReactNode => {
    const why = (changes ? readOnly : undefined) ?? (of === 0 ? none : undefined);
    return (
      <ReasonedButton onClick={run} why={why}>
        {label}
        {of > 0 && of < chosen.length ? ` ${of.toLocaleString('en')}` : ''}
      </ReasonedButton>
    );
  };
  return (
    <>
      {acting.problem === undefined ? null : (
        <div className={classes['problem']}>
          <ProblemNotice error={acting.problem} />
          <Button onClick={acting.dismiss}>Dismiss</Button>
        </div>
      )}
      {chosen.length === 0 ? null : (
        <div className={classes['acts']} role="toolbar" aria-label="what to do with the selected rules">
          <strong role="status">
            {chosen.length.toLocaleString('en')} selected of {shown.toLocaleString('en')}
          </strong>
          {chosen.length < shown ? (
            <Button variant="subtle" onClick={selectAll}>
              Select all {shown.toLocaleString('en')}
            </Button>
          ) : null}
          <Button variant="subtle" onClick={selectNone}>
            Select none
          </Button>
          {act('Switch on…', off, 'they are on', switchOn)}
          {act('Switch off', chosen.length - off, 'they are off', switchOff)}
          {act('Fill gaps', gaps, 'none of them is on and has a gap', fill)}
          {act('Duplicate', chosen.length, '', duplicate)}
          {act('Export', chosen.length, '', save, false)}
          {act('Delete', own, 'they stand in files: delete them there', remove)}
          {acting.what === undefined ? null : <span className="dim">{acting.what}…</span>}
        </div>
      )}
    </>
  );
}
