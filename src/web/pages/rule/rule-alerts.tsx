/** What the rule told lately, and what people made of it. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Severity } from '../../parts/severity.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { Spark } from '../../parts/spark.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { useAlertsOfRule } from '../../server/rules.ts';
import { judgedStory } from './judged-story.ts';
import classes from './rule.module.css';

const ALL_TIME = '1970-01-01T00:00:00.000Z';

export function RuleAlerts({ rule }: { readonly rule: RuleHealth }): ReactNode {
  const { data, error, refetch } = useAlertsOfRule(rule.id, rule.ruleId);
  const all = `/alerts?${new URLSearchParams({ rule: rule.ruleId, status: 'all', from: ALL_TIME })}`;
  const openOnes = `/alerts?${new URLSearchParams({ rule: rule.ruleId, status: 'open', from: ALL_TIME })}`;
  const open = data?.facets.status.find(({ value }) => value === 'open')?.count ?? 0;
  return (
    <div className={classes['columns']}>
      <section aria-labelledby="alerts-heading">
        <h2 id="alerts-heading">Alerts</h2>
        {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
        {data === undefined ? (
          error === null ? (
            <Loading height={120} label="its alerts" />
          ) : null
        ) : (
          <>
            <p>
              <Link href={openOnes}>{open.toLocaleString('en')} open</Link> of{' '}
              <Link href={all}>
                {data.total.toLocaleString('en')}
                {data.isPartial ? ' or more' : ''}
              </Link>
              , {rule.alerts24h.total.toLocaleString('en')} in 24 h{' '}
              <Spark counts={rule.alerts24h.byHour} label="alerts by hour, the oldest first" width={120} />
            </p>
            {data.rows.length === 0 ? (
              <p className="dim">It has told nothing yet.</p>
            ) : (
              <table className={classes['table']}>
                <caption>the newest</caption>
                <thead>
                  <tr>
                    <th scope="col">time</th>
                    <th scope="col">severity</th>
                    <th scope="col">what happened</th>
                    <th scope="col">status</th>
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map(({ at, sentence, severity, status, uuid }) => (
                    <tr key={uuid}>
                      <td>
                        <Time at={at} />
                      </td>
                      <td>
                        <Severity name={severity} isShort />
                      </td>
                      <td>
                        <Link href={`/alerts/${uuid}`}>
                          <Value value={sentence} />
                        </Link>
                      </td>
                      <td>{status}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </>
        )}
      </section>
      <Judged rule={rule} />
    </div>
  );
}

function Judged({ rule }: { readonly rule: RuleHealth }): ReactNode {
  const { byMonth } = rule.judged;
  const { sentence, shares } = judgedStory(byMonth);
  return (
    <section aria-labelledby="judged-heading">
      <h2 id="judged-heading">Judged</h2>
      <p>{sentence}</p>
      {byMonth.length === 0 ? null : (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">month</th>
              <th scope="col" className={classes['number']}>
                malicious
              </th>
              <th scope="col" className={classes['number']}>
                harmless
              </th>
              <th scope="col" className={classes['number']}>
                not judged
              </th>
              <th scope="col">of those judged, malicious</th>
            </tr>
          </thead>
          <tbody>
            {byMonth
              .map((one, at) => ({ ...one, share: shares[at] }))
              .toReversed()
              .map(({ harmless, malicious, month, share, unjudged }) => (
                <tr key={month}>
                  <th scope="row">{month}</th>
                  <td className={classes['number']}>{malicious.toLocaleString('en')}</td>
                  <td className={classes['number']}>{harmless.toLocaleString('en')}</td>
                  <td className={classes['number']}>{unjudged.toLocaleString('en')}</td>
                  <td>
                    {share === undefined ? (
                      <span className="dim">–</span>
                    ) : (
                      <>
                        <ShareBar part={share} /> {Math.round(share * 100)} %
                      </>
                    )}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
