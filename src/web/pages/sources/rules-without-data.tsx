import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Sources } from '../../../api/sources.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { Value } from '../../parts/value.tsx';
import classes from './sources.module.css';

const MOST_PATTERNS = 4;

/** Rules that are on and cannot fire, as nothing comes into what they read. */
export function RulesWithoutData({ rules }: { readonly rules: Sources['rules'] }): ReactNode {
  return (
    <section className={classes['panel']} aria-labelledby="without">
      <h2 id="without">{counted(rules.withoutData, 'rule')} without data</h2>
      <p className="dim">They are on, and nothing arrives in the indices that they read.</p>
      <ul className={classes['list']}>
        {rules.listed.map(({ id, indices, name }) => (
          <li key={id}>
            <Link href={`/rules/${encodeURIComponent(id)}`}>
              <Value value={name} />
            </Link>{' '}
            <span className="dim">
              <Value value={indices.slice(0, MOST_PATTERNS).join(', ')} isCode />
              {indices.length > MOST_PATTERNS ? ` and ${countText(indices.length - MOST_PATTERNS)} more` : ''}
            </span>
          </li>
        ))}
      </ul>
      {rules.withoutData > rules.listed.length ? (
        <p className="dim">{countText(rules.withoutData - rules.listed.length)} more are not listed.</p>
      ) : null}
    </section>
  );
}
