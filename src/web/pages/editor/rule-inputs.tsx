/** The inputs of a rule's keys: texts, lists of texts, numbers. */
import { NumberInput, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type ChangeRule, numberOf, type RuleDraft, textOf, textsOf } from './rule-draft.ts';

export interface RuleInputProps {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
  /** The key of the rule. */
  readonly of: string;
  readonly label: string;
  readonly hint?: string;
}

export function TextOfRule({
  change,
  error,
  hint,
  label,
  of,
  rule,
}: RuleInputProps & { readonly error?: string | undefined }): ReactNode {
  return (
    <TextInput
      label={label}
      description={hint}
      error={error}
      value={textOf(rule, of)}
      onChange={event => change({ [of]: event.currentTarget.value })}
    />
  );
}

export function LongTextOfRule({
  change,
  hint,
  label,
  of,
  rows,
  rule,
}: RuleInputProps & { readonly rows: number }): ReactNode {
  return (
    <Textarea
      label={label}
      description={hint}
      autosize
      minRows={rows}
      maxRows={30}
      value={textOf(rule, of)}
      onChange={event => change({ [of]: event.currentTarget.value })}
    />
  );
}

/** A list of short texts: Enter or a comma ends one. */
export function TagsOfRule({
  change,
  empty,
  hint,
  label,
  of,
  rule,
}: RuleInputProps & {
  /** What it means that there is none. */
  readonly empty?: string;
}): ReactNode {
  const value = textsOf(rule, of);
  return (
    <TagsInput
      size="xs"
      label={label}
      description={hint}
      placeholder={value.length === 0 ? empty : undefined}
      value={[...value]}
      onChange={list => change({ [of]: list })}
    />
  );
}

/** A list of texts that may be long, one a line. */
export function LinesOfRule({ change, hint, label, of, rule }: RuleInputProps): ReactNode {
  return (
    <Textarea
      label={label}
      description={hint ?? 'one a line'}
      autosize
      minRows={2}
      value={textsOf(rule, of).join('\n')}
      onChange={event => {
        const text = event.currentTarget.value;
        change({ [of]: text === '' ? [] : text.split('\n') });
      }}
    />
  );
}

export function NumberOfRule({
  change,
  hint,
  label,
  max,
  min,
  of,
  rule,
}: RuleInputProps & { readonly min: number; readonly max?: number }): ReactNode {
  return (
    <NumberInput
      label={label}
      description={hint}
      min={min}
      {...(max === undefined ? {} : { max })}
      allowDecimal={false}
      value={numberOf(rule, of) ?? ''}
      onChange={value => change({ [of]: typeof value === 'number' ? value : undefined })}
    />
  );
}
