import { Modal, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './frame.module.css';
import { useKeyLayers } from './keys.tsx';

/** All keys that work where one stands, the nearest first. */
export function KeyList({ close }: { readonly close: () => void }): ReactNode {
  const { areOff, layers, switchOff } = useKeyLayers();
  return (
    <Modal opened onClose={close} title="Keys" size="lg">
      <Switch
        checked={!areOff}
        onChange={event => switchOff(!event.currentTarget.checked)}
        label="single keys work (those with Ctrl or ⌘ always do)"
      />
      {layers().map(({ bindings, title }) =>
        bindings.length === 0 ? null : (
          <section key={title}>
            <h2 className={classes['heading']}>{title}</h2>
            <dl className={classes['keys']}>
              {bindings.map(({ does, keys }) => (
                <div key={keys}>
                  <dt>
                    {keys.split(' ').map((key, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a key may be pressed twice
                      <kbd key={at}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ),
      )}
    </Modal>
  );
}
