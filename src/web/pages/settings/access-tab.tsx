/** Who looks, and which keys programs use. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ListedKeys } from '../../../api/keys.ts';
import { announce } from '../../frame/announcements.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import table from '../../parts/table.module.css';
import { Value } from '../../parts/value.tsx';
import { revokeKey, signOut, useApiKeys } from '../../server/keys.ts';
import { useMe, useReadOnlyReason } from '../../server/me.ts';
import { ACCESS_WORDS } from './access-words.ts';
import { NewKeyForm } from './new-key-form.tsx';
import { OwnPasswordForm } from './own-password.tsx';
import { SessionsTable } from './sessions-table.tsx';
import { When } from './when.tsx';

const OFTEN_MS = 30_000;

export default function AccessTab(): ReactNode {
  const me = useMe();
  const refused = useReadOnlyReason('all');
  return (
    <>
      <WhoAmI />
      <section aria-labelledby="sessions">
        <h2 id="sessions">Sessions</h2>
        <SessionsTable />
      </section>
      <section aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <p className="dim">
          Programs show one as <code>Authorization: ApiKey …</code>. Of a key only a hash is kept: whoever
          loses it makes another.
        </p>
        {me.data === undefined ? (
          <Loading height={160} label="keys" />
        ) : refused === undefined ? (
          <Keys />
        ) : (
          <Notice title="Keys are not shown">{refused}</Notice>
        )}
      </section>
    </>
  );
}

function WhoAmI(): ReactNode {
  const { data } = useMe();
  const leaving = useMutation({ mutationFn: signOut });
  if (data === undefined) return null;
  return (
    <section aria-labelledby="who">
      <h2 id="who">You</h2>
      <p>
        Signed in as{' '}
        <strong>
          <Value value={data.name} />
        </strong>
        ; you may {data.access === 'all' ? 'do everything' : ACCESS_WORDS[data.access]}.
      </p>
      <Button
        loading={leaving.isPending}
        disabled={data.by === 'key'}
        title={data.by === 'key' ? 'A key has no session: revoke it instead.' : undefined}
        onClick={() => leaving.mutate()}
      >
        Sign out
      </Button>
      {leaving.error === null ? null : <ProblemNotice error={leaving.error} />}
      {data.user === undefined ? null : (
        <>
          <h3>Password</h3>
          <OwnPasswordForm hasPassword={data.hasPassword === true} />
        </>
      )}
    </section>
  );
}

function Keys(): ReactNode {
  const queries = useQueryClient();
  const keys = useApiKeys(true, OFTEN_MS);
  const revoking = useMutation({
    mutationFn: ({ id }: ListedKeys['keys'][number]) => revokeKey(id),
    onSuccess: (_, { name }) => {
      announce(`the key ${name} is revoked`);
      void queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  if (keys.data === undefined)
    return keys.error === null ? (
      <Loading height={160} label="keys" />
    ) : (
      <ProblemNotice error={keys.error} retry={() => void keys.refetch()} />
    );
  return (
    <>
      <NewKeyForm />
      {revoking.error === null ? null : <ProblemNotice error={revoking.error} />}
      <div className={table['scroll']}>
        <table className={table['table']}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col">Last used</th>
              <th scope="col">Made</th>
              <th scope="col">Expires</th>
              <th scope="col">
                <span className="unseen">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.data.keys.toSorted(byLastUse).map(key => (
              <tr key={key.id}>
                <th scope="row">
                  <Value value={key.name} />
                </th>
                <td data-label="May">{ACCESS_WORDS[key.access]}</td>
                <td data-label="Last used">
                  <When at={key.lastUsedAt} />
                </td>
                <td data-label="Made">
                  <When at={key.createdAt} />
                </td>
                <td data-label="Expires">
                  <When at={key.expiresAt} />
                </td>
                <td className={table['end']}>
                  <ConfirmButton
                    label="Revoke"
                    confirm="Revoke: whatever uses it stops"
                    run={() => revoking.mutate(key)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {keys.data.keys.length === 0 ? <p className="dim">There are none yet.</p> : null}
    </>
  );
}

/** The latest use first; those never used last. */
function byLastUse(
  a: { readonly lastUsedAt?: string; readonly createdAt: string },
  b: { readonly lastUsedAt?: string; readonly createdAt: string },
): number {
  const [left, right] = [a.lastUsedAt ?? '', b.lastUsedAt ?? ''];
  if (left !== right) return left < right ? 1 : -1;
  return a.createdAt < b.createdAt ? 1 : -1;
}
