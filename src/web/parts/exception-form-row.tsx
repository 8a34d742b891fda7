import { Checkbox, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './exception-form.module.css';
import {
  type Candidate,
  type ExceptionChoice,
  type ExceptionOperator,
  networkText,
} from './exception-form-items.ts';
import { Value } from './value.tsx';

const OPERATORS: readonly ExceptionOperator[] = ['is', 'is not', 'is one of', 'matches'];

/** A field that an exception can ask for, and what it would remove alone. */
export function ExceptionFieldRow({
  candidate: { alone, field, value },
  change,
  choice,
  isFirst,
  isOff,
}: {
  /** Where the keyboard begins. */
  readonly isFirst: boolean;
  readonly candidate: Candidate;
  readonly choice: ExceptionChoice | undefined;
  /** Something of another step is chosen. */
  readonly isOff: boolean;
  readonly change: (choice: ExceptionChoice | undefined) => void;
}): ReactNode {
  const network = choice === undefined ? undefined : networkText(choice.value);
  return (
    <div className={classes['row']} data-off={isOff}>
      <div className={classes['offer']}>
        <Checkbox
          {...(isFirst ? { 'data-autofocus': true } : {})}
          checked={choice !== undefined}
          disabled={isOff}
          label={
            <>
              <span className={classes['field']}>{field}</span>{' '}
              {choice === undefined ? <Value value={value} isCode /> : null}
            </>
          }
          onChange={event =>
            change(event.currentTarget.checked ? { field, operator: 'is', value } : undefined)
          }
        />
        {alone === undefined ? null : (
          <span className={alone.malicious > 0 ? classes['bad'] : 'dim'} title="what it would remove alone">
            −{alone.removes.toLocaleString('en')}
            {alone.malicious > 0 ? `, ✖ ${alone.malicious.toLocaleString('en')} malicious` : ''}
          </span>
        )}
      </div>
      {choice === undefined ? null : (
        <div className={classes['edit']}>
          <Select
            aria-label={`how ${field} is compared`}
            data={[...OPERATORS]}
            value={choice.operator}
            allowDeselect={false}
            w={104}
            onChange={operator =>
              change({ ...choice, operator: OPERATORS.find(one => one === operator) ?? 'is' })
            }
          />
          <TextInput
            aria-label={`value of ${field}`}
            className={classes['value']}
            value={choice.value}
            maxLength={32_768}
            onChange={event => change({ ...choice, value: event.currentTarget.value })}
          />
          {network === undefined ? null : <span className="dim num">{network}</span>}
        </div>
      )}
    </div>
  );
}
