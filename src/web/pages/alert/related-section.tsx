import type { ReactNode } from 'react';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { literalText } from '../../parts/quoted-text.ts';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { useRelated } from '../../server/alert.ts';
import { basePath } from '../../server/base-path.ts';
import classes from './alert-panel.module.css';
import { PanelSection } from './panel-section.tsx';

/** How many other alerts there are of the same process, host, user, and so on; each opens in the list. */
export function RelatedSection({ uuid }: { readonly uuid: string }): ReactNode {
  const { data, error, refetch } = useRelated(uuid);
  return (
    <PanelSection name="related" title="Related alerts">
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading height={120} label="related alerts" /> : null}
      {data === undefined ? null : (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th>same</th>
              <th>value</th>
              <th className={classes['number']}>alerts</th>
              <th className={classes['number']}>open</th>
              <th>last</th>
            </tr>
          </thead>
          <tbody>
            {data.related.map(({ alerts, by, field, isAtLeast, last, open, values }) => (
              <tr key={by}>
                <td>{by}</td>
                <td>
                  {values.map((value, at) => (
                    <span key={String(value)}>
                      {at > 0 ? ', ' : null}
                      <Value field={field} value={value} isCode />
                    </span>
                  ))}
                </td>
                <td className={classes['number']}>
                  {alerts === 0 ? (
                    'none'
                  ) : (
                    <a href={listHref(field, values)}>
                      {isAtLeast ? 'at least ' : ''}
                      {alerts.toLocaleString('en')}
                    </a>
                  )}
                </td>
                <td className={classes['number']}>{open.toLocaleString('en')}</td>
                <td>{last === null ? <span className="dim">–</span> : <Time at={last} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data?.isPartial === true ? <p className="dim">There was no time to count all of them.</p> : null}
    </PanelSection>
  );
}

function listHref(field: string, values: readonly (string | number)[]): string {
  const all = values.map(literalText).join(' or ');
  const query = `${field}: ${values.length === 1 ? all : `(${all})`}`;
  return `${basePath}/app/alerts?${new URLSearchParams({ q: query, from: 'now-90d', to: 'now' })}`;
}
