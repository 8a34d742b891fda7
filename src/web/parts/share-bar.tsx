import type { ReactNode } from 'react';
import classes from './share-bar.module.css';

/** How much of a whole, for eyes; the number stands beside it. */
export function ShareBar({ part }: { readonly part: number }): ReactNode {
  return (
    <span className={classes['bar']} aria-hidden="true">
      <span style={{ width: `${Math.min(1, Math.max(0, part)) * 100}%` }} />
    </span>
  );
}
