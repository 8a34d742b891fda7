import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useKeyLayers } from '../../frame/keys.tsx';
import classes from './settings.module.css';

/** Keys without a modifier can be switched off, as speech input and some screen readers type them. */
export default function KeyboardTab(): ReactNode {
  const { areOff, layers, switchOff } = useKeyLayers();
  return (
    <section aria-labelledby="keyboard">
      <h2 id="keyboard">Keyboard</h2>
      <Switch
        label="Single keys do something"
        checked={!areOff}
        onChange={event => switchOff(!event.currentTarget.checked)}
      />
      <p className="dim">Off: only keys with Ctrl or ⌘ do, such as Ctrl-K. Kept in this browser.</p>
      {layers().map(({ bindings, title }) => (
        <div key={title}>
          <h3>{title}</h3>
          <dl className={classes['keys']}>
            {bindings.map(({ does, keys }) => (
              <div key={keys}>
                <dt>
                  {keys.split(' ').map(key => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      <p className="dim">Each page has keys of its own besides: press ? there.</p>
    </section>
  );
}
