/** What a type of rule wants to know besides its query. */
import { NumberInput, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { isJsonObject, type Json, type JsonObject } from '../../../event/json.ts';
import classes from './editor.module.css';
import { type ChangeRule, RULE_KINDS, type RuleDraft, textOf } from './rule-draft.ts';
import { TagsOfRule, TextOfRule } from './rule-inputs.tsx';

export function TypeSettings({
  change,
  rule,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
}): ReactNode {
  const type = textOf(rule, 'type');
  if (type === 'threshold') return <Threshold rule={rule} change={change} />;
  if (type === 'new_terms')
    return (
      <div className={classes['pair']}>
        <TagsOfRule {...{ rule, change }} of="new_terms_fields" label="Fields whose values must be new" />
        <TextOfRule
          {...{ rule, change }}
          of="history_window_start"
          label="Known if seen since"
          hint="reckoned from now, such as now-7d"
        />
      </div>
    );
  if (RULE_KINDS.some(kind => kind.type === type)) return null;
  return (
    <p className="dim">
      What the type <code>{type}</code> wants besides its query stands under TOML.
    </p>
  );
}

function Threshold({ change, rule }: { readonly rule: RuleDraft; readonly change: ChangeRule }): ReactNode {
  const threshold: JsonObject = isJsonObject(rule['threshold']) ? rule['threshold'] : {};
  const [cardinality] = listOf(threshold['cardinality']).filter(isJsonObject);
  const fields = typeof threshold['field'] === 'string' ? [threshold['field']] : listOf(threshold['field']);
  const set = (keys: JsonObject): void => change({ threshold: { ...threshold, ...keys } });
  const setDistinct = (field: string | undefined, value: number): void => {
    const { cardinality: _, ...others } = threshold;
    change({ threshold: { ...others, ...(field !== undefined && { cardinality: [{ field, value }] }) } });
  };
  const [distinctField, distinctLeast] = [cardinality?.['field'], cardinality?.['value']];
  return (
    <div className={classes['pair']}>
      <TagsInput
        size="xs"
        label="Counted by"
        description="events with equal values of these; none: all together"
        value={fields.filter(one => typeof one === 'string')}
        onChange={value => set({ field: value })}
      />
      <NumberInput
        label="At least so many events"
        description="within one window of a run"
        min={1}
        allowDecimal={false}
        value={typeof threshold['value'] === 'number' ? threshold['value'] : ''}
        onChange={value => (typeof value === 'number' ? set({ value }) : undefined)}
      />
      <TagsInput
        size="xs"
        label="With different values of"
        description="a field; none: it is not asked"
        maxTags={1}
        value={typeof distinctField === 'string' ? [distinctField] : []}
        onChange={([field]) => setDistinct(field, typeof distinctLeast === 'number' ? distinctLeast : 2)}
      />
      {typeof distinctField === 'string' ? (
        <NumberInput
          label="At least so many different ones"
          min={1}
          allowDecimal={false}
          value={typeof distinctLeast === 'number' ? distinctLeast : ''}
          onChange={value => (typeof value === 'number' ? setDistinct(distinctField, value) : undefined)}
        />
      ) : null}
    </div>
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  // Array.isArray loses the element type of a readonly array.
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
