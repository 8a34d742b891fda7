/** Three hints for whoever sees an alert for the first time, each dismissed for good. */
import { ActionIcon } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';
import classes from './first-hints.module.css';
import { Icon } from './icon.tsx';
import { dismissHintIn, type HintName, hintsIn, offerHintsIn } from './kept-hints.ts';

const TEXTS: { readonly [name in HintName]: ReactNode } = {
  sentence: 'This sentence is the alert: what happened, where and by whom. Each value in it can be pressed.',
  why: 'These are the events that made it fire, with what decided. The bar says how much time was left.',
  exception: (
    <>
      Is this ordinary here? Press <kbd>e</kbd>: it shows what an exception would have hidden before it is
      saved.
    </>
  ),
};

const watchers = new Set<() => void>();

/** Where `of` stands on the page; nothing for whoever has dismissed it, or has seen alerts before. */
export function FirstHint({ of }: { readonly of: HintName }): ReactNode {
  const isShown = useSyncExternalStore(
    watcher => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => hintsIn(localStorage).includes(of),
  );
  if (!isShown) return null;
  return (
    <aside className={classes['hint']} aria-label="hint">
      <span>{TEXTS[of]}</span>
      <ActionIcon
        aria-label="do not show this hint again"
        onClick={() => tell(() => dismissHintIn(localStorage, of))}
      >
        <Icon name="close" size={14} />
      </ActionIcon>
    </aside>
  );
}

/** To be called when a first alert comes. */
export function offerFirstHints(): void {
  tell(() => offerHintsIn(localStorage));
}

function tell(change: () => void): void {
  change();
  for (const watcher of watchers) watcher();
}
