/** Lines of the list: an alert in two lines, a group, or the place of one that is still on its way. */
import { Checkbox } from '@mantine/core';
import { type MouseEvent, memo, type ReactNode, useState } from 'react';
import type { AlertGroupRow, AlertRow } from '../../../api/alert-list.ts';
import { useZone } from '../../frame/zone.ts';
import { SEVERITIES, Severity } from '../../parts/severity.tsx';
import { clockText, dayText, durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import { VERDICTS } from '../../server/acts.ts';
import classes from './alert-grid.module.css';
import { COLUMNS, type ColumnName } from './columns.ts';
import { GridPart } from './grid-part.tsx';

export interface LineProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** In a list of groups: 1 of these, 2 of their alerts. */
  readonly level?: number;
  readonly isFocused: boolean;
  readonly isChosen: boolean;
  /** Of the focused line: the cell that is meant. */
  readonly column: ColumnName | undefined;
  readonly onPress: (index: number, event: MouseEvent) => void;
  readonly onChoose: (index: number, event: { readonly shiftKey: boolean }) => void;
}

export interface AlertLineProps extends LineProps {
  readonly row: AlertRow;
  readonly problem: string | undefined;
  readonly isOpen: boolean;
  /** Below a group. */
  readonly isInGroup: boolean;
  readonly onFilter: (column: ColumnName, row: AlertRow, isOut: boolean) => void;
}

export const AlertLine: (props: AlertLineProps) => ReactNode = memo(function AlertLine(
  props: AlertLineProps,
): ReactNode {
  const { column, index, isInGroup, isOpen, onFilter, problem, row } = props;
  // Buttons in cells that nobody points at would be read out with every line.
  const [isPointedAt, setPointedAt] = useState(false);
  const cells: { readonly [name in ColumnName]: ReactNode } = {
    severity: <Severity name={row.severity} />,
    time: <TwoLineTime at={row.originalAt ?? row.at} />,
    what: <What row={row} problem={problem} />,
    host: <Value value={row.host} />,
    user: <Value value={row.user} />,
    status: <StatusText row={row} />,
    assignee: row.assignees.length === 0 ? <span className="dim">–</span> : <Names names={row.assignees} />,
  };
  return (
    <Line {...props} data={{ status: row.status, open: isOpen, inside: isInGroup }} onPointAt={setPointedAt}>
      {COLUMNS.map(({ isFilter, label, name }, at) => (
        <GridPart
          key={name}
          id={`alert-${index}-${name}`}
          role="gridcell"
          aria-colindex={at + 2}
          className={classes[name]}
          data-active={column === name}
        >
          {cells[name]}
          {isFilter && (isPointedAt || column === name) ? (
            <span className={classes['filters']}>
              {[false, true].map(isOut => (
                <button
                  key={String(isOut)}
                  type="button"
                  tabIndex={-1}
                  aria-label={`${isOut ? 'without' : 'only'} this ${label}`}
                  title={`${isOut ? 'without' : 'only'} this ${label} (${isOut ? 'F' : 'f'})`}
                  onClick={event => {
                    event.stopPropagation();
                    onFilter(name, row, isOut);
                  }}
                >
                  {isOut ? '−' : '+'}
                </button>
              ))}
            </span>
          ) : null}
        </GridPart>
      ))}
    </Line>
  );
});

export interface GroupLineProps extends LineProps {
  readonly group: AlertGroupRow;
  readonly isUnfolded: boolean;
  readonly none: string;
}

export const GroupLine: (props: GroupLineProps) => ReactNode = memo(function GroupLine(
  props: GroupLineProps,
): ReactNode {
  const { group, index, isUnfolded, none } = props;
  return (
    <Line {...props} data={{ group: true }} isUnfolded={isUnfolded}>
      <GridPart
        id={`alert-${index}-group`}
        role="gridcell"
        aria-colindex={2}
        aria-colspan={COLUMNS.length}
        className={classes['group']}
      >
        <span aria-hidden="true" className={classes['fold']}>
          {isUnfolded ? '▾' : '▸'}
        </span>
        <span className={classes['groupName']}>
          {group.value === '' ? none : <Value value={group.label} />}
        </span>
        <span className="num">
          <strong>{alertsText(group.count)}</strong>
          <span className="dim"> · {group.open.toLocaleString('en')} open</span>
        </span>
        <span className={classes['severities']}>
          {SEVERITIES.map(name =>
            group.severities[name] === 0 ? null : (
              <span key={name} className={classes['severityCount']}>
                <Severity name={name} isShort /> <span className="num">{group.severities[name]}</span>
              </span>
            ),
          )}
        </span>
        <span className="dim">
          {group.hosts === 1 ? '1 host' : `${group.hosts.toLocaleString('en')} hosts`} ·{' '}
          <Clock at={group.first} /> – <Clock at={group.last} />
        </span>
      </GridPart>
    </Line>
  );
});

