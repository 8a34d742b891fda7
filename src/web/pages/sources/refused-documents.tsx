import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ServerStatus } from '../../../api/status.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import table from '../../parts/table.module.css';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import classes from './sources.module.css';

/** What was not taken, and why. */
export function RefusedDocuments({ status }: { readonly status: UseQueryResult<ServerStatus> }): ReactNode {
  const { data } = status;
  // Its failure stands beside it.
  if (data === undefined) return null;
  const { doubles, refused, stored, turnedAway } = data.intake;
  const reasons = Object.entries(refused).sort(([, a], [, b]) => b - a);
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  return (
    <section className={classes['panel']} aria-labelledby="refused">
      <h2 id="refused">Refused documents</h2>
      {all === 0 ? (
        <p>None since the start.</p>
      ) : (
        <table className={table['table']}>
          <caption className="unseen">refused documents by reason</caption>
          <tbody>
            {reasons.map(([reason, count]) => (
              <tr key={reason}>
                <th scope="row">
                  <Value value={reason} />
                </th>
                <td className={table['end']}>{countText(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {turnedAway > 0 ? (
        <p>
          {counted(turnedAway, 'whole request')} had to be sent again, as there was too much to do or no room.
        </p>
      ) : null}
      <p className="dim">
        Since <Time at={data.startedAt} />: {counted(stored, 'event')} stored, {countText(doubles)} were there
        already.
      </p>
    </section>
  );
}
