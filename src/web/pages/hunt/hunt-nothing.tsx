/** Why nothing was found: which condition leaves nothing, and when such events came. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { type EventQuestion, type QueryFunnel, useEventTimes, useQueryFunnel } from '../../server/hunt.ts';
import classes from './hunt.module.css';
import { nearestEvents } from './nearest-events.ts';

export function NothingFound({
  goTo,
  question,
}: {
  readonly question: EventQuestion;
  readonly goTo: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const funnel = useQueryFunnel(question);
  return (
    <div className={classes['nothing']}>
      <Notice title="No event passes this query in this range">
        <Nearest question={question} goTo={goTo} />
      </Notice>
      {funnel.error === null ? null : (
        <ProblemNotice error={funnel.error} retry={() => void funnel.refetch()} />
      )}
      {funnel.isPending ? <Loading height={120} label="which condition leaves nothing" /> : null}
      {funnel.data === undefined ? null : <Clauses funnel={funnel.data} />}
    </div>
  );
}

function Nearest({
  goTo,
  question,
}: {
  readonly question: EventQuestion;
  readonly goTo: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const times = useEventTimes(question);
  if (times.error !== null) return <p>When such events came could not be told.</p>;
  if (times.data === undefined) return <p>Looking for the nearest such events…</p>;
  const nearest = nearestEvents(times.data, Date.parse(question.from), Date.parse(question.to));
  if (nearest === undefined)
    return <p>Nor does any that is stored{times.data.isPartial ? ', as far as was searched' : ''}.</p>;
  const { count, fromMs, side, toMs } = nearest;
  return (
    <>
      <p>
        The nearest {count.toLocaleString('en')} came {side} it, between <Time at={fromMs} /> and{' '}
        <Time at={toMs} />. Counted are events; of a sequence those that pass any of its steps.
      </p>
      <Button onClick={() => goTo(fromMs, toMs)}>Go there</Button>
    </>
  );
}

function Clauses({
  funnel: { eventsInWindow, isPartial, steps },
}: {
  readonly funnel: QueryFunnel;
}): ReactNode {
  return (
    <section className={classes['clauses']} aria-label="how many events pass each condition">
      <p>
        {eventsInWindow === null ? null : `${eventsInWindow.toLocaleString('en')} events lie in this range. `}
        How many of them pass each condition and all before it
        {isPartial ? ', at least' : ''}:
      </p>
      {steps.map(({ asked, conditions, hits, role }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have places, and no names
        <table key={at}>
          {steps.length === 1 ? null : (
            <caption>
              step {at + 1}
              {role === 'absent'
                ? ', which must be missing'
                : role === 'until'
                  ? ', which ends what waits'
                  : ''}
              : {hits.toLocaleString('en')} events
            </caption>
          )}
          <thead>
            <tr>
              <th scope="col">condition</th>
              <th scope="col">pass</th>
              <th scope="col">fail only this</th>
            </tr>
          </thead>
          <tbody>
            {conditions.map(({ failedAlone, passed, text }, index) => {
              const before = index === 0 ? asked : (conditions[index - 1]?.passed ?? 0);
              const isEnd = passed === 0 && before > 0;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: conditions have places
                <tr key={index} data-end={isEnd}>
                  <td>
                    <Value value={text} isCode />
                    {isEnd ? <strong> ← leaves nothing</strong> : null}
                  </td>
                  <td className="num">{passed.toLocaleString('en')}</td>
                  <td className="num">{failedAlone.toLocaleString('en')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
    </section>
  );
}
