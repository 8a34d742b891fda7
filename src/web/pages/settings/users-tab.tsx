/** Who may come in, and who may what. */
import type { ReactNode } from 'react';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import table from '../../parts/table.module.css';
import { useMe, useReadOnlyReason } from '../../server/me.ts';
import { useUsers } from '../../server/users.ts';
import { DEEDS, mayDo, ROLE_NAMES } from './access-words.ts';
import { NewUserForm } from './new-user-form.tsx';
import { UserRow } from './user-row.tsx';

export default function UsersTab(): ReactNode {
  const me = useMe();
  const refused = useReadOnlyReason('all');
  return (
    <>
      <section aria-labelledby="users">
        <h2 id="users">Users</h2>
        {me.data === undefined ? (
          <Loading height={160} label="users" />
        ) : refused === undefined ? (
          <Users />
        ) : (
          <Notice title="Users are not shown">{refused}</Notice>
        )}
      </section>
      <section aria-labelledby="roles">
        <h2 id="roles">Who may what</h2>
        <RoleTable />
      </section>
    </>
  );
}

function Users(): ReactNode {
  const me = useMe();
  const users = useUsers(true);
  if (users.data === undefined)
    return users.error === null ? (
      <Loading height={160} label="users" />
    ) : (
      <ProblemNotice error={users.error} retry={() => void users.refetch()} />
    );
  return (
    <>
      <NewUserForm />
      {users.data.users.length === 0 ? (
        <Notice title="There are no users">
          Whoever is here came by the link that the server printed. Make a user for each person, yourself
          first, so that it is known who did what.
        </Notice>
      ) : (
        <div className={table['scroll']}>
          <table className={table['table']}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Password</th>
                <th scope="col">Last signed in</th>
                <th scope="col">
                  <span className="unseen">Link, disable and remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {users.data.users.map(user => (
                <UserRow
                  key={user.name}
                  user={user}
                  isSelf={user.name.toLowerCase() === me.data?.user?.toLowerCase()}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function RoleTable(): ReactNode {
  return (
    <table className={table['table']}>
      <thead>
        <tr>
          <th scope="col">To</th>
          {ROLE_NAMES.map(role => (
            <th key={role} scope="col">
              {role}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {DEEDS.map(({ deed, from }) => (
          <tr key={deed}>
            <th scope="row">{deed}</th>
            {ROLE_NAMES.map(role => (
              <td key={role}>{mayDo(role, from) ? 'yes' : <span className="dim">no</span>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
