/** What the rule is called, how bad it is, and what people are to know about it. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './editor.module.css';
import { type ChangeRule, numberOf, type RuleDraft, textOf, USUAL_RISKS } from './rule-draft.ts';
import { LinesOfRule, LongTextOfRule, NumberOfRule, TagsOfRule, TextOfRule } from './rule-inputs.tsx';

export function AboutTab({
  change,
  rule,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
}): ReactNode {
  const severity = textOf(rule, 'severity');
  const setSeverity = (name: string | null): void => {
    if (name === null) return;
    // A risk that somebody chose himself stays.
    const isUsual = numberOf(rule, 'risk_score') === USUAL_RISKS[severity];
    change({ severity: name, ...(isUsual ? { risk_score: USUAL_RISKS[name] } : {}) });
  };
  const shared = { rule, change };
  return (
    <div className={classes['form']}>
      <TextOfRule
        {...shared}
        of="name"
        label="Name"
        error={textOf(rule, 'name').trim() === '' ? 'a rule has to have a name' : undefined}
      />
      <LongTextOfRule
        {...shared}
        of="description"
        label="Description"
        hint="what it finds, and why that matters"
        rows={3}
      />
      <div className={classes['pair']}>
        <Select
          label="Severity"
          data={Object.keys(USUAL_RISKS)}
          value={severity}
          allowDeselect={false}
          onChange={setSeverity}
        />
        <NumberOfRule {...shared} of="risk_score" label="Risk" hint="0 to 100" min={0} max={100} />
      </div>
      <TagsOfRule {...shared} of="tags" label="Tags" />
      <LinesOfRule
        {...shared}
        of="false_positives"
        label="False positives"
        hint="what else may set it off, one a line"
      />
      <LinesOfRule
        {...shared}
        of="references"
        label="References"
        hint="addresses with more about it, one a line"
      />
      <div className={classes['pair']}>
        <TagsOfRule {...shared} of="author" label="Authors" />
        <TextOfRule {...shared} of="license" label="License" />
      </div>
      <p className="dim">
        Tactics and techniques of ATT&amp;CK, filters, suppression and all other keys stand under TOML.
      </p>
    </div>
  );
}
