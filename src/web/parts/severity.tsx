import type { ReactNode } from 'react';
import classes from './severity.module.css';

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const BARS: { readonly [name: string]: number } = { low: 1, medium: 2, high: 3, critical: 4 };

/** Four bars, a word and a colour: never colour alone. */
export function Severity({
  name,
  isShort = false,
}: {
  readonly name: string;
  readonly isShort?: boolean;
}): ReactNode {
  const bars = BARS[name] ?? 0;
  return (
    <span className={classes['severity']} data-severity={name}>
      <span aria-hidden="true" className={classes['bars']}>
        {[1, 2, 3, 4].map(bar => (
          <i key={bar} data-full={bar <= bars} />
        ))}
      </span>
      {isShort ? <span className="unseen">{name}</span> : <span>{name}</span>}
    </span>
  );
}
