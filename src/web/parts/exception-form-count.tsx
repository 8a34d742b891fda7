import type { ReactNode } from 'react';
import type { ExceptionTrial } from '../../api/exception-trial.ts';
import { basePath } from '../server/base-path.ts';
import classes from './exception-form.module.css';
import type { ExceptionChoice } from './exception-form-items.ts';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

const MOST_LINKS = 5;

/** What an exception would have removed of the alerts that there were. */
export function ExceptionCount({
  choices,
  isCounting,
  trial,
}: {
  /** Undefined: nothing is chosen, or nothing is known yet. */
  readonly trial: ExceptionTrial | undefined;
  readonly isCounting: boolean;
  readonly choices: readonly ExceptionChoice[];
}): ReactNode {
  if (trial === undefined)
    return (
      <p className={classes['count']} role="status">
        {isCounting ? 'Counting…' : 'Choose a field, and it says here what would not have been told.'}
      </p>
    );
  const { alerts, entries, from, isPartial, judged, removes, uuidsMalicious } = trial;
  return (
    <div className={classes['count']} data-stale={isCounting} role="status">
      Since <Time at={from} />: removes{' '}
      <strong>
        {isPartial ? 'at least ' : ''}
        {removes.toLocaleString('en')} of {alerts.toLocaleString('en')}
      </strong>{' '}
      alerts · ✔ {judged.harmless.toLocaleString('en')} judged harmless ·{' '}
      <span className={judged.malicious > 0 ? classes['bad'] : ''}>
        ✖ {judged.malicious.toLocaleString('en')} judged malicious
      </span>{' '}
      · ? {judged.unjudged.toLocaleString('en')} not judged
      {uuidsMalicious.length === 0 ? null : (
        <div>
          {uuidsMalicious.slice(0, MOST_LINKS).map((uuid, at) => (
            <a
              key={uuid}
              href={`${basePath}/app/alerts/${encodeURIComponent(uuid)}`}
              target="_blank"
              rel="noreferrer"
            >
              malicious {at + 1}{' '}
            </a>
          ))}
          {uuidsMalicious.length > MOST_LINKS ? `and ${uuidsMalicious.length - MOST_LINKS} more` : null}
        </div>
      )}
      {entries.length < 2 ? null : (
        <ul className={classes['alone']}>
          {entries.map(({ alone, entry }) => (
            <li key={entry} className={alone.malicious > 0 ? classes['bad'] : 'dim'}>
              <Value value={choices[entry]?.field ?? `condition ${entry + 1}`} /> alone:{' '}
              {alone.removes.toLocaleString('en')}
              {alone.malicious > 0 ? `, ✖ ${alone.malicious.toLocaleString('en')} judged malicious` : ''}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
