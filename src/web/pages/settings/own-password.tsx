import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { announce } from '../../frame/announcements.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { changeOwnPassword } from '../../server/users.ts';
import classes from './settings.module.css';

const SHORTEST = 12;

/** Chooses a password, or another one; the other sessions of this user end. */
export function OwnPasswordForm({ hasPassword }: { readonly hasPassword: boolean }): ReactNode {
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const changing = useMutation({
    mutationFn: () => changeOwnPassword({ ...(hasPassword ? { current } : {}), password }),
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      announce('the password is changed; your other sessions have ended');
      void queries.invalidateQueries({ queryKey: ['me'] });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  return (
    <form
      className={classes['form']}
      onSubmit={event => {
        event.preventDefault();
        changing.mutate();
      }}
    >
      {hasPassword ? (
        <PasswordInput
          label="Current password"
          size="xs"
          w={220}
          autoComplete="current-password"
          value={current}
          onChange={event => setCurrent(event.currentTarget.value)}
        />
      ) : null}
      <PasswordInput
        label={`New password, ${SHORTEST} characters or more`}
        size="xs"
        w={260}
        autoComplete="new-password"
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={changing.isPending} disabled={password.length < SHORTEST}>
        {hasPassword ? 'Change it' : 'Set it'}
      </Button>
      {changing.error === null ? null : <ProblemNotice error={changing.error} />}
    </form>
  );
}
