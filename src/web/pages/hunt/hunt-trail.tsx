/** The steps of a hunt so far, of which each can be gone back to. */
import type { ReactNode } from 'react';
import { Value } from '../../parts/value.tsx';
import classes from './hunt.module.css';
import { type HuntTrail, stepLabel } from './hunt-steps.ts';

const MOST_SHOWN = 5;

export function Trail({
  goTo,
  trail: { at, steps },
}: {
  readonly trail: HuntTrail;
  readonly goTo: (at: number) => void;
}): ReactNode {
  if (steps.length < 2) return null;
  const first = Math.max(0, Math.min(at - 2, steps.length - MOST_SHOWN));
  const shown = steps.slice(first, first + MOST_SHOWN);
  return (
    <nav className={classes['trail']} aria-label="steps of this hunt">
      <span className="dim">
        step {at + 1} of {steps.length}
      </span>
      <ol>
        {shown.map((step, index) => {
          const place = first + index;
          return (
            <li key={place}>
              <button
                type="button"
                aria-current={place === at ? 'step' : undefined}
                title={step.query.slice(0, 500)}
                onClick={() => goTo(place)}
              >
                <Value value={stepLabel(steps[place - 1], step)} />
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
