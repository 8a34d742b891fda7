/** What an act still has to be told: to whom, which tag, which words. */
import { Autocomplete, Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { AlertActChange } from '../../../api/acts.ts';
import { useKeys } from '../../frame/keys.tsx';
import classes from './alerts-page.module.css';

interface DialogProps {
  /** What it is done to, as in `38 alerts`. */
  readonly target: string;
  readonly close: () => void;
  readonly act: (change: AlertActChange) => void;
}

export function AssignDialog({
  act,
  close,
  known,
  me,
  target,
}: DialogProps & {
  readonly me: string;
  /** Those who have alerts. */
  readonly known: readonly string[];
}): ReactNode {
  const [name, setName] = useState('');
  const done = (change: AlertActChange): void => {
    close();
    act(change);
  };
  useKeys('Assign', [{ keys: 'i', does: 'assign to me', run: () => done({ assign: [me] }) }]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') done({ assign: [name.trim()] });
  };
  const others = known.filter(one => one !== '' && one !== me);
  return (
    <Modal opened onClose={close} title={`Assign ${target}`} size="sm">
      <div className={classes['dialog']}>
        <Button data-autofocus onClick={() => done({ assign: [me] })} rightSection={<kbd>i</kbd>}>
          To me
        </Button>
        {known.some(one => one !== '') ? (
          <Button onClick={() => done({ unassign: [...known.filter(one => one !== '')] })}>To nobody</Button>
        ) : null}
        <form className={classes['dialogLine']} onSubmit={submit}>
          <Autocomplete
            size="xs"
            label="To somebody else"
            placeholder="name"
            data={others}
            value={name}
            maxLength={256}
            onChange={setName}
          />
          <Button type="submit" disabled={name.trim() === ''}>
            Assign
          </Button>
        </form>
      </div>
    </Modal>
  );
}

export function TagDialog({
  act,
  close,
  tags,
  target,
}: DialogProps & {
  /** Of the alert, to be taken away. */
  readonly tags: readonly string[];
}): ReactNode {
  const [text, setText] = useState('');
  const names = text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (names.length === 0) return;
    close();
    act({ addTags: names });
  };
  return (
    <Modal opened onClose={close} title={`Tag ${target}`} size="sm">
      <form className={classes['dialog']} onSubmit={submit}>
        <TextInput
          data-autofocus
          label="Tags, with commas between"
          value={text}
          maxLength={1_000}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={names.length === 0}>
          Add
        </Button>
        {tags.map(tag => (
          <Button
            key={tag}
            variant="subtle"
            onClick={() => {
              close();
              act({ removeTags: [tag] });
            }}
          >
            Take away {tag}
          </Button>
        ))}
      </form>
    </Modal>
  );
}

export function NoteDialog({
  close,
  save,
  target,
}: {
  readonly target: string;
  readonly close: () => void;
  /** @returns what went wrong */
  readonly save: (text: string) => Promise<string | undefined>;
}): ReactNode {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const submit = async (): Promise<void> => {
    if (text.trim() === '' || isSaving) return;
    setSaving(true);
    const wrong = await save(text);
    setSaving(false);
    if (wrong === undefined) close();
    else setProblem(wrong);
  };
  return (
    <Modal opened onClose={close} title={`Note on ${target}`} size="md">
      <form
        className={classes['dialog']}
        onSubmit={event => {
          event.preventDefault();
          void submit();
        }}
      >
        <Textarea
          data-autofocus
          label="Note, in Markdown"
          autosize
          minRows={4}
          maxRows={16}
          maxLength={10_000}
          value={text}
          error={problem}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void submit();
          }}
        />
        <Button
          type="submit"
          disabled={text.trim() === ''}
          loading={isSaving}
          rightSection={<kbd>Ctrl-⏎</kbd>}
        >
          Save
        </Button>
      </form>
    </Modal>
  );
}
