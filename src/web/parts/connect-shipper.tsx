/**
 * Leads from "which program ships your events?" to the first of them: a key that may deliver and nothing else, the
 * configuration with that key in it, and a tick when something came.
 */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { CreatedKey } from '../../api/keys.ts';
import { basePath } from '../server/base-path.ts';
import { makeKey } from '../server/keys.ts';
import { useReadOnlyReason } from '../server/me.ts';
import classes from './connect-shipper.module.css';
import { FirstEvent } from './first-event.tsx';
import { ProblemNotice } from './notice.tsx';
import { addressOf, NO_KEY, SHIPPERS, type Shipper } from './shippers.ts';
import { Snippet } from './snippet.tsx';

export function ConnectShipper({
  choose,
  chosen,
}: {
  /** Id of a shipper. */
  readonly chosen: string | undefined;
  readonly choose: (id: string | undefined) => void;
}): ReactNode {
  const shipper = SHIPPERS.find(({ id }) => id === chosen);
  return (
    <div className={classes['connect']}>
      <fieldset className={classes['choice']}>
        <legend className="unseen">Program that ships events</legend>
        {SHIPPERS.map(({ id, name }) => (
          <Button
            key={id}
            aria-pressed={id === chosen}
            variant={id === chosen ? 'filled' : 'default'}
            onClick={() => choose(id === chosen ? undefined : id)}
          >
            {name}
          </Button>
        ))}
      </fieldset>
      {shipper === undefined ? null : <Setup key={shipper.id} shipper={shipper} />}
    </div>
  );
}

function Setup({ shipper }: { readonly shipper: Shipper }): ReactNode {
  const readOnly = useReadOnlyReason('all');
  const queries = useQueryClient();
  const [name, setName] = useState(shipper.id);
  const [key, setKey] = useState<CreatedKey>();
  const making = useMutation({
    mutationFn: () => makeKey({ name: name.trim(), access: 'ingest' }),
    onSuccess: made => {
      setKey(made);
      void queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  const server = addressOf(window.location.origin, basePath);
  const shown = key === undefined ? NO_KEY : { id: key.id, secret: key.key, encoded: key.encoded };
  return (
    <section className={classes['setup']} aria-label={`Connect ${shipper.name}`}>
      {key === undefined ? (
        <form
          className={classes['making']}
          onSubmit={event => {
            event.preventDefault();
            making.mutate();
          }}
        >
          <TextInput
            label="Name of the key"
            value={name}
            maxLength={200}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="filled"
            loading={making.isPending}
            disabled={readOnly !== undefined || name.trim() === ''}
            title={readOnly}
          >
            Make a key and put it in
          </Button>
          <span className="dim">It may deliver events, and see or change nothing.</span>
        </form>
      ) : (
        <p role="status" className={classes['once']}>
          The key <strong>{key.name}</strong> stands in the text below. It is shown this once: copy the text
          now.
        </p>
      )}
      {making.error === null ? null : <ProblemNotice error={making.error} />}
      <Snippet title={shipper.file} text={shipper.text(server, shown)} />
      {shipper.note === undefined ? null : <p className="dim">{shipper.note}</p>}
      {key === undefined ? null : <FirstEvent keyId={key.id} since={key.createdAt} />}
    </section>
  );
}
