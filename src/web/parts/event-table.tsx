// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by hand cannot be those of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows
/**
 * Events in a grid that draws only what is seen: one tab stop, a cell that has the focus, and on that cell what can be
 * done with its value. Sequences are groups of steps.
 */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { columnHead, columnKind, columnsShown, SUMMARY } from './event-columns.ts';
import type { Scalar } from './event-fields.ts';
import { type EventRow, valuesAt } from './event-rows.ts';
import classes from './event-table.module.css';
import { EventTableRow } from './event-table-row.tsx';

/** What keys of the page do to the table. */
export interface EventTableHandle {
  move(by: number): void;
  openAt(): void;
  /** Of the cell with the focus: its field, and its first value where it has one. */
  cell():
    | { readonly field: string; readonly value: Scalar | undefined; readonly step: number | undefined }
    | undefined;
  focus(): void;
}

export interface CellActs {
  readonly filter: (field: string, value: Scalar, isWanted: boolean, step: number | undefined) => void;
  readonly open: (id: string) => void;
}

export function EventTable({
  acts,
  columns,
  handle,
  isDimmed,
  isNarrow,
  openId,
  rows,
}: {
  readonly rows: readonly EventRow[];
  /** Fields that were chosen besides the usual ones. */
  readonly columns: readonly string[];
  readonly acts: CellActs;
  readonly handle: React.Ref<EventTableHandle>;
  readonly openId: string | undefined;
  readonly isDimmed: boolean;
  /** Two lines a row, for the width of a hand. */
  readonly isNarrow: boolean;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [wantsFocus, setWantsFocus] = useState(0);
  const fields = columnsShown(columns, isNarrow);
  const row = Math.min(active.row, Math.max(0, rows.length - 1));
  const column = Math.min(active.column, fields.length - 1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (isNarrow ? 52 : 30),
    overscan: 12,
    // The row with the focus stays, wherever one scrolls: or the focus would be lost.
    rangeExtractor: range => {
      const seen = defaultRangeExtractor(range);
      return rows.length === 0 || seen.includes(row) ? seen : [...seen, row].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height changes
  useEffect(() => virtual.measure(), [isNarrow]);

  const go = (toRow: number, toColumn: number): void => {
    const next = {
      row: Math.min(Math.max(0, toRow), rows.length - 1),
      column: Math.min(Math.max(0, toColumn), fields.length - 1),
    };
    setActive(next);
    virtual.scrollToIndex(next.row);
    setWantsFocus(before => before + 1);
  };
  useEffect(() => {
    if (wantsFocus > 0) box.current?.querySelector<HTMLElement>('[data-active="true"]')?.focus();
  }, [wantsFocus]);

  const open = (at: number): void => {
    const found = rows[at];
    if (found?.kind === 'event') acts.open(found.event._id);
  };
  useImperativeHandle(handle, () => ({
    move: by => go(row + by, column),
    openAt: () => open(row),
    focus: () => go(row, column),
    cell: () => {
      const found = rows[row];
      const field = fields[column];
      if (found?.kind !== 'event' || field === undefined || field === SUMMARY) return undefined;
      return { field, value: valuesAt(found.event._source, field)[0], step: found.step };
    },
  }));

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 300) / 30) - 2);
    const isOnCell = event.target instanceof HTMLElement && event.target.dataset['active'] === 'true';
    if (!isOnCell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') go(row + 1, column);
    else if (event.key === 'ArrowUp') go(row - 1, column);
    else if (event.key === 'ArrowRight') go(row, column + 1);
    else if (event.key === 'ArrowLeft') go(row, column - 1);
    else if (event.key === 'PageDown') go(row + page, column);
    else if (event.key === 'PageUp') go(row - page, column);
    else if (event.key === 'Home') go(0, column);
    else if (event.key === 'End') go(rows.length - 1, column);
    else if (event.key === 'Enter') open(row);
    else if (event.key === '.')
      box.current
        ?.querySelector<HTMLElement>('[data-active="true"]')
        ?.querySelector<HTMLElement>('button[aria-haspopup]')
        ?.click();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      className={classes['box']}
      data-dimmed={isDimmed}
      role="grid"
      aria-label="events"
      aria-rowcount={rows.length + 1}
      aria-colcount={fields.length}
      aria-busy={isDimmed}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={classes['head']} data-narrow={isNarrow}>
        {fields.map(field => (
          <div key={field} role="columnheader" className={classes['cell']} data-column={columnKind(field)}>
            {columnHead(field)}
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, size, start }) => {
          const one = rows[index];
          if (one === undefined) return null;
          return (
            <EventTableRow
              key={index}
              row={one}
              fields={fields}
              index={index}
              top={start}
              height={size}
              isNarrow={isNarrow}
              activeColumn={index === row ? column : undefined}
              isOpen={one.kind === 'event' && one.event._id === openId}
              activate={at => setActive({ row: index, column: at })}
              acts={acts}
            />
          );
        })}
      </div>
    </div>
  );
}
