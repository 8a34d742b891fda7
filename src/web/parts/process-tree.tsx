/** Processes around an event, as an indented tree that can be searched, copied and read out. */
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { ProcessTreeAnswer, TreeNode } from '../server/alert-answers.ts';
import classes from './process-tree.module.css';
import { activityText, isNear, type TreeRow, treeRows } from './process-tree-rows.ts';
import { Severity } from './severity.tsx';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

const NEAR_MS = 15 * 60_000;

export function ProcessTree({
  answer,
  atMs,
  nodes,
  onOpenAlert,
  onOpenEvent,
  ownAlerts,
}: {
  readonly nodes: readonly TreeNode[];
  readonly answer: ProcessTreeAnswer | undefined;
  readonly atMs: number | undefined;
  /** Of the alert that is looked at. */
  readonly ownAlerts: ReadonlySet<string>;
  readonly onOpenAlert: (uuid: string) => void;
  readonly onOpenEvent: (eventId: string) => void;
}): ReactNode {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string>();
  const [isNarrow, setNarrow] = useState(false);
  const grid = useRef<HTMLTableElement>(null);
  const rows = useMemo(
    () => treeRows(nodes, closed, node => !isNarrow || atMs === undefined || isNear(node, atMs, NEAR_MS)),
    [nodes, closed, isNarrow, atMs],
  );
  const current =
    rows.find(({ node }) => node.key === focused) ?? rows.find(({ node }) => node.role === 'self') ?? rows[0];
  const focus = (row: TreeRow | undefined): void => {
    if (row === undefined) return;
    setFocused(row.node.key);
    grid.current?.querySelector<HTMLElement>(`[data-row="${rows.indexOf(row)}"]`)?.focus();
  };
  const fold = (key: string, isClosed: boolean): void => {
    const after = new Set(closed);
    if (isClosed) after.add(key);
    else after.delete(key);
    setClosed(after);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (
      current === undefined ||
      event.target !== event.currentTarget.querySelector(`[data-row="${rows.indexOf(current)}"]`)
    )
      return;
    const at = rows.indexOf(current);
    const acts: { readonly [key: string]: () => void } = {
      ArrowDown: () => focus(rows[at + 1]),
      ArrowUp: () => focus(rows[at - 1]),
      Home: () => focus(rows[0]),
      End: () => focus(rows.at(-1)),
      ArrowRight: () => (current.isOpen ? focus(rows[at + 1]) : fold(current.node.key, false)),
      ArrowLeft: () =>
        current.isOpen
          ? fold(current.node.key, true)
          : focus(rows.slice(0, at).findLast(({ level }) => level < current.level)),
      Enter: () =>
        current.node.startEventId === undefined ? undefined : onOpenEvent(current.node.startEventId),
      T: () => setNarrow(!isNarrow),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <>
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA gives this role to tables
        role="treegrid"
        aria-label="processes"
        aria-rowcount={rows.length}
        className={classes['tree']}
        onKeyDown={onKey}
      >
        <tbody>
          {rows.map((row, at) => (
            <Row
              key={row.node.key}
              row={row}
              at={at}
              isTabStop={row === current}
              ownAlerts={ownAlerts}
              fold={() => fold(row.node.key, row.isOpen)}
              onFocus={() => setFocused(row.node.key)}
              onOpenAlert={onOpenAlert}
            />
          ))}
        </tbody>
      </table>
      {isNarrow ? <p className="dim">Only what began within 15 minutes of the alert (T shows all).</p> : null}
      {answer?.joinedBy === 'pid' ? (
        <p className="dim">
          Joined by process id, as the source sends no entity ids: an id may have been given out anew.
        </p>
      ) : null}
      {answer?.cuts.map(cut => (
        <p key={cut} className="dim">
          <Value value={cut} />
        </p>
      ))}
    </>
  );
}

function Row({
  at,
  fold,
  isTabStop,
  onFocus,
  onOpenAlert,
  ownAlerts,
  row: { at: position, hasChildren, isOpen, level, moreChildren, node, of },
}: {
  readonly row: TreeRow;
  readonly at: number;
  readonly isTabStop: boolean;
  readonly ownAlerts: ReadonlySet<string>;
  readonly fold: () => void;
  readonly onFocus: () => void;
  readonly onOpenAlert: (uuid: string) => void;
}): ReactNode {
  const isGuess = node.start === undefined;
  const others = node.alerts.filter(({ uuid }) => !ownAlerts.has(uuid));
  const isOwn = node.alerts.some(({ uuid }) => ownAlerts.has(uuid)) || node.role === 'self';
  return (
    <tr
      data-row={at}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={of}
      aria-rowindex={at + 1}
      {...(hasChildren ? { 'aria-expanded': isOpen } : {})}
      tabIndex={isTabStop ? 0 : -1}
      className={classes['row']}
      data-self={node.role === 'self'}
      onFocus={onFocus}
    >
      <td style={{ paddingInlineStart: `${(level - 1) * 16 + 4}px` }}>
        <div className={classes['name']}>
          {hasChildren ? (
            <button
              type="button"
              tabIndex={-1}
              className={classes['fold']}
              onClick={fold}
              aria-label={isOpen ? 'fold its children' : 'show its children'}
            >
              {isOpen ? '▾' : '▸'}
            </button>
          ) : (
            <span className={classes['fold']} aria-hidden="true" />
          )}
          <span aria-hidden="true" title={isGuess ? 'its start was not seen' : 'its start was seen'}>
            {isGuess ? '┄' : '●'}
          </span>
          <strong>
            <Value field="process.name" value={node.name ?? node.executable ?? 'process without a name'} />
          </strong>
          {node.pid === undefined ? null : <span className="dim num">{node.pid}</span>}
          {node.start === undefined ? null : <Time at={node.start} form="clock" />}
          {isOwn && node.role === 'self' ? <span className={classes['here']}>this alert</span> : null}
          {others.map(({ rule, severity, uuid }) => (
            <button
              key={uuid}
              type="button"
              className={classes['alert']}
              onClick={() => onOpenAlert(uuid)}
              aria-label={`open the alert ${rule}`}
            >
              <Severity name={severity} isShort /> <Value value={rule} />
            </button>
          ))}
          {node.moreAlerts > 0 ? <span className="dim">and {node.moreAlerts} more alerts</span> : null}
        </div>
        <div className={classes['facts']}>
          {node.commandLine === undefined ? null : (
            <Value field="process.command_line" value={node.commandLine} isCode />
          )}
          {node.user === undefined ? null : (
            <span>
              {' '}
              as <Value field="user.name" value={node.user} />
            </span>
          )}
        </div>
        <div className={classes['facts']}>
          <span className="dim">
            {activityText(node)}
            {moreChildren > 0 ? ` · ${moreChildren.toLocaleString('en')} more children` : ''}
          </span>
          {node.doubt === undefined ? null : (
            <span className="dim">
              {' '}
              (<Value value={node.doubt} />)
            </span>
          )}
        </div>
      </td>
    </tr>
  );
}
