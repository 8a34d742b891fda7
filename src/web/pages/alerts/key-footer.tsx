/** Where one is, and the keys of that place; after `c` what may follow it. */
import type { ReactNode } from 'react';
import { useKeyLayers } from '../../frame/keys.tsx';
import classes from './alerts-page.module.css';

const USUAL: readonly (readonly [keys: string, does: string])[] = [
  ['j/k', 'move'],
  ['o', 'open'],
  ['a', 'ack'],
  ['c', 'close'],
  ['x', 'select'],
  ['i', 'assign'],
  ['n', 'note'],
  ['e', 'exception'],
  ['f', 'filter'],
  ['G', 'group'],
  ['z', 'undo'],
  ['?', 'keys'],
];
const AFTER: { readonly [key: string]: readonly (readonly [keys: string, does: string])[] } = {
  c: [
    ['1', 'malicious'],
    ['2', 'expected here'],
    ['3', 'the rule is wrong'],
    ['4', 'duplicate'],
    ['5', 'cannot tell'],
  ],
};

export function KeyFooter({ place }: { /** As in `2 of 41`. */ readonly place: string }): ReactNode {
  const { areOff, pending } = useKeyLayers();
  const after = AFTER[pending];
  return (
    <footer className={classes['footer']}>
      <span className="num">{place}</span>
      <span aria-live="polite">{after === undefined ? '' : 'Close as'}</span>
      {(areOff ? [] : (after ?? USUAL)).map(([keys, does]) => (
        <span key={keys} className={classes['key']}>
          <kbd>{keys}</kbd> {does}
        </span>
      ))}
      {areOff ? <span className="dim">keys are off</span> : null}
    </footer>
  );
}
