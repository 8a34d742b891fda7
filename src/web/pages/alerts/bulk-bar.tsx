/** How much is selected, and what can be done with it. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './alerts-page.module.css';

export interface BulkAct {
  readonly label: string;
  readonly keys: string;
  readonly run: () => void;
}

export function BulkBar({
  acts,
  clear,
  count,
  isAll,
  readOnlyReason,
  selectAll,
  total,
}: {
  /** Of alerts; of groups as many as they hold. */
  readonly count: number;
  readonly total: number;
  readonly isAll: boolean;
  readonly acts: readonly BulkAct[];
  readonly readOnlyReason: string | undefined;
  readonly selectAll: () => void;
  readonly clear: () => void;
}): ReactNode {
  return (
    <section className={classes['bulk']} aria-label="selected alerts">
      <span>
        <strong className="num">
          {isAll ? `all ${total.toLocaleString('en')} matching` : count.toLocaleString('en')} selected
        </strong>
        {isAll ? null : <span className="dim num"> of {total.toLocaleString('en')} matching</span>}
      </span>
      {isAll ? null : (
        <Button variant="subtle" onClick={selectAll}>
          Select all matching
        </Button>
      )}
      {acts.map(({ keys, label, run }) => (
        <Button
          key={label}
          disabled={readOnlyReason !== undefined}
          title={readOnlyReason}
          onClick={run}
          rightSection={<kbd>{keys}</kbd>}
        >
          {label}
        </Button>
      ))}
      <Button variant="subtle" onClick={clear}>
        Clear
      </Button>
    </section>
  );
}
