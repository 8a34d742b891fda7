import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './exception-form.module.css';
import type { Candidate, ExceptionChoice } from './exception-form-items.ts';
import { ExceptionFieldRow } from './exception-form-row.tsx';

const FIRST = 6;

/** The fields of one step that an exception could ask for: the most telling ones, the others on demand. */
export function CandidateList({
  candidates,
  change,
  choices,
  isFirst,
  isOff,
  title,
}: {
  readonly title: string;
  readonly candidates: readonly Candidate[];
  readonly choices: readonly ExceptionChoice[];
  readonly isFirst: boolean;
  /** Something of another step is chosen. */
  readonly isOff: boolean;
  readonly change: (field: string, choice: ExceptionChoice | undefined) => void;
}): ReactNode {
  const [isLong, setLong] = useState(false);
  const shown = candidates.filter(
    ({ field }, at) => isLong || at < FIRST || choices.some(choice => choice.field === field),
  );
  return (
    <fieldset className={classes['step']}>
      <legend>
        {title}
        {isOff ? <span className="dim"> (all conditions are about one event)</span> : null}
      </legend>
      {shown.map((candidate, at) => (
        <ExceptionFieldRow
          key={candidate.field}
          candidate={candidate}
          choice={choices.find(({ field }) => field === candidate.field)}
          isFirst={isFirst && at === 0}
          isOff={isOff}
          change={choice => change(candidate.field, choice)}
        />
      ))}
      {shown.length < candidates.length ? (
        <Button size="compact-xs" variant="subtle" onClick={() => setLong(true)}>
          {candidates.length - shown.length} more fields
        </Button>
      ) : null}
    </fieldset>
  );
}
