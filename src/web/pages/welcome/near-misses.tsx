/** What the rule did not fire on though only one thing was missing: trust is made by restraint. */
import type { ReactNode } from 'react';
import { isJsonObject } from '../../../event/json.ts';
import { readField } from '../../../event/read-field.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { useNearMisses } from '../../server/first-run.ts';
import { useRecording } from '../../server/recording.ts';
import classes from './welcome.module.css';

const SHOWN = 5;
const EVERY_MS = 20_000;

export function NearMisses({
  ruleId,
  ruleName,
}: {
  readonly ruleId: string;
  readonly ruleName: string;
}): ReactNode {
  const isPlaying = useRecording().data?.state === 'playing';
  const found = useNearMisses(ruleId, isPlaying ? EVERY_MS : false);
  if (found.data === undefined)
    return found.error === null ? (
      <Loading height={120} label="near misses" />
    ) : (
      <ProblemNotice error={found.error} retry={() => void found.refetch()} />
    );
  const { documents, misses } = found.data;
  if (misses.length === 0) return null;
  return (
    <section aria-labelledby="misses">
      <h2 id="misses">What did not fire, and why</h2>
      <p className="dim">
        Each of these was one thing away from an alert of <Value value={ruleName} />
        {isPlaying ? '; more come as the recording plays' : ''}.
      </p>
      <ul className={classes['misses']}>
        {misses.slice(0, SHOWN).map(({ events, text }) => (
          <li key={events.map(({ id }) => id).join(' ')}>
            {events[0]?.timestamp === undefined ? null : (
              <span className="dim">
                <Time at={events[0].timestamp} form="clock" />{' '}
              </span>
            )}
            <Value value={hostOf(documents[events[0]?.id ?? '']?._source)} />: <Value value={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function hostOf(document: { readonly [field: string]: unknown } | undefined): string {
  const host = isJsonObject(document) ? readField(document, 'host.name') : undefined;
  return typeof host === 'string' ? host : 'a host without a name';
}
