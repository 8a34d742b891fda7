import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ShownUser, SignInLink, UserEdit } from '../../../api/users.ts';
import { announce } from '../../frame/announcements.ts';
import { noteUndo, undoLatest } from '../../frame/undo.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import table from '../../parts/table.module.css';
import { Value } from '../../parts/value.tsx';
import { changeUser, makeSignInLink, removeUser } from '../../server/users.ts';
import { ROLE_NAMES } from './access-words.ts';
import { ShownSignInLink } from './sign-in-link.tsx';
import { When } from './when.tsx';

const OWN = 'This is you: let another admin do it.';

export function UserRow({ isSelf, user }: { readonly user: ShownUser; readonly isSelf: boolean }): ReactNode {
  const queries = useQueryClient();
  const [link, setLink] = useState<SignInLink>();
  const refresh = (): void => {
    void queries.invalidateQueries({ queryKey: ['users'] });
    void queries.invalidateQueries({ queryKey: ['sessions'] });
  };
  const changing = useMutation({
    mutationFn: (edit: UserEdit) => changeUser(user.name, edit),
    onSuccess: ({ isDisabled, role }) => {
      const what =
        isDisabled !== user.isDisabled
          ? `${user.name} is ${isDisabled ? 'disabled' : 'enabled'}`
          : `${user.name} is now ${role}`;
      noteUndo(what, async () => {
        await changeUser(user.name, { role: user.role, isDisabled: user.isDisabled });
        refresh();
      });
      announce(what, () => void undoLatest());
      refresh();
    },
  });
  const linking = useMutation({ mutationFn: () => makeSignInLink(user.name), onSuccess: setLink });
  const removing = useMutation({
    mutationFn: () => removeUser(user.name),
    onSuccess: () => {
      announce(`${user.name} is removed`);
      refresh();
    },
  });
  const failed = changing.error ?? linking.error ?? removing.error;
  return (
    <>
      <tr>
        <th scope="row">
          <Value value={user.name} />
          {isSelf ? <span className="dim"> you</span> : null}
          {user.isDisabled ? <strong> disabled</strong> : null}
        </th>
        <td data-label="Role">
          <NativeSelect
            aria-label={`role of ${user.name}`}
            size="xs"
            w={110}
            data={[...ROLE_NAMES]}
            value={user.role}
            disabled={isSelf || changing.isPending}
            title={isSelf ? OWN : undefined}
            onChange={event => {
              const role = ROLE_NAMES.find(one => one === event.currentTarget.value);
              if (role !== undefined) changing.mutate({ role });
            }}
          />
        </td>
        <td data-label="Password">{user.hasPassword ? 'set' : 'none yet'}</td>
        <td data-label="Last signed in">
          <When at={user.lastSignInAt} />
        </td>
        <td className={table['end']}>
          <Button.Group display="inline-flex">
            <Button
              loading={linking.isPending}
              disabled={user.isDisabled}
              title={user.isDisabled ? 'Enable the user first.' : undefined}
              onClick={() => linking.mutate()}
            >
              Sign-in link
            </Button>
            <Button
              loading={changing.isPending}
              disabled={isSelf}
              title={isSelf ? OWN : undefined}
              onClick={() => changing.mutate({ isDisabled: !user.isDisabled })}
            >
              {user.isDisabled ? 'Enable' : 'Disable'}
            </Button>
          </Button.Group>{' '}
          <ConfirmButton
            label="Remove"
            confirm={`Remove ${user.name}`}
            disabledReason={isSelf ? OWN : undefined}
            run={() => removing.mutate()}
          />
        </td>
      </tr>
      {link === undefined && failed === null ? null : (
        <tr>
          <td colSpan={5}>
            {failed === null ? null : <ProblemNotice error={failed} />}
            {link === undefined ? null : <ShownSignInLink name={user.name} link={link} />}
          </td>
        </tr>
      )}
    </>
  );
}
