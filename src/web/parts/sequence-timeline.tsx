/** What a rule found, drawn true to scale: its events one below the other, with the conditions that decided. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';
import classes from './sequence-timeline.module.css';
import {
  type ShownCondition,
  type TimelineEvent,
  type TimelineRow,
  tellingFields,
} from './sequence-timeline-steps.ts';
import { Time } from './time.tsx';
import { durationText } from './time-text.ts';
import { Value } from './value.tsx';

export interface JoinKey {
  readonly field: string;
  readonly value: string;
}

export function SequenceTimeline({
  allowedMs,
  huntHref,
  joinKeys,
  listOf,
  onOpenEvent,
  rows,
}: {
  readonly rows: readonly TimelineRow[];
  readonly joinKeys: readonly JoinKey[];
  /** The maxspan of the rule. */
  readonly allowedMs?: number | undefined;
  readonly huntHref: (row: TimelineEvent) => string;
  readonly onOpenEvent: (row: TimelineEvent) => void;
  /** All that a condition of the rule compares with, where it is cut in the condition. */
  readonly listOf?: (condition: ShownCondition) => readonly string[];
}): ReactNode {
  const times = rows.flatMap(row => (row.kind === 'event' && row.atMs !== undefined ? [row.atMs] : []));
  const firstMs = Math.min(...times);
  const tookMs = times.length === 0 ? 0 : Math.max(...times) - firstMs;
  return (
    <div className={classes['timeline']}>
      {times.length > 1 ? <SpanBar times={times} allowedMs={allowedMs} /> : null}
      <ol className={classes['rows']}>
        {rows.map((row, at) =>
          row.kind === 'absence' ? (
            <li key={`absent ${row.step}`} className={classes['absence']}>
              <span className={classes['number']}>{row.step}</span>
              <div>
                <strong>nothing came</strong>{' '}
                {row.fromMs === undefined ? null : (
                  <>
                    from <Time at={row.fromMs} form="clock" />
                  </>
                )}{' '}
                {row.toMs === undefined ? null : (
                  <>
                    to <Time at={row.toMs} form="clock" />
                  </>
                )}{' '}
                of{' '}
                {row.conditions.map((text, index) => (
                  <span key={text}>
                    {index > 0 ? ' · ' : null}
                    <Value value={text} isCode />
                  </span>
                ))}
              </div>
            </li>
          ) : (
            <EventRow
              // biome-ignore lint/suspicious/noArrayIndexKey: steps keep their places
              key={`${row.step} ${at}`}
              row={row}
              joinKeys={joinKeys}
              sinceFirstMs={row.atMs === undefined || at === 0 ? undefined : row.atMs - firstMs}
              huntHref={huntHref(row)}
              open={() => onOpenEvent(row)}
              listOf={listOf}
            />
          ),
        )}
      </ol>
      {joinKeys.length === 0 ? null : (
        <p className={classes['keys']}>
          <span className={classes['chain']}>
            <Icon name="link" size={12} />
          </span>
          <span className="unseen">joined by </span>
          {joinKeys.map(({ field, value }, at) => (
            <span key={field}>
              {at > 0 ? ' ▪ ' : null}
              <span className="dim">{field}</span> <Value field={field} value={value} isCode isJoinKey />
            </span>
          ))}
        </p>
      )}
      {times.length > 1 && allowedMs === undefined ? (
        <p className="dim">{durationText(tookMs)} from the first to the last; the rule sets no limit.</p>
      ) : null}
    </div>
  );
}

/** The time that was used of the time that was allowed, with a mark for each event. */
function SpanBar({
  allowedMs,
  times,
}: {
  readonly times: readonly number[];
  readonly allowedMs: number | undefined;
}): ReactNode {
  const firstMs = Math.min(...times);
  const tookMs = Math.max(...times) - firstMs;
  const wholeMs = Math.max(allowedMs ?? tookMs, tookMs, 1);
  const spareMs = wholeMs - tookMs;
  return (
    <div className={classes['span']}>
      <span className="num">{secondsText(tookMs)}</span>
      <div
        className={classes['track']}
        role="img"
        aria-label={`${secondsText(tookMs)} used of ${secondsText(wholeMs)}`}
      >
        <div className={classes['used']} style={{ width: `${(tookMs / wholeMs) * 100}%` }} />
        {times.map((ms, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events keep their places
          <i key={at} style={{ left: `${((ms - firstMs) / wholeMs) * 100}%` }} />
        ))}
      </div>
      <span className="dim num">{allowedMs === undefined ? '' : `${secondsText(spareMs)} to spare`}</span>
    </div>
  );
}

