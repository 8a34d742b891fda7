/** The alerts that the rule would have made: when, how many, and what they would say. */
import { Button } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { Bars } from '../../parts/bars.tsx';
import { count } from '../../parts/funnel-story.ts';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import type { Preview } from '../../server/preview.ts';
import classes from './editor.module.css';
import { differenceOf, previewBars, previewedAlerts } from './preview-story.ts';

const FIRST = 5;
const STEP = 50;

export function PreviewAlerts({
  preview,
  saved,
  severity,
}: {
  readonly preview: Preview;
  readonly saved: Preview | undefined;
  readonly severity: string;
}): ReactNode {
  const [most, setMost] = useState(FIRST);
  const alerts = useMemo(() => previewedAlerts(preview), [preview]);
  const { bars, stepMs } = useMemo(() => previewBars(preview, alerts, severity), [preview, alerts, severity]);
  const difference = saved === undefined ? undefined : differenceOf(preview, saved);
  const warnings = preview.logs.flatMap(log => log.warnings);
  return (
    <>
      <Bars bars={bars} stepMs={stepMs} label="alerts" height={44} />
      <p>
        <strong className="num">
          {count(preview.alertCount)} {preview.alertCount === 1 ? 'alert' : 'alerts'}
        </strong>{' '}
        <span className="dim num">
          of {count(preview.hits)} hits in {count(preview.events)} events
          {preview.isAborted ? '; the time was over before all was looked at' : ''}
        </span>
        {difference === undefined ? null : (
          <span className="num">
            {' '}
            · against the saved rule: +{count(difference.more)} −{count(difference.fewer)}{' '}
            {difference.more + difference.fewer === 1 ? 'alert' : 'alerts'}
          </span>
        )}
      </p>
      {warnings.map(warning => (
        <p key={warning}>
          <Value value={warning} />
        </p>
      ))}
      {alerts.length === 0 ? null : (
        <ul className={classes['alerts']} aria-label="Alerts of the preview">
          {alerts.slice(0, most).map(({ atMs, sentence, uuid }) => (
            <li key={uuid}>
              <Time at={atMs} /> <Value value={sentence} />
            </li>
          ))}
        </ul>
      )}
      {alerts.length <= most ? null : (
        <Button mt={4} onClick={() => setMost(most + STEP)}>
          Show {count(Math.min(STEP, alerts.length - most))} more of {count(alerts.length)}
          {preview.alertCount > alerts.length ? ` (of ${count(preview.alertCount)} in all)` : ''}
        </Button>
      )}
      <p className="dim">
        As the runs of this time would have told it: with exceptions, suppression and the most alerts of a
        run. Nothing of it is kept.
      </p>
    </>
  );
}
