/** Fields of what was found; each opens to its most frequent and its rarest values, with + and − on every value. */
import { ActionIcon, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type EventQuestion, useKnownFields, useTopValues, type ValueCount } from '../server/hunt.ts';
import type { Scalar } from './event-fields.ts';
import classes from './field-list.module.css';
import { Icon } from './icon.tsx';
import { Loading, ProblemNotice } from './notice.tsx';
import { Value } from './value.tsx';

export interface FieldActs {
  readonly filter: (field: string, value: Scalar | undefined, isWanted: boolean) => void;
  readonly toggleColumn: (field: string) => void;
}

const MOST_SHOWN = 120;

export function FieldList({
  acts,
  columns,
  found,
  question,
}: {
  readonly question: EventQuestion;
  /** Fields of the events that are shown, the most frequent first. */
  readonly found: readonly { readonly name: string; readonly events: number }[];
  readonly columns: readonly string[];
  readonly acts: FieldActs;
}): ReactNode {
  const [text, setText] = useState('');
  const [open, setOpen] = useState<readonly string[]>([]);
  const known = useKnownFields();
  const words = text.toLowerCase().split(/\s+/);
  const isAsked = (name: string): boolean => words.every(word => name.toLowerCase().includes(word));
  const names = found.map(({ name }) => name);
  const others =
    text === '' && names.length > 0
      ? []
      : (known.data?.fields ?? []).map(({ name }) => name).filter(name => !names.includes(name));
  const ranked = [...columns, ...names.filter(name => !columns.includes(name)), ...others];
  const matching = ranked.filter(isAsked);
  return (
    <section className={classes['box']} aria-label="fields">
      <TextInput
        aria-label="find a field"
        placeholder="find a field"
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      <ul className={classes['fields']}>
        {matching.slice(0, MOST_SHOWN).map(name => {
          const isOpen = open.includes(name);
          const isColumn = columns.includes(name);
          return (
            <li key={name}>
              <div className={classes['field']} data-column={isColumn}>
                <button
                  type="button"
                  aria-expanded={isOpen}
                  onClick={() => setOpen(isOpen ? open.filter(one => one !== name) : [...open, name])}
                >
                  <Value value={name} />
                </button>
                <ActionIcon
                  size={24}
                  aria-label={isColumn ? `take the column ${name} away` : `show ${name} as a column`}
                  title={isColumn ? 'take this column away' : 'show as a column (v)'}
                  aria-pressed={isColumn}
                  onClick={() => acts.toggleColumn(name)}
                >
                  <Icon name={isColumn ? 'close' : 'plus'} size={12} />
                </ActionIcon>
              </div>
              {isOpen ? <FieldValues field={name} question={question} acts={acts} /> : null}
            </li>
          );
        })}
      </ul>
      {matching.length === 0 ? <p className="dim">No field is called that.</p> : null}
      {matching.length > MOST_SHOWN ? (
        <p className="dim">{matching.length - MOST_SHOWN} more: type a part of the name.</p>
      ) : null}
    </section>
  );
}

function FieldValues({
  acts,
  field,
  question,
}: {
  readonly question: EventQuestion;
  readonly field: string;
  readonly acts: FieldActs;
}): ReactNode {
  const { data, error, refetch } = useTopValues(question, field);
  if (error !== null) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading height={80} label={`values of ${field}`} />;
  const { different, events, eventsWithField, isPartial, rarest, values } = data;
  if (values.length === 0) return <p className={classes['said']}>None of {count(events)} events has it.</p>;
  const line = (one: ValueCount): ReactNode => (
    <ValueLine
      key={`${typeof one.value} ${one.value}`}
      field={field}
      one={one}
      of={eventsWithField}
      filter={isWanted => acts.filter(field, one.value, isWanted)}
    />
  );
  return (
    <div className={classes['values']}>
      <ul aria-label={`most frequent values of ${field}`}>{values.map(line)}</ul>
      {rarest.length === 0 ? null : (
        <>
          <p className={classes['said']}>rarest</p>
          <ul aria-label={`rarest values of ${field}`}>{rarest.map(line)}</ul>
        </>
      )}
      <p className={classes['said']}>
        {isPartial ? 'at least ' : ''}
        {count(different)} different in {count(eventsWithField)} of {count(events)} events
      </p>
      <div className={classes['said']}>
        <button type="button" onClick={() => acts.filter(field, undefined, true)}>
          only with it
        </button>{' '}
        ·{' '}
        <button type="button" onClick={() => acts.filter(field, undefined, false)}>
          only without it
        </button>
      </div>
    </div>
  );
}

function ValueLine({
  field,
  filter,
  of,
  one,
}: {
  readonly field: string;
  readonly one: ValueCount;
  readonly of: number;
  readonly filter: (isWanted: boolean) => void;
}): ReactNode {
  const share = of === 0 ? 0 : one.count / of;
  return (
    <li className={classes['value']}>
      <span className={classes['share']} style={{ width: `${share * 100}%` }} />
      <span className={classes['name']}>
        {one.value === '' ? (
          <span className="dim">empty text</span>
        ) : (
          <Value field={field} value={one.value} />
        )}
      </span>
      <span className={`dim num ${classes['count']}`} title={`${count(one.count)} events`}>
        {shareText(share, one.count)}
      </span>
      <ActionIcon
        size={24}
        aria-label={`only ${field} ${one.value}`}
        title="only these"
        onClick={() => filter(true)}
      >
        <Icon name="plus" size={14} />
      </ActionIcon>
      <ActionIcon
        size={24}
        aria-label={`without ${field} ${one.value}`}
        title="without these"
        onClick={() => filter(false)}
      >
        <Icon name="minus" size={14} />
      </ActionIcon>
    </li>
  );
}

/** Of what is rarer than one in a hundred the number says more. */
function shareText(share: number, events: number): string {
  return share < 0.01 ? count(events) : `${Math.round(share * 100)} %`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
