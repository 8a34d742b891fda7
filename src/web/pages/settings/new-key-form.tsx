import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ACCESS_NAMES } from '../../../api/access.ts';
import type { CreatedKey, NewKey } from '../../../api/keys.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { Snippet } from '../../parts/snippet.tsx';
import { makeKey } from '../../server/keys.ts';
import { ACCESS_WORDS } from './access-words.ts';
import classes from './settings.module.css';

const ACCESS = ACCESS_NAMES.map(value => ({ value, label: ACCESS_WORDS[value] }));
const LIFE = [
  { value: '', label: 'never' },
  { value: '1', label: 'after a day' },
  { value: '30', label: 'after 30 days' },
  { value: '365', label: 'after a year' },
];

/** Makes a key and shows it, once. */
export function NewKeyForm(): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [access, setAccess] = useState<string>('ingest');
  const [days, setDays] = useState('');
  const [made, setMade] = useState<CreatedKey>();
  const making = useMutation({
    mutationFn: () =>
      makeKey({
        name: name.trim(),
        access: access as NewKey['access'],
        ...(days === '' ? {} : { expiresInDays: Number(days) }),
      }),
    onSuccess: key => {
      setMade(key);
      setName('');
      void queries.invalidateQueries({ queryKey: ['keys'] });
    },
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
          placeholder="what it is for"
          value={name}
          maxLength={200}
          onChange={event => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="It may"
          size="xs"
          data={ACCESS}
          value={access}
          onChange={event => setAccess(event.currentTarget.value)}
        />
        <NativeSelect
          label="Expires"
          size="xs"
          data={LIFE}
          value={days}
          onChange={event => setDays(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" loading={making.isPending} disabled={name.trim() === ''}>
          Make a key
        </Button>
      </form>
      {making.error === null ? null : <ProblemNotice error={making.error} />}
      {made === undefined ? null : (
        <div className={classes['made']} role="status">
          <p>
            The key <strong>{made.name}</strong> is shown this once: copy it now.
          </p>
          <Snippet title="Authorization" text={`ApiKey ${made.encoded}`} />
          <Snippet title="as id and key" text={`${made.id}:${made.key}`} />
          <Button onClick={() => setMade(undefined)}>I have it</Button>
        </div>
      )}
    </>
  );
}
