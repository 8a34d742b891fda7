import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { Value } from '../../parts/value.tsx';
import classes from './rule.module.css';

/** What the rule reads, and whether such events arrive. */
export function RuleData({ data }: { readonly data: RuleHealth['data'] }): ReactNode {
  const missing = data.filter(({ arrives }) => !arrives).length;
  // Of indices one is enough; of categories each is waited for.
  const hasIndex = data.some(({ arrives, index }) => arrives && index !== undefined);
  const sorted = [...data].sort(
    (a, b) => Number(a.category === undefined) - Number(b.category === undefined),
  );
  return (
    <section className={classes['section']} aria-labelledby="data-heading">
      <h2 id="data-heading">Data it reads</h2>
      {data.length === 0 ? (
        <p className="dim">It names no categories or indices: it reads every event.</p>
      ) : null}
      <ul className={classes['data']}>
        {sorted.map(({ arrives, category, index }) => (
          <li key={`${category} ${index}`} data-arrives={arrives}>
            <span aria-hidden="true">{arrives ? '✔' : index !== undefined && hasIndex ? '–' : '▲'}</span>{' '}
            {category === undefined ? null : <Value value={category} />}
            {index === undefined ? null : <Value value={index} isCode />}{' '}
            <span className="dim">{arrives ? 'arrives' : 'does not arrive'}</span>
          </li>
        ))}
      </ul>
      {missing === 0 ? null : (
        <p>
          <Link href="/sources">See what arrives</Link>
        </p>
      )}
    </section>
  );
}