function EventRow({
  huntHref,
  joinKeys,
  listOf,
  open,
  row,
  sinceFirstMs,
}: {
  readonly row: TimelineEvent;
  readonly joinKeys: readonly JoinKey[];
  readonly sinceFirstMs: number | undefined;
  readonly huntHref: string;
  readonly open: () => void;
  readonly listOf: ((condition: ShownCondition) => readonly string[]) | undefined;
}): ReactNode {
  const telling = (row.conditions ?? []).filter(({ isUsual }) => !isUsual);
  const usual = (row.conditions ?? []).filter(({ isUsual }) => isUsual);
  return (
    <li className={classes['row']}>
      <span className={classes['number']}>{row.step}</span>
      <div className={classes['what']}>
        <div className={classes['line']}>
          {row.atMs === undefined ? (
            <span className="dim">no time</span>
          ) : (
            <Time at={row.atMs} form="clock" />
          )}
          {sinceFirstMs === undefined ? null : <span className="dim num">+{secondsText(sinceFirstMs)}</span>}
          <button
            type="button"
            className={classes['open']}
            onClick={open}
            aria-label={`step ${row.step}, ${row.what}: all fields of the event`}
          >
            {row.what}
          </button>
          <span className={classes['telling']}>
            {tellingFields(row.document).map(({ before, field, value }) => (
              <span key={field}>
                {before === '' ? null : <span className="dim">{before} </span>}
                <Value
                  field={field}
                  value={value}
                  isCode
                  isJoinKey={joinKeys.some(key => key.value === value)}
                />
              </span>
            ))}
          </span>
          <span className={classes['acts']}>
            <Button size="compact-xs" variant="subtle" onClick={open}>
              Event
            </Button>
            <Button size="compact-xs" variant="subtle" component="a" href={huntHref}>
              Hunt
            </Button>
          </span>
        </div>
        {row.conditions === undefined ? null : (
          <ul className={classes['conditions']} aria-label={`why step ${row.step} passed`}>
            {telling.map(condition => (
              <li key={condition.text} title={condition.text}>
                <Condition condition={condition} list={listOf?.(condition) ?? []} />
              </li>
            ))}
            {usual.length === 0 ? null : (
              <li className="dim" title={usual.map(({ text }) => text).join(' and ')}>
                <span aria-hidden="true">✓ </span>
                {usual.map(({ operand, operator, values, text }) => (
                  <Value key={text} value={values[0] ?? `${operator} ${operand}`} />
                ))}
              </li>
            )}
          </ul>
        )}
        {row.clockNote === undefined ? null : <div className="dim">{row.clockNote}</div>}
      </div>
    </li>
  );
}

function Condition({
  condition,
  list,
}: {
  readonly condition: ShownCondition;
  readonly list: readonly string[];
}): ReactNode {
  const { field, holds, isNegated, operand, operands, operator, passed, text, values } = condition;
  const [isOpen, setOpen] = useState(false);
  const mark = (
    <>
      <span aria-hidden="true">{holds ? '✓' : '✗'} </span>
      <span className="unseen">{holds ? 'holds: ' : 'does not hold: '}</span>
    </>
  );
  if (field === undefined)
    return (
      <>
        {mark}
        <Value value={text} isCode />
      </>
    );
  const value =
    values.length === 0 ? (
      <span className="dim">missing</span>
    ) : (
      values.map(one => (
        <mark key={String(one)} className={classes['match']}>
          <Value field={field} value={one} isCode />
        </mark>
      ))
    );
  const isList = operands > 3;
  return (
    <>
      {mark}
      <span className={classes['field']}>{field}</span> {value}{' '}
      {isList ? (
        <>
          <span className="dim">
            {isNegated
              ? `is in none of the rule's ${operands} ${operator === 'cidrMatch' ? 'ranges' : 'values'}`
              : `is one of the rule's ${operands} ${operator === 'cidrMatch' ? 'ranges' : 'values'}`}
          </span>
          {passed === undefined ? null : (
            <>
              {': '}
              <Value value={passed} isCode />
            </>
          )}{' '}
          <button
            type="button"
            className={classes['list']}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            list
          </button>
          {isOpen ? (
            <div className={classes['members']}>
              {list.length > 0 ? (
                list.map(one => <Value key={one} value={one} isCode />)
              ) : (
                <Value value={operand} isCode />
              )}
            </div>
          ) : null}
        </>
      ) : (
        <>
          <span className="dim">{isNegated ? `not ${operator}` : operator}</span>{' '}
          <Value value={operand} isCode />
        </>
      )}
    </>
  );
}

/** `8.000 s`, `1 min 4 s`: below a minute to the millisecond, as it decides how near a limit was. */
function secondsText(ms: number): string {
  return ms < 60_000 ? `${(ms / 1_000).toFixed(3)} s` : durationText(ms);
}
