import { Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import classes from './frame.module.css';
import { useKeyLayers } from './keys.tsx';
import { PLACES } from './places.tsx';

interface Command {
  readonly label: string;
  readonly hint: string;
  readonly run: () => void;
}

/** Everything that has a key, and every page, by words. */
export function CommandPalette({ close }: { readonly close: () => void }): ReactNode {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [, go] = useLocation();
  const { layers } = useKeyLayers();
  const commands: readonly Command[] = [
    ...PLACES.map(({ key, path, title }) => ({ label: title, hint: `g ${key}`, run: () => go(path) })),
    { label: 'New rule', hint: '', run: () => go('/rules/new') },
    ...layers()
      .flatMap(({ bindings }) => bindings)
      .filter(({ keys }) => keys !== 'Mod-k' && !keys.startsWith('g '))
      .map(({ does, keys, run }) => ({
        label: does,
        hint: keys,
        run: () => run(new KeyboardEvent('keydown', { key: keys })),
      })),
  ];
  const words = text.toLowerCase().split(/\s+/);
  const found = commands.filter(({ label }) => words.every(word => label.toLowerCase().includes(word)));
  const at = Math.min(chosen, Math.max(0, found.length - 1));
  const run = (command: Command | undefined): void => {
    close();
    // When the focus is back where it was.
    if (command !== undefined) setTimeout(command.run);
  };
  return (
    <Modal opened onClose={close} withCloseButton={false} padding="xs" aria-label="Find a page or command">
      <TextInput
        data-autofocus
        aria-label="page or command"
        placeholder="page or command"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={`command-${at}`}
        value={text}
        onChange={event => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0));
          else if (event.key === 'Enter') run(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <div id="commands" role="listbox" aria-label="commands" className={classes['commands']}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={`${command.label} ${command.hint}`}
            id={`command-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            {command.label}
            {command.hint === '' ? null : <kbd>{command.hint}</kbd>}
          </div>
        ))}
        {found.length === 0 ? <p className="dim">nothing is called that</p> : null}
      </div>
    </Modal>
  );
}
