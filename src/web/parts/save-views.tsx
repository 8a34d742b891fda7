/** Views of a page by name: some that every page brings, and those that somebody saved in this browser. */
import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useSearch } from 'wouter';
import { announce } from '../frame/announcements.ts';
import { noteUndo, undoLatest } from '../frame/undo.ts';
import { Icon } from './icon.tsx';
import classes from './save-views.module.css';
import { type SavedView, viewSearch, viewsOf, withView } from './saved-views.ts';

export function SaveViews({
  builtIn,
  go,
  place,
}: {
  /** Of the page, as in `alerts`: each has views of its own. */
  readonly place: string;
  readonly builtIn: readonly SavedView[];
  readonly go: (search: string) => void;
}): ReactNode {
  const key = `tripline.views.${place}`;
  const [views, setViews] = useState(() => viewsOf(localStorage.getItem(key)));
  const current = viewSearch(useSearch());
  const keep = (next: readonly SavedView[]): void => {
    localStorage.setItem(key, JSON.stringify(next));
    setViews(next);
  };
  const remove = (name: string): void => {
    const before = views;
    keep(views.filter(view => view.name !== name));
    noteUndo(`view ${name} deleted`, async () => keep(before));
    announce(`view ${name} deleted`, () => void undoLatest());
  };
  return (
    <nav className={classes['views']} aria-label="views">
      {builtIn.map(({ name, search }) => (
        <Button
          key={name}
          variant="subtle"
          aria-current={viewSearch(search) === current ? 'true' : undefined}
          onClick={() => go(search)}
        >
          {name}
        </Button>
      ))}
      {views.map(({ name, search }) => (
        <span key={name} className={classes['own']}>
          <Button
            variant="subtle"
            aria-current={search === current ? 'true' : undefined}
            onClick={() => go(search)}
          >
            {name}
          </Button>
          <ActionIcon size={24} aria-label={`delete the view ${name}`} onClick={() => remove(name)}>
            <Icon name="close" size={12} />
          </ActionIcon>
        </span>
      ))}
      <NewView
        save={name => {
          const { problem, views: next } = withView(views, { name, search: current });
          if (problem === undefined) {
            keep(next);
            announce(`saved as ${name.trim()}`);
          }
          return problem;
        }}
      />
    </nav>
  );
}

function NewView({ save }: { readonly save: (name: string) => string | undefined }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = save(name);
    setProblem(wrong);
    if (wrong !== undefined) return;
    setName('');
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus position="bottom-start" withinPortal>
      <Popover.Target>
        <Button
          variant="subtle"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => setOpen(!isOpen)}
        >
          Save view
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes['form']} onSubmit={submit}>
          <TextInput
            label="Name of this view"
            value={name}
            maxLength={60}
            error={problem}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit">Save</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
