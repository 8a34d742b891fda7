/** How many alerts there are of each severity, and when: both can be chosen from. */
import type { ReactNode } from 'react';
import type { AlertSnapshot } from '../../../api/alert-list.ts';
import type { SetUrl } from '../../frame/url-state.ts';
import { Bars } from '../../parts/bars.tsx';
import { SEVERITIES, Severity } from '../../parts/severity.tsx';
import { useSnapshotCounts } from '../../server/alerts.ts';
import { type AlertQuestion, bodyOf, filterText, toggled } from './alert-question.ts';
import classes from './alerts-page.module.css';

export function SeverityLine({
  isNarrow,
  question,
  setUrl,
  snapshot,
}: {
  readonly isNarrow: boolean;
  readonly question: AlertQuestion;
  readonly snapshot: AlertSnapshot | undefined;
  readonly setUrl: SetUrl;
}): ReactNode {
  const chosen = question.filters.severity ?? [];
  const { severity: _, ...others } = question.filters;
  const { data: all } = useSnapshotCounts(
    bodyOf({ ...question, filters: others, group: undefined }),
    snapshot?.id ?? '',
    chosen.length > 0 && snapshot !== undefined,
  );
  if (snapshot === undefined) return null;
  const counts = (all ?? snapshot).facets.severity;
  const { buckets, stepMs } = snapshot.histogram;
  return (
    <div className={classes['severityLine']}>
      <fieldset className={classes['severities']}>
        <legend className="unseen">severities</legend>
        {SEVERITIES.map(name => {
          const count = counts.find(({ value }) => value === name)?.count ?? 0;
          return (
            <button
              key={name}
              type="button"
              className={classes['severity']}
              aria-pressed={chosen.includes(name)}
              onClick={() =>
                setUrl({ severity: filterText('severity', toggled(chosen, name)) }, { push: true })
              }
            >
              <Severity name={name} isShort={isNarrow} />{' '}
              <strong className="num">{count.toLocaleString('en')}</strong>
            </button>
          );
        })}
      </fieldset>
      <div className={classes['bars']}>
        <Bars
          height={40}
          label="alerts"
          stepMs={stepMs}
          bars={buckets.map(({ at, critical, high, low, medium }) => ({
            atMs: Date.parse(at),
            parts: [
              { name: 'low', count: low },
              { name: 'medium', count: medium },
              { name: 'high', count: high },
              { name: 'critical', count: critical },
            ],
          }))}
          onBrush={(fromMs, toMs) =>
            setUrl({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }, { push: true })
          }
        />
      </div>
    </div>
  );
}
