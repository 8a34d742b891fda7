import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ProblemNotice } from '../../parts/notice.tsx';
import { useReturnedFocus } from '../../parts/use-returned-focus.ts';
import { Value } from '../../parts/value.tsx';
import { type Imported, importRules, rulesText } from '../../server/rule-acts.ts';
import { refetchRules } from '../../server/rules.ts';
import classes from './rules.module.css';

const MOST_LISTED = 50;

/** Rules from a file; what was taken and what was not is told there, and stays until it is read. */
export function ImportDialog({ close }: { readonly close: () => void }): ReactNode {
  useReturnedFocus();
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [overwrites, setOverwrites] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<Imported>();
  const [problem, setProblem] = useState<unknown>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (file === undefined || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    setResult(undefined);
    importRules(file, overwrites)
      .then(async done => {
        setResult(done);
        await refetchRules(queries);
      })
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Modal opened onClose={close} title="Import rules" size="lg">
      <form onSubmit={submit} className={classes['form']}>
        <label>
          An export of rules (NDJSON), JSON, TOML, or the text of a rule&apos;s page
          <input
            type="file"
            data-autofocus
            accept=".ndjson,.json,.toml,.md,.txt"
            onChange={event => setFile(event.currentTarget.files?.[0])}
          />
        </label>
        <Checkbox
          checked={overwrites}
          onChange={event => setOverwrites(event.currentTarget.checked)}
          label="Replace rules and exceptions that are here already"
        />
        <Group gap="sm">
          <Button type="submit" variant="filled" disabled={file === undefined}>
            {isBusy ? 'Importing…' : 'Import'}
          </Button>
          <Button onClick={close}>Close</Button>
        </Group>
      </form>
      {problem === undefined ? null : <ProblemNotice error={problem} />}
      {result === undefined ? null : (
        <div role="status">
          <p>
            {result.done.toLocaleString('en')} of {rulesText(result.all)} taken
            {result.exceptions === 0 ? '' : `, and ${result.exceptions} exceptions and lists`}
            {result.errors.length === 0 ? '.' : `; refused were ${result.errors.length}:`}
          </p>
          {result.errors.length === 0 ? null : (
            <table className={classes['table']}>
              <thead>
                <tr>
                  <th scope="col">rule</th>
                  <th scope="col">why</th>
                </tr>
              </thead>
              <tbody>
                {result.errors.slice(0, MOST_LISTED).map(({ message, rule }) => (
                  <tr key={`${rule} ${message}`}>
                    <th scope="row">
                      <Value value={rule} isCode />
                    </th>
                    <td>
                      <Value value={message} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {result.errors.length > MOST_LISTED ? (
            <p className="dim">{result.errors.length - MOST_LISTED} more are not listed</p>
          ) : null}
        </div>
      )}
    </Modal>
  );
}
