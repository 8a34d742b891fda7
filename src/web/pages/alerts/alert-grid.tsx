/**
 * The list as a grid: one stop of the tab key, of 100,000 lines only those in sight in the document. The grid keeps the
 * focus, and names the line that is active, so that no line that scrolls away takes the focus with it.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useCallback, useEffect, useRef } from 'react';
import type { AlertRow } from '../../../api/alert-list.ts';
import classes from './alert-grid.module.css';
import { AlertLine, GroupLine, type LineProps, WaitingLine } from './alert-line.tsx';
import type { AlertList } from './alert-list.ts';
import { COLUMNS, type ColumnName } from './columns.ts';
import { GridPart } from './grid-part.tsx';
import { isChosen, type Selection } from './selection.ts';

const WIDE_LINE = 48;
const NARROW_LINE = 92;
const HEAD = 30;

export interface Focus {
  readonly index: number;
  readonly column?: ColumnName;
}

export function AlertGrid({
  focus,
  gridRef,
  isNarrow,
  list,
  noneInGroup,
  onChoose,
  onFilter,
  onFocus,
  onOpen,
  onPeek,
  openUuid,
  selection,
}: {
  readonly list: AlertList;
  readonly focus: Focus;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  /** Cards in place of columns. */
  readonly isNarrow: boolean;
  readonly selection: Selection;
  readonly openUuid: string | undefined;
  readonly noneInGroup: string;
  readonly onFocus: (focus: Focus) => void;
  readonly onOpen: (index: number) => void;
  readonly onPeek: (index: number) => void;
  readonly onChoose: (index: number, isRange: boolean) => void;
  readonly onFilter: (column: ColumnName, row: AlertRow, isOut: boolean) => void;
}): ReactNode {
  const height = isNarrow ? NARROW_LINE : WIDE_LINE;
  const head = isNarrow ? 0 : HEAD;
  const { lines, see } = list;
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => gridRef.current,
    estimateSize: () => height,
    overscan: 6,
    paddingStart: head,
    scrollPaddingStart: head,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights that were measured are of the other form
  useEffect(() => virtual.measure(), [height]);
  useEffect(() => {
    if (focus.index < lines.count) virtual.scrollToIndex(focus.index, { align: 'auto' });
  }, [focus.index, lines.count, virtual]);
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => see(first, last));

  const latest = useRef({ onChoose, onFilter, onOpen });
  latest.current = { onChoose, onFilter, onOpen };
  const press = useCallback<LineProps['onPress']>((index, event) => {
    if (event.shiftKey) latest.current.onChoose(index, true);
    else if (event.metaKey || event.ctrlKey) latest.current.onChoose(index, false);
    else latest.current.onOpen(index);
  }, []);
  const choose = useCallback<LineProps['onChoose']>(
    (index, { shiftKey }) => latest.current.onChoose(index, shiftKey),
    [],
  );
  const filter = useCallback<typeof onFilter>((...all) => latest.current.onFilter(...all), []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((gridRef.current?.clientHeight ?? height) / height) - 1);
    const moves: { readonly [key: string]: number } = {
      ArrowDown: focus.index + 1,
      ArrowUp: focus.index - 1,
      PageDown: focus.index + page,
      PageUp: focus.index - page,
      Home: 0,
      End: lines.count - 1,
    };
    const target = moves[event.key];
    const line = lines.at(focus.index);
    if (target !== undefined) onFocus({ ...focus, index: Math.min(lines.count - 1, Math.max(0, target)) });
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const isRight = event.key === 'ArrowRight';
      if (line?.kind === 'group') list.fold(line.group.value, isRight);
      else onFocus(besides(focus, isRight ? 1 : -1));
    } else if (event.key === 'Enter') onOpen(focus.index);
    else if (event.key === ' ') onPeek(focus.index);
    else return;
    event.preventDefault();
  };

  const cell = focus.column === undefined ? '' : `-${focus.column}`;
  return (
    <GridPart
      ref={gridRef}
      className={classes['grid']}
      data-narrow={isNarrow}
      data-old={list.isOld}
      // Only rows of a treegrid can be unfolded.
      role={list.snapshot?.groups === undefined ? 'grid' : 'treegrid'}
      aria-label="alerts"
      aria-rowcount={lines.count + 1}
      aria-colcount={COLUMNS.length + 1}
      aria-multiselectable="true"
      aria-busy={list.isOld}
      aria-activedescendant={lines.count === 0 ? undefined : `alert-${focus.index}${cell}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <GridPart className={classes['body']} style={{ height: virtual.getTotalSize() }} role="rowgroup">
        <GridPart className={classes['head']} role="row" aria-rowindex={1} hidden={isNarrow}>
          <GridPart role="columnheader" aria-colindex={1} className={classes['choice']}>
            <span className="unseen">selected</span>
          </GridPart>
          {COLUMNS.map(({ name, title }, at) => (
            <GridPart key={name} role="columnheader" aria-colindex={at + 2} className={classes[name]}>
              {title}
            </GridPart>
          ))}
        </GridPart>
        {items.map(({ index, start }) => {
          const line = lines.at(index);
          const shown = list.rowAt(index);
          const group = line?.kind === 'alert' ? line.group?.value : undefined;
          const isFocused = index === focus.index;
          const props: LineProps = {
            ...(list.snapshot?.groups === undefined ? {} : { level: line?.kind === 'group' ? 1 : 2 }),
            ...{ index, top: start, height, isFocused, onPress: press, onChoose: choose },
            isChosen: isChosen(selection, shown?.row.uuid, line?.kind === 'group' ? line.group.value : group),
            column: isFocused ? focus.column : undefined,
          };
          if (line?.kind === 'group')
            return (
              <GroupLine
                key={index}
                {...props}
                group={line.group}
                isUnfolded={list.unfolded.has(line.group.value)}
                none={noneInGroup}
              />
            );
          if (shown === undefined) return <WaitingLine key={index} {...props} />;
          return (
            <AlertLine
              key={index}
              {...props}
              row={shown.row}
              problem={shown.problem}
              isOpen={shown.row.uuid === openUuid}
              isInGroup={group !== undefined}
              onFilter={filter}
            />
          );
        })}
      </GridPart>
    </GridPart>
  );
}

/** One cell on; before the first one the whole line is meant. */
function besides({ column, index }: Focus, by: 1 | -1): Focus {
  const at = COLUMNS.findIndex(({ name }) => name === column) + by;
  const next = COLUMNS[Math.min(at, COLUMNS.length - 1)];
  return next === undefined || at < 0 ? { index } : { index, column: next.name };
}
