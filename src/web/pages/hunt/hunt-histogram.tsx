/** When the events came; a stretch of it can be brushed. */
import type { ReactNode } from 'react';
import { Bars } from '../../parts/bars.tsx';
import { Time } from '../../parts/time.tsx';
import { type EventQuestion, useEventHistogram } from '../../server/hunt.ts';
import classes from './hunt.module.css';

export function HuntHistogram({
  question,
  setRange,
}: {
  readonly question: EventQuestion;
  readonly setRange: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const { data, error, isPlaceholderData } = useEventHistogram(question);
  // What is wrong with the query is told where the query is.
  if (error !== null) return null;
  if (data === undefined) return <div className={classes['histogram']} />;
  const { bucketMs, buckets, isPartial } = data;
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={classes['histogram']} data-dimmed={isPlaceholderData}>
      <Bars
        bars={buckets.map(({ count, from }) => ({
          atMs: Date.parse(from),
          parts: [{ name: 'events', count }],
        }))}
        stepMs={bucketMs}
        label="events"
        height={44}
        onBrush={setRange}
      />
      <div className={classes['axis']}>
        {buckets[0] === undefined ? null : <Time at={buckets[0].from} />}
        <span className="num">
          {isPartial ? 'at least ' : ''}
          {total.toLocaleString('en')} events in the range
        </span>
        <Time at={question.to} />
      </div>
    </div>
  );
}
