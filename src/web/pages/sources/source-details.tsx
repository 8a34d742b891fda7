/** One source: when its events were, which hosts they name, and which fields they have. */
import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { ArrivingSource } from '../../../api/sources.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { Bars } from '../../parts/bars.tsx';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import { useArrivals, useHosts, useSourceFields } from '../../server/sources.ts';
import { hostQuery } from './host-query.ts';
import classes from './sources.module.css';

const MOST_FIELDS = 300;

export function SourceDetails({
  since,
  source: { index },
}: {
  readonly source: ArrivingSource;
  readonly since: string;
}): ReactNode {
  return (
    <>
      <Arrivals index={index} since={since} />
      <div className={classes['columns']}>
        <Hosts index={index} since={since} />
        <Fields index={index} since={since} />
      </div>
    </>
  );
}

interface Of {
  readonly index: string | null;
  readonly since: string;
}

function Arrivals({ index, since }: Of): ReactNode {
  const arrivals = useArrivals(index, since);
  if (arrivals.error !== null)
    return <ProblemNotice error={arrivals.error} retry={() => void arrivals.refetch()} />;
  if (arrivals.data === undefined) return <Loading height={56} label="events over time" />;
  const { bucketMs, buckets, isPartial } = arrivals.data;
  return (
    <>
      <Bars
        label="events"
        stepMs={bucketMs}
        bars={buckets.map(({ count, from }) => ({
          atMs: Date.parse(from),
          parts: [{ name: 'events', count }],
        }))}
      />
      {isPartial ? (
        <p className="dim">There was no time to count all of it: the older part is missing.</p>
      ) : null}
    </>
  );
}

function Hosts({ index, since }: Of): ReactNode {
  const all = useHosts(index, since);
  const recent = useHosts(index, 'now-1h');
  if (all.error !== null) return <ProblemNotice error={all.error} retry={() => void all.refetch()} />;
  if (all.data === undefined) return <Loading height={120} label="hosts" />;
  const { different, values } = all.data;
  const isHeard = new Set(recent.data?.values.map(({ value }) => value));
  return (
    <section>
      <h2>{counted(different, 'host')}</h2>
      <ul className={classes['list']}>
        {values.map(({ count, value }) => (
          <li key={String(value)}>
            <Link href={`/hunt?${new URLSearchParams({ lang: 'kql', q: hostQuery(value), from: since })}`}>
              <Value value={value} />
            </Link>{' '}
            <span className="dim">
              {countText(count)}
              {recent.data === undefined || isHeard.has(value) ? '' : ', none in the last hour'}
            </span>
          </li>
        ))}
      </ul>
      {different > values.length ? (
        <p className="dim">{countText(different - values.length)} more are not listed.</p>
      ) : null}
      {all.data.isPartial ? <p className="dim">There was no time to count all events.</p> : null}
    </section>
  );
}

function Fields({ index, since }: Of): ReactNode {
  const [wanted, setWanted] = useState('');
  const sources = useSourceFields(index, since);
  if (sources.error !== null)
    return <ProblemNotice error={sources.error} retry={() => void sources.refetch()} />;
  if (sources.data === undefined) return <Loading height={120} label="fields" />;
  const fields = sources.data.sources[0]?.fields;
  if (fields === undefined) return <p className="dim">Fields are listed of events whose index is known.</p>;
  const found = fields.seen.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <section>
      <h2>
        {counted(fields.seen.length + fields.leftOut, 'field')}{' '}
        <span className="dim">in the latest {counted(fields.sampledEvents, 'event')}</span>
      </h2>
      <TextInput
        aria-label="find a field"
        placeholder="find a field"
        value={wanted}
        onChange={event => setWanted(event.currentTarget.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <ul className={classes['list']} tabIndex={0} aria-label="fields">
        {found.slice(0, MOST_FIELDS).map(({ events, name }) => (
          <li key={name}>
            <Value value={name} isCode />{' '}
            <span className="dim">{Math.round((100 * events) / Math.max(1, fields.sampledEvents))} %</span>
          </li>
        ))}
      </ul>
      {found.length > MOST_FIELDS || fields.leftOut > 0 ? (
        <p className="dim">
          {countText(Math.max(0, found.length - MOST_FIELDS) + fields.leftOut)} more are not listed.
        </p>
      ) : null}
    </section>
  );
}
