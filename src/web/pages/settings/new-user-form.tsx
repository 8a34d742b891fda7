import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { RoleName } from '../../../api/access.ts';
import type { SignInLink } from '../../../api/users.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { makeSignInLink, makeUser } from '../../server/users.ts';
import { ROLE_NAMES } from './access-words.ts';
import classes from './settings.module.css';
import { ShownSignInLink } from './sign-in-link.tsx';

/** Makes a user, and the link by which he comes in and chooses a password. */
export function NewUserForm(): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<RoleName>('analyst');
  const [made, setMade] = useState<{ readonly name: string; readonly link: SignInLink }>();
  const making = useMutation({
    mutationFn: async () => {
      const user = await makeUser({ name: name.trim(), role });
      return { name: user.name, link: await makeSignInLink(user.name) };
    },
    onSuccess: user => {
      setMade(user);
      setName('');
    },
    // The user may be there though the link is not.
    onSettled: () => void queries.invalidateQueries({ queryKey: ['users'] }),
  });
  return (
    <>
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <TextInput
          label="Name"
          autoComplete="off"
          value={name}
          maxLength={100}
          onChange={event => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          size="xs"
          data={[...ROLE_NAMES]}
          value={role}
          onChange={event => setRole(ROLE_NAMES.find(one => one === event.currentTarget.value) ?? 'viewer')}
        />
        <Button type="submit" variant="filled" loading={making.isPending} disabled={name.trim() === ''}>
          Make a user
        </Button>
      </form>
      {making.error === null ? null : <ProblemNotice error={making.error} />}
      {made === undefined ? null : (
        <div className={classes['made']}>
          <ShownSignInLink name={made.name} link={made.link} />
          <Button onClick={() => setMade(undefined)}>I have it</Button>
        </div>
      )}
    </>
  );
}
