/** What an analyst is told who has to judge an alert of the rule. */
import type { ReactNode } from 'react';
import classes from './editor.module.css';
import type { ChangeRule, RuleDraft } from './rule-draft.ts';
import { LongTextOfRule } from './rule-inputs.tsx';

export function GuideTab({
  change,
  rule,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
}): ReactNode {
  return (
    <div className={classes['form']}>
      <LongTextOfRule
        {...{ rule, change }}
        of="note"
        label="Investigation guide"
        hint="Markdown; each heading becomes a step that can be ticked off, {{host.name}} the value of the alert"
        rows={16}
      />
      <LongTextOfRule
        {...{ rule, change }}
        of="setup"
        label="Setup"
        hint="Markdown: what must be set up for the rule to work"
        rows={5}
      />
    </div>
  );
}
