/** How far a search is, what it found, and what its answer leaves out. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Time } from '../../parts/time.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import type { EventSearchActs } from './event-search.ts';
import classes from './hunt.module.css';
import type { EventSearch } from './search-state.ts';

/** What a browser holds without getting slow. */
const MOST_SHOWN = 10_000;

export function SearchStatus({ search }: { readonly search: EventSearch & EventSearchActs }): ReactNode {
  const { cancel, end, isRunning, isStale, more, results, wasCancelled } = search;
  const shown = isStale ? 0 : results.length;
  return (
    <div className={classes['status']} role="status">
      {isRunning ? (
        <>
          <RunningText search={search} shown={shown} />
          <Button onClick={cancel}>Cancel</Button>
        </>
      ) : wasCancelled ? (
        <span>
          <strong className="num">{count(shown)}</strong> found before it was cancelled
        </span>
      ) : end === undefined ? null : (
        <span>
          <strong className="num">{foundText(search)}</strong> · {durationText(end.took)}
          {end.searched.isComplete || end.cursor !== undefined ? null : (
            <>
              {' '}
              · searched {end.searched.from === null ? 'from the earliest' : <Time at={end.searched.from} />}{' '}
              to {end.searched.to === null ? 'the latest' : <Time at={end.searched.to} />}
            </>
          )}
          {end.warnings.map(warning => (
            <span key={warning} className={classes['warning']}>
              ▲ <Value value={warning} />
            </span>
          ))}
        </span>
      )}
      {isRunning || end?.cursor === undefined ? null : results.length < MOST_SHOWN ? (
        <Button onClick={more}>{end.is_partial ? 'Search on' : 'Load more'}</Button>
      ) : (
        <span className="dim">no more are shown at once: narrow the query or the range</span>
      )}
    </div>
  );
}

function RunningText({ search, shown }: { readonly search: EventSearch; readonly shown: number }): ReactNode {
  const { progress } = search;
  const share = progress === undefined || progress.all === 0 ? undefined : progress.done / progress.all;
  return (
    <>
      <progress
        className={classes['progress']}
        aria-label="how far the search is"
        {...(share === undefined ? {} : { value: Math.min(1, share) })}
      />
      <span>
        {progress === undefined ? 'searching' : `looked at ${count(progress.events)} events`} · {count(shown)}{' '}
        found
      </span>
    </>
  );
}

/** `214 events`, `first 250 events, the newest first`, `12 sequences` */
function foundText({ end, results }: EventSearch): string {
  const [first] = results;
  const noun = first !== undefined && 'events' in first ? 'sequences' : 'events';
  if (results.length === 1 && end?.total.relation === 'eq') return `1 ${noun.slice(0, -1)}`;
  if (end?.total.relation === 'eq' || end?.cursor === undefined)
    return `${count(results.length)} ${noun}${end?.total.relation === 'gte' ? ', perhaps more' : ''}`;
  return `the newest ${count(results.length)} ${noun}, there are more`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
