import type { ReactNode } from 'react';
import type { ShownDiagnostic } from '../../../api/rules-overview.ts';
import { Value } from '../../parts/value.tsx';
import classes from './rule.module.css';

const MARKS = { error: '× error', warning: '! warning', hint: 'hint' } as const;

/** What is said about how the rule is written: where, what, and what to do. */
export function RuleDiagnostics({ said }: { readonly said: readonly ShownDiagnostic[] }): ReactNode {
  return (
    <ul className={classes['said']}>
      {said.map(({ code, column, help, line, message, notes, severity }) => (
        <li key={`${code} ${line}:${column} ${message}`}>
          <strong>{MARKS[severity]}</strong> <code>{code}</code>{' '}
          {line === null ? null : (
            <span className="dim">
              line {line}
              {column === null ? '' : `, column ${column}`}:{' '}
            </span>
          )}
          <Value value={message} />
          {notes.map(note => (
            <div key={note} className="dim">
              <Value value={note} />
            </div>
          ))}
          {help === null ? null : (
            <div>
              → <Value value={help} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
