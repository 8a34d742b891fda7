// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by hand cannot be those of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows
/** One row of a table of events, and the acts on the value of the cell that has the focus. */
import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { columnKind, SUMMARY } from './event-columns.ts';
import type { Scalar } from './event-fields.ts';
import { type EventRow, timeOf, valuesAt } from './event-rows.ts';
import { eventSummary, type SummaryPart } from './event-summary.ts';
import classes from './event-table.module.css';
import type { CellActs } from './event-table.tsx';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';
import { durationText } from './time-text.ts';
import { Value } from './value.tsx';

/** Of a value that is longer a cell shows the beginning; the event itself has all of it. */
const MOST_IN_CELL = 400;
const MOST_VALUES_IN_CELL = 8;

export function EventTableRow({
  activate,
  activeColumn,
  acts,
  fields,
  height,
  index,
  isNarrow,
  isOpen,
  row,
  top,
}: {
  readonly row: EventRow;
  readonly fields: readonly string[];
  /** From 0. */
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly isNarrow: boolean;
  readonly isOpen: boolean;
  /** Undefined: the focus is in another row. */
  readonly activeColumn: number | undefined;
  readonly activate: (column: number) => void;
  readonly acts: CellActs;
}): ReactNode {
  const place = { top, height };
  const frame = {
    'aria-rowindex': index + 2,
    'data-narrow': isNarrow,
    style: place,
  };
  if (row.kind !== 'event')
    return (
      <div role="row" {...frame} className={classes['row']} data-kind={row.kind}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys */}
        <div
          role="gridcell"
          className={classes['wide']}
          aria-colspan={fields.length}
          data-active={activeColumn !== undefined}
          tabIndex={activeColumn === undefined ? -1 : 0}
          onClick={() => activate(0)}
        >
          <RowWords row={row} />
        </div>
      </div>
    );
  const { event, step } = row;
  return (
    <div
      role="row"
      {...frame}
      className={classes['row']}
      data-kind="event"
      data-step={step !== undefined}
      aria-selected={isOpen}
    >
      {fields.map((field, column) => {
        const isActive = column === activeColumn;
        const values = field === SUMMARY ? [] : valuesAt(event._source, field);
        const [first] = values;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
          <div
            key={field}
            role="gridcell"
            aria-colindex={column + 1}
            className={classes['cell']}
            data-column={columnKind(field)}
            data-active={isActive}
            tabIndex={isActive ? 0 : -1}
            onFocus={focus => {
              if (focus.target === focus.currentTarget) activate(column);
            }}
            onClick={() => activate(column)}
            onDoubleClick={() => acts.open(event._id)}
          >
            <div className={classes['text']}>
              {column === 0 ? <OpenButton isOpen={isOpen} open={() => acts.open(event._id)} /> : null}
              {step !== undefined && column === 0 ? <span className="dim">{step + 1} </span> : null}
              {field === SUMMARY ? (
                <Summary parts={eventSummary(event._source)} />
              ) : field === '@timestamp' && timeOf(event) !== undefined ? (
                <Time at={timeOf(event) ?? 0} />
              ) : (
                <Values field={field} values={values} isActive={isActive} />
              )}
            </div>
            {isActive && first !== undefined && field !== '@timestamp' ? (
              <FilterButtons field={field} filter={isWanted => acts.filter(field, first, isWanted, step)} />
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

function OpenButton({ isOpen, open }: { readonly isOpen: boolean; readonly open: () => void }): ReactNode {
  return (
    <button
      type="button"
      className={classes['open']}
      tabIndex={-1}
      aria-label={isOpen ? 'this event is open' : 'open this event'}
      onClick={open}
    >
      <Icon name={isOpen ? 'down' : 'next'} size={12} />
    </button>
  );
}

/** By mouse and touch; `f` and `F` are the keys. */
export function FilterButtons({
  field,
  filter,
}: {
  readonly field: string;
  readonly filter: (isWanted: boolean) => void;
}): ReactNode {
  return (
    <span className={classes['acts']}>
      <ActionIcon
        size={24}
        tabIndex={-1}
        aria-label={`only events with this ${field}`}
        title="only these (f)"
        onClick={() => filter(true)}
      >
        <Icon name="plus" size={14} />
      </ActionIcon>
      <ActionIcon
        size={24}
        tabIndex={-1}
        aria-label={`no events with this ${field}`}
        title="without these (F)"
        onClick={() => filter(false)}
      >
        <Icon name="minus" size={14} />
      </ActionIcon>
    </span>
  );
}

function Values({
  field,
  isActive,
  values,
}: {
  readonly field: string;
  readonly values: readonly Scalar[];
  readonly isActive: boolean;
}): ReactNode {
  const shown = values.slice(0, MOST_VALUES_IN_CELL);
  return (
    <>
      {shown.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a value may come twice
        <span key={at}>
          {at === 0 ? null : ', '}
          {isActive ? <Value field={field} value={value} /> : <Value value={brief(value)} />}
        </span>
      ))}
      {values.length > shown.length ? <span className="dim"> +{values.length - shown.length}</span> : null}
    </>
  );
}

function brief(value: Scalar): Scalar {
  return typeof value === 'string' && value.length > MOST_IN_CELL
    ? `${value.slice(0, MOST_IN_CELL)}…`
    : value;
}

export function Summary({ parts }: { readonly parts: readonly SummaryPart[] }): ReactNode {
  return parts.map((part, at) =>
    part.kind === 'words' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no names
      <span key={at}>{part.text}</span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no names
      <Value key={at} value={brief(part.value)} />
    ),
  );
}

function RowWords({ row }: { readonly row: Exclude<EventRow, { kind: 'event' }> }): ReactNode {
  if (row.kind === 'missing')
    return <span className="dim">{row.step + 1} no such event came, as the query wants it</span>;
  return (
    <>
      <strong>Sequence {row.number}</strong>
      <span className="dim">
        {' '}
        · {row.events} events{row.tookMs === undefined ? '' : ` in ${durationText(row.tookMs)}`}
        {row.joinKeys.length === 0 ? '' : ' · joined by '}
      </span>
      {row.joinKeys.map((key, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: keys have places, and no names
        <span key={at}>
          {at === 0 ? null : ' + '}
          <Value value={key} isJoinKey />
        </span>
      ))}
    </>
  );
}