/** A line of which the row is not there yet. */
export function WaitingLine(props: LineProps): ReactNode {
  return (
    <Line {...props} data={{}}>
      <GridPart
        role="gridcell"
        aria-colindex={2}
        aria-colspan={COLUMNS.length}
        className={classes['waiting']}
      >
        <span className="unseen">loading</span>
      </GridPart>
    </Line>
  );
}

function Line({
  children,
  data,
  height,
  index,
  isChosen,
  isFocused,
  isUnfolded,
  level,
  onChoose,
  onPointAt,
  onPress,
  top,
}: LineProps & {
  readonly onPointAt?: (isPointedAt: boolean) => void;
  readonly data: { readonly [name: string]: string | boolean };
  readonly isUnfolded?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const marks = Object.entries(data).map(([name, value]) => [`data-${name}`, String(value)]);
  return (
    <GridPart
      id={`alert-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      aria-expanded={isUnfolded}
      aria-level={level}
      className={classes['row']}
      data-focused={isFocused}
      {...Object.fromEntries(marks)}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={event => onPress(index, event)}
      onMouseEnter={() => onPointAt?.(true)}
      onMouseLeave={() => onPointAt?.(false)}
    >
      <GridPart role="gridcell" aria-colindex={1} className={classes['choice']}>
        <Checkbox
          tabIndex={-1}
          aria-label="selected"
          checked={isChosen}
          readOnly
          onClick={event => {
            event.stopPropagation();
            onChoose(index, event);
          }}
        />
      </GridPart>
      {children}
    </GridPart>
  );
}

function What({ problem, row }: { readonly row: AlertRow; readonly problem: string | undefined }): ReactNode {
  const { maxspanMs, rule, steps, tags, techniques, tookMs } = row;
  const took = tookMs === undefined ? '' : ` in ${durationText(tookMs)}`;
  const span = maxspanMs === undefined ? '' : ` of ${durationText(maxspanMs)}`;
  const facts = [
    steps === undefined ? '' : `${steps} steps${took}${span}`,
    techniques.map(({ id }) => id).join(', '),
    row.isRecording ? 'recording' : '',
    row.isSuperseded ? 'told early, and not found again since' : '',
  ].filter(text => text !== '');
  return (
    <>
      <div className={classes['sentence']}>
        <Value value={row.sentence} />
      </div>
      {problem === undefined ? (
        <div className={classes['facts']}>
          <Value value={rule.name} />
          {facts.map(fact => (
            <span key={fact}>
              {' '}
              · <Value value={fact} />
            </span>
          ))}
          {tags.map(tag => (
            <span key={tag} className={classes['tag']}>
              <Value value={tag} />
            </span>
          ))}
        </div>
      ) : (
        <div className={classes['problem']} role="alert">
          not changed: {problem}
        </div>
      )}
    </>
  );
}

function StatusText({ row: { reason, status } }: { readonly row: AlertRow }): ReactNode {
  const known: { readonly [reason: string]: string } = VERDICTS;
  return (
    <>
      <div>{status === 'acknowledged' ? 'ack' : status}</div>
      {reason === undefined ? null : (
        <div className={classes['facts']}>
          <Value value={known[reason] ?? reason} />
        </div>
      )}
    </>
  );
}

function Names({ names: [first = '', ...others] }: { readonly names: readonly string[] }): ReactNode {
  return (
    <>
      <Value value={first} />
      {others.length === 0 ? '' : ` +${others.length}`}
    </>
  );
}

/** The clock, and below it the day where it is not today. */
function TwoLineTime({ at }: { readonly at: string }): ReactNode {
  const zone = useZone();
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return <span className="dim">no time</span>;
  const day = dayText(ms, zone);
  return (
    <time dateTime={at} title={`${at} · ${zone}`}>
      {clockText(ms, zone)}
      {day === dayText(Date.now(), zone) ? null : <div className={classes['facts']}>{day}</div>}
    </time>
  );
}

/** Without seconds: of a stretch. */
function Clock({ at }: { readonly at: string }): ReactNode {
  const zone = useZone();
  const ms = Date.parse(at);
  const day = dayText(ms, zone);
  const isToday = day === dayText(Date.now(), zone);
  return (
    <time dateTime={at} title={at}>
      {isToday ? '' : `${day.slice(5)} `}
      {clockText(ms, zone).slice(0, 5)}
    </time>
  );
}

export function alertsText(count: number): string {
  return count === 1 ? '1 alert' : `${count.toLocaleString('en')} alerts`;
}
