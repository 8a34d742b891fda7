/** Waits until events come that were delivered with a key, and says which came first. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import type { Sources } from '../../api/sources.ts';
import { announce } from '../frame/announcements.ts';
import { useApiKeys } from '../server/keys.ts';
import { ask } from '../server/request.ts';
import { type FoundEvent, latestEvents } from '../server/sources.ts';
import { briefEvent } from './brief-event.ts';
import classes from './first-event.module.css';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

const EVERY_MS = 1_500;

export function FirstEvent({
  keyId,
  since,
}: {
  readonly keyId: string;
  /** ISO: when the key was made. */
  readonly since: string;
}): ReactNode {
  const first = useQuery({
    queryKey: ['first-event', keyId],
    queryFn: ({ signal }) => firstEventSince(since, signal),
    refetchInterval: ({ state }) => (state.data?.event === undefined ? EVERY_MS : false),
  });
  const event = first.data?.event;
  const keys = useApiKeys(true, event === undefined ? EVERY_MS : undefined);
  const usedAt = keys.data?.keys.find(({ id }) => id === keyId)?.lastUsedAt;
  const hasCome = event !== undefined && usedAt !== undefined;
  useEffect(() => {
    if (hasCome) announce('the first event has come');
  }, [hasCome]);
  if (!hasCome)
    return (
      <p className={classes['waiting']} role="status">
        <span aria-hidden="true" className={classes['pulse']}>
          ◌
        </span>
        {usedAt === undefined ? (
          'Waiting for the first event …'
        ) : (
          <span>
            The key was used at <Time at={usedAt} form="clock" />, and nothing has been stored since: look
            below for what was refused.
          </span>
        )}
      </p>
    );
  return (
    <p className={classes['come']} role="status">
      <span aria-hidden="true">✔</span>
      <span>
        First event: <Value value={briefEvent(event._source)} />, in <Value value={event._index} isCode />.{' '}
        <Link href={`/hunt?lang=kql&q=&from=${encodeURIComponent('now-1h')}`}>See the latest events</Link>
      </span>
    </p>
  );
}

async function firstEventSince(since: string, signal: AbortSignal): Promise<{ readonly event?: FoundEvent }> {
  const { sources } = await ask<Sources>('/api/tripline/sources', { query: { from: since }, signal });
  // The one that began last is the likeliest to be new.
  const [newest] = [...sources].sort((a, b) => (a.first < b.first ? 1 : -1));
  if (newest === undefined) return {};
  const [event] = await latestEvents(newest.index, 1, signal);
  return event === undefined ? {} : { event };
}
