/** All of one event: its line, where to go from it, its fields with a search, and its JSON. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { FoundEvent } from '../server/hunt.ts';
import { copyText } from './copy.ts';
import classes from './event-details.module.css';
import { eventFields, type Scalar } from './event-fields.ts';
import { timeOf } from './event-rows.ts';
import { eventSummary } from './event-summary.ts';
import { FilterButtons, Summary } from './event-table-row.tsx';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

export interface EventPivot {
  readonly label: string;
  readonly title: string;
  readonly go: () => void;
}

export function EventDetails({
  children,
  close,
  event,
  filter,
  pivots,
}: {
  readonly event: FoundEvent;
  readonly close: () => void;
  readonly filter: (field: string, value: Scalar, isWanted: boolean) => void;
  readonly pivots: readonly EventPivot[];
  /** What the page has to say besides. */
  readonly children?: ReactNode;
}): ReactNode {
  const [form, setForm] = useState<'fields' | 'json'>('fields');
  const time = timeOf(event);
  return (
    <section className={classes['box']} aria-label="event">
      <header className={classes['head']}>
        <strong>{time === undefined ? <span className="dim">no time</span> : <Time at={time} />}</strong>
        <span className={classes['gap']} />
        <Button onClick={() => setForm(form === 'json' ? 'fields' : 'json')}>
          {form === 'json' ? 'Fields' : 'JSON'}
        </Button>
        <Button onClick={() => void copyText(JSON.stringify(event._source, null, 2))}>Copy</Button>
        <ActionIcon aria-label="close the event" title="close (Esc)" onClick={close}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <p className={classes['summary']}>
        <Summary parts={eventSummary(event._source)} />
      </p>
      {pivots.length === 0 ? null : (
        <div className={classes['pivots']}>
          {pivots.map(({ go, label, title }) => (
            <Button key={label} title={title} onClick={go}>
              {label}
            </Button>
          ))}
        </div>
      )}
      {children}
      <p className={classes['place']}>
        {event._index === '' ? 'index not known' : <Value value={event._index} isCode />}
        {event.ingested === undefined ? null : (
          <>
            {' '}
            · arrived <Time at={event.ingested} />
          </>
        )}{' '}
        · id <Value value={event._id} isCode />
      </p>
      {form === 'json' ? <EventJson event={event} /> : <EventFieldTable event={event} filter={filter} />}
    </section>
  );
}

const MOST_JSON = 50_000;

function EventJson({ event }: { readonly event: FoundEvent }): ReactNode {
  const text = useMemo(() => JSON.stringify(event._source, null, 2), [event]);
  return (
    <div className={classes['json']}>
      {text
        .slice(0, MOST_JSON)
        .split('\n')
        .map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have places, and no names
          <div key={at} style={{ paddingLeft: `${line.search(/\S|$/) * 0.5}em` }}>
            <Value value={line.trim()} isCode />
          </div>
        ))}
      {text.length > MOST_JSON ? (
        <p className="dim">
          {(text.length - MOST_JSON).toLocaleString('en')} more characters: copy the event.
        </p>
      ) : null}
    </div>
  );
}

function EventFieldTable({
  event,
  filter,
}: {
  readonly event: FoundEvent;
  readonly filter: (field: string, value: Scalar, isWanted: boolean) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const { fields, leftOut } = useMemo(() => eventFields(event._source), [event]);
  const words = text.toLowerCase().split(/\s+/);
  const shown = fields.filter(({ name, values }) => {
    const all = `${name} ${values.join(' ')}`.toLowerCase();
    return words.every(word => all.includes(word));
  });
  return (
    <>
      <TextInput
        aria-label="find in the fields and values of this event"
        placeholder={`find in ${fields.length} fields`}
        value={text}
        onChange={change => setText(change.currentTarget.value)}
      />
      <table className={classes['fields']}>
        <tbody>
          {shown.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <Value value={name} />
              </th>
              <td>
                {values.map((value, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a value may come twice
                  <div key={at} className={classes['value']}>
                    <span>
                      {value === '' ? (
                        <span className="dim">empty text</span>
                      ) : (
                        <Value field={name} value={value} isCode />
                      )}
                    </span>
                    <FilterButtons field={name} filter={isWanted => filter(name, value, isWanted)} />
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 ? <p className="dim">Nothing in this event is called that.</p> : null}
      {leftOut > 0 ? (
        <p className="dim">{leftOut.toLocaleString('en')} values are not listed: see the JSON.</p>
      ) : null}
    </>
  );
}
