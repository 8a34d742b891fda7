/** How many events pass each condition of a rule in turn, and where the others end. */
import { Button } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { Funnel as FunnelAnswer, FunnelStep } from '../server/preview.ts';
import classes from './funnel.module.css';
import {
  count,
  countLines,
  extentText,
  funnelRows,
  hitsText,
  roleText,
  sequenceLines,
} from './funnel-story.ts';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

export const Funnel = memo(function Funnel({
  funnel,
  onPick,
}: {
  readonly funnel: FunnelAnswer;
  /** What to do with the id of an event that somebody wants explained. */
  readonly onPick?: (id: string) => void;
}): ReactNode {
  const { counts, notes, sequences, steps } = funnel;
  return (
    <div className={classes['funnel']}>
      <div className="dim num">
        {extentText(funnel)}
        {funnel.otherIndex ? `, ${count(funnel.otherIndex)} of other indices` : ''}
        {funnel.untimed > 0 ? `, ${count(funnel.untimed)} left out as they have no time` : ''}
      </div>
      {steps.map(step => (
        <Step key={`${step.role} ${step.step}`} step={step} steps={steps.length} onPick={onPick} />
      ))}
      {sequences === undefined ? null : <Lines title="Sequences" lines={sequenceLines(sequences)} />}
      {counts === undefined ? null : <Lines title="Counts" lines={countLines(counts)} />}
      {notes.map(note => (
        <div key={note} className="dim">
          {note}
        </div>
      ))}
    </div>
  );
});

function Step({
  onPick,
  step,
  steps,
}: {
  readonly step: FunnelStep;
  readonly steps: number;
  readonly onPick: ((id: string) => void) | undefined;
}): ReactNode {
  const name = roleText(step, steps);
  return (
    <section className={classes['step']} aria-label={name}>
      <h3 className={classes['head']}>
        <span>{name}</span>
        <span className="num">{hitsText(step)}</span>
      </h3>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">condition</th>
            <th scope="col" className={classes['number']}>
              pass
            </th>
            <th scope="col" className={classes['number']}>
              end here
            </th>
            <th
              scope="col"
              className={classes['number']}
              title="events that fail this condition and no other"
            >
              this alone
            </th>
          </tr>
        </thead>
        <tbody>
          {funnelRows(step).map(({ alone, dropped, passed, share, text }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place in the chain
            <tr key={at} className={passed === 0 ? classes['none'] : undefined}>
              <td>
                <ConditionText text={text} />
                <span className={classes['bar']} style={{ width: `${share * 100}%` }} />
              </td>
              <td className={classes['number']}>{passed === null ? '–' : count(passed)}</td>
              <td className={`${classes['number']} dim`}>{dropped === null ? '–' : count(dropped)}</td>
              <td className={`${classes['number']} dim`}>{count(alone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Closest step={step} onPick={onPick} />
    </section>
  );
}

const LONG = 160;

/** What compares with a long list is told by its beginning. */
function ConditionText({ text }: { readonly text: string }): ReactNode {
  if (text.length <= LONG) return <Value value={text} isCode />;
  return (
    <details>
      <summary>
        <Value value={`${text.slice(0, LONG - 40)} …`} isCode />
      </summary>
      <Value value={text} isCode />
    </details>
  );
}

function Closest({
  onPick,
  step: { closest, hits },
}: {
  readonly step: FunnelStep;
  readonly onPick: ((id: string) => void) | undefined;
}): ReactNode {
  if (hits > 0 || closest.length === 0) return null;
  return (
    <>
      <div className="dim">closest to it:</div>
      <ul className={classes['closest']}>
        {closest.map(({ failed, id, timestamp }) => (
          <li key={id}>
            {timestamp === undefined ? null : <Time at={timestamp} />}{' '}
            {failed.map(text => (
              <Value key={text} value={text} />
            ))}{' '}
            {onPick === undefined ? null : (
              <Button size="compact-xs" onClick={() => onPick(id)}>
                Explain
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Lines({ lines, title }: { readonly title: string; readonly lines: readonly string[] }): ReactNode {
  return (
    <section className={classes['step']} aria-label={title}>
      <h3 className={classes['head']}>{title}</h3>
      <ul className={classes['lines']}>
        {lines.map(line => (
          <li key={line}>
            <Value value={line} />
          </li>
        ))}
      </ul>
    </section>
  );
}
