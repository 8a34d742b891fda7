/** Browsers that are signed in: one's own, and for admins everybody's. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ShownSession } from '../../../api/users.ts';
import { announce } from '../../frame/announcements.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import table from '../../parts/table.module.css';
import { Value } from '../../parts/value.tsx';
import { endSession, useSessions } from '../../server/users.ts';
import { browserText } from './browser-text.ts';
import { When } from './when.tsx';

export function SessionsTable(): ReactNode {
  const queries = useQueryClient();
  const sessions = useSessions();
  const ending = useMutation({
    mutationFn: ({ id }: ShownSession) => endSession(id),
    onSuccess: () => {
      announce('the session has ended');
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  if (sessions.data === undefined)
    return sessions.error === null ? (
      <Loading height={100} label="sessions" />
    ) : (
      <ProblemNotice error={sessions.error} retry={() => void sessions.refetch()} />
    );
  return (
    <>
      {ending.error === null ? null : <ProblemNotice error={ending.error} />}
      <div className={table['scroll']}>
        <table className={table['table']}>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Browser</th>
              <th scope="col">Last used</th>
              <th scope="col">Since</th>
              <th scope="col">
                <span className="unseen">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.data.sessions.map(session => (
              <tr key={session.id}>
                <th scope="row">
                  <Value value={session.name} />
                  {session.isOwn ? <span className="dim"> this one</span> : null}
                </th>
                <td data-label="Browser">
                  <Value value={session.browser === undefined ? undefined : browserText(session.browser)} />
                  {session.from === undefined ? null : (
                    <div className="dim">
                      from <Value value={session.from} isCode />
                    </div>
                  )}
                </td>
                <td data-label="Last used">
                  <When at={session.lastUsedAt} />
                </td>
                <td data-label="Since">
                  <When at={session.createdAt} />
                </td>
                <td className={table['end']}>
                  {session.isOwn ? null : (
                    <ConfirmButton
                      label="End"
                      confirm="End: whoever uses it signs in anew"
                      run={() => ending.mutate(session)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
