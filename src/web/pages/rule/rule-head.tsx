import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';
import { Severity } from '../../parts/severity.tsx';
import type { Acting } from '../../parts/use-acting.ts';
import { Value } from '../../parts/value.tsx';
import { listPath } from '../rules/list-memory.ts';
import { typeText } from '../rules/rule-filter.ts';
import classes from './rule.module.css';
import type { RuleActs } from './use-rule-acts.ts';

/** Which rule it is, whether it is on, and what can be done with it. */
export function RuleHead({
  acting,
  acts,
  readOnly,
  rule,
  run,
}: {
  readonly rule: RuleHealth;
  readonly readOnly: string | undefined;
  readonly acting: Acting;
  readonly acts: RuleActs;
  readonly run: () => void;
}): ReactNode {
  const [, go] = useLocation();
  const ofFile =
    rule.file === undefined ? undefined : 'It stands in a file: change it there, or duplicate it.';
  const off = rule.isEnabled ? undefined : 'It is off: a rule runs only where it is on.';
  const button = (label: string, onClick: () => void, why: string | undefined, key?: string): ReactNode => (
    <ReasonedButton onClick={onClick} why={why} {...(key !== undefined && { hint: key })}>
      {label}
    </ReasonedButton>
  );
  return (
    <header className={classes['head']}>
      <p className={classes['where']}>
        <Link href={listPath()}>‹ Rules</Link>
      </p>
      <div className={classes['title']}>
        <h1>
          <Value value={rule.name} />
        </h1>
        <span className={classes['facts']}>
          <Severity name={rule.severity} /> <span className="num">{rule.riskScore}</span>
          <span className="dim">
            v{rule.version} · {typeText(rule.type)}
          </span>
        </span>
      </div>
      <div className={classes['acts']} role="toolbar" aria-label="what to do with this rule">
        <ReasonedButton
          role="switch"
          aria-checked={rule.isEnabled}
          variant={rule.isEnabled ? 'filled' : 'default'}
          why={readOnly}
          hint={rule.isEnabled ? 'switch off (Space)' : 'switch on (Space)'}
          onClick={acts.toggle}
        >
          <span aria-hidden="true">{rule.isEnabled ? '●' : '○'}</span>&nbsp;{rule.isEnabled ? 'On' : 'Off'}
        </ReasonedButton>
        {button('Edit', () => go(`/rules/${rule.id}/edit`), undefined, 'e')}
        {button('Run over…', run, readOnly ?? off, 'Shift+R')}
        {button('Duplicate', acts.duplicate, readOnly, 'Shift+D')}
        {button('Export', acts.save, undefined)}
        {button('Delete', acts.remove, readOnly ?? ofFile)}
        {acting.what === undefined ? null : <span className="dim">{acting.what}…</span>}
      </div>
      <p className={classes['state']}>
        <Standing rule={rule} />
        {rule.file === undefined ? null : (
          <span className="dim">
            from <Value value={rule.file} isCode />
          </span>
        )}
      </p>
    </header>
  );
}

/** In one line: whether it does its work, and if not, why. */
function Standing({ rule }: { readonly rule: RuleHealth }): ReactNode {
  switch (rule.readiness) {
    case 'ready':
      return <span>✔ It is on, and what it reads arrives.</span>;
    case 'off':
      return <span>○ It is off.</span>;
    case 'no-data':
      return <strong>▲ It never can fire: nothing arrives in the indices that it reads.</strong>;
    case 'unknown-data':
      return <span>It is on; only events arrive whose index is not known.</span>;
    case 'draft':
      return (
        <strong>
          ▲ It is a draft: its query is wrong, and it cannot be switched on until that is mended.
        </strong>
      );
    case 'unsupported':
      return <strong>▲ This version does not run rules like it.</strong>;
  }
}
