/** Asks for one word: whom to assign, or what to tag. */
import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useKeys } from '../../frame/keys.tsx';
import { Value } from '../../parts/value.tsx';
import { useMe } from '../../server/me.ts';
import classes from './alert-panel.module.css';

export function AssignDialog({
  assign,
  assignees,
  close,
  unassign,
}: {
  readonly assignees: readonly string[];
  readonly assign: (name: string) => void;
  readonly unassign: (name: string) => void;
  readonly close: () => void;
}): ReactNode {
  const me = useMe().data?.name;
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const take = (who: string): void => {
    assign(who);
    close();
  };
  useKeys('Assign', [
    { keys: 'i', does: 'assign to me', run: () => (me === undefined ? undefined : take(me)) },
    { keys: 'Escape', does: 'close', run: close, whileTyping: true },
  ]);
  return (
    <Modal opened onClose={close} title="Assign" size="sm" closeOnEscape={false}>
      <form
        className={classes['dialog']}
        onSubmit={event => {
          event.preventDefault();
          if (name.trim() !== '') take(name.trim());
        }}
      >
        {me === undefined ? null : (
          <Button
            data-autofocus
            onClick={() => take(me)}
            onKeyDown={event => {
              // Whoever types a name means the field, which the letter then falls into.
              if (
                event.key.length === 1 &&
                event.key !== 'i' &&
                event.key !== ' ' &&
                !event.ctrlKey &&
                !event.metaKey
              )
                input.current?.focus();
            }}
          >
            To me, <Value value={me} /> <kbd className={classes['key']}>i</kbd>
          </Button>
        )}
        <TextInput
          ref={input}
          label="or to"
          placeholder="name"
          value={name}
          maxLength={256}
          onChange={event => setName(event.currentTarget.value)}
        />
        {assignees.map(one => (
          <Button
            key={one}
            variant="subtle"
            onClick={() => {
              unassign(one);
              close();
            }}
          >
            Take it from <Value value={one} />
          </Button>
        ))}
        <Button type="submit" disabled={name.trim() === ''}>
          Assign
        </Button>
      </form>
    </Modal>
  );
}

export function TagDialog({
  add,
  close,
  remove,
  tags,
}: {
  readonly tags: readonly string[];
  readonly add: (tags: readonly string[]) => void;
  readonly remove: (tag: string) => void;
  readonly close: () => void;
}): ReactNode {
  const [text, setText] = useState('');
  const wanted = text
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag !== '');
  useKeys('Tag', [{ keys: 'Escape', does: 'close', run: close, whileTyping: true }]);
  return (
    <Modal opened onClose={close} title="Tag" size="sm" closeOnEscape={false}>
      <form
        className={classes['dialog']}
        onSubmit={event => {
          event.preventDefault();
          if (wanted.length > 0) add(wanted);
          close();
        }}
      >
        <TextInput
          data-autofocus
          label="Tags, with commas between"
          value={text}
          maxLength={256}
          onChange={event => setText(event.currentTarget.value)}
        />
        {tags.map(tag => (
          <Button
            key={tag}
            variant="subtle"
            onClick={() => {
              remove(tag);
              close();
            }}
          >
            Remove <Value value={tag} />
          </Button>
        ))}
        <Button type="submit" disabled={wanted.length === 0}>
          Add
        </Button>
      </form>
    </Modal>
  );
}
