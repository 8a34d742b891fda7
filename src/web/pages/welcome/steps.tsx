/** How far it has come, live. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { announce } from '../../frame/announcements.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { briefEvent } from '../../parts/brief-event.ts';
import { offerFirstHints } from '../../parts/first-hints.tsx';
import { Severity } from '../../parts/severity.tsx';
import { Value } from '../../parts/value.tsx';
import type { FirstAlerts } from '../../server/first-run.ts';
import { useMe } from '../../server/me.ts';
import { latestEvents, useStatus } from '../../server/sources.ts';
import classes from './welcome.module.css';

const OFTEN_MS = 1_500;

export function Steps({ alerts }: { readonly alerts: FirstAlerts | undefined }): ReactNode {
  const me = useMe();
  const status = useStatus(OFTEN_MS);
  const events = status.data === undefined ? 0 : status.data.store.events + status.data.store.waitingEvents;
  const rules = status.data?.rules.enabled ?? 0;
  const isAlerted = alerts?.first !== undefined;
  useArrival(status.data === undefined ? undefined : events > 0, 'events have arrived');
  useArrival(alerts === undefined ? undefined : isAlerted, 'the first alert is there: o opens it');
  useEffect(() => {
    if (isAlerted) offerFirstHints();
  }, [isAlerted]);
  return (
    <ol className={classes['steps']}>
      <Step isDone title="Signed in">
        as <Value value={me.data?.name ?? ''} />
      </Step>
      <Step isDone={events > 0} title="Events">
        {events === 0 ? 'Nothing has arrived yet.' : <Arrived events={events} />}
      </Step>
      <Step isDone={rules > 0} title="Rules">
        {rules > 0 ? (
          <>
            {counted(rules, 'rule')} on. <Link href="/rules">See them</Link>
          </>
        ) : (
          <>
            None is on. Those of a checkout are added by <code>tripline rules add FOLDER</code>, one by one
            under <Link href="/rules">Rules</Link>.
          </>
        )}
      </Step>
      <Step isDone={isAlerted} title="First alert">
        {alerts?.first === undefined ? (
          'None yet.'
        ) : (
          <>
            <Severity name={alerts.first.severity} isShort />{' '}
            <Link href={`/alerts/${encodeURIComponent(alerts.first.uuid)}`}>
              <Value value={alerts.first.reason} />
            </Link>{' '}
            <span className="dim">
              <kbd>o</kbd> opens it
              {alerts.total > 1 ? (
                <>
                  , one of <Link href="/alerts">{countText(alerts.total)}</Link>
                </>
              ) : null}
            </span>
          </>
        )}
      </Step>
    </ol>
  );
}

/** Says when what was not there comes; of what was there already nothing is said. @param isThere undefined: not known yet */
function useArrival(isThere: boolean | undefined, text: string): void {
  const before = useRef(isThere);
  useEffect(() => {
    if (before.current === false && isThere === true) announce(text);
    if (isThere !== undefined) before.current = isThere;
  }, [isThere, text]);
}

function Step({
  children,
  isDone,
  title,
}: {
  readonly isDone: boolean;
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <li data-done={isDone}>
      <span aria-hidden="true" className={classes['mark']}>
        {isDone ? '✔' : '◌'}
      </span>
      <span>
        <strong>{title}</strong>
        <span className="unseen">{isDone ? ', done' : ', to come'}</span>
        <br />
        {children}
      </span>
    </li>
  );
}

/** How many there are, and the one that is the latest when this is first seen. */
function Arrived({ events }: { readonly events: number }): ReactNode {
  const latest = useQuery({
    queryKey: ['first-of-all'],
    queryFn: ({ signal }) => latestEvents(null, 1, signal),
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) === 0 ? OFTEN_MS : false),
  });
  const event = latest.data?.[0];
  return (
    <>
      {counted(events, 'event')}
      {event === undefined ? null : (
        <>
          , such as <Value value={briefEvent(event._source)} />
        </>
      )}
      . <Link href="/sources">See the sources</Link>
    </>
  );
}
