// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed one by one, which tables do not let
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its rows
/** The rows, of which only those in view are there: one stop of Tab, the row with the focus named to screen readers. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from 'react';
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';
import type { RuleFilter, RuleSort } from './rule-filter.ts';
import { RuleRow } from './rule-row.tsx';
import classes from './rules.module.css';

interface Column {
  readonly name: string;
  readonly label: string;
  readonly sort?: RuleSort;
  readonly isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: 'select', label: 'selected' },
  { name: 'switch', label: 'on' },
  { name: 'name', label: 'rule', sort: 'name' },
  { name: 'severity', label: 'severity', sort: 'severity' },
  { name: 'tactic', label: 'tactic' },
  { name: 'type', label: 'type' },
  { name: 'run', label: 'last run', sort: 'run' },
  { name: 'alerts', label: 'alerts 24 h', sort: 'alerts', isNumber: true },
  { name: 'gap', label: 'gap', sort: 'gap', isNumber: true },
  { name: 'problems', label: 'problems', sort: 'problems', isNumber: true },
];

const ROW = 32;
/** Of a card, where the screen is narrow. */
const CARD = 88;
const NARROW = '(max-width: 900px)';
const PAGE = 20;

export function RulesGrid({
  activeAt,
  filter,
  nowMs,
  onActive,
  onMove,
  onOpen,
  onSelect,
  onSort,
  onSwitch,
  readOnly,
  ref,
  rules,
  selected,
}: {
  readonly rules: readonly RuleOverviewRow[];
  readonly activeAt: number;
  readonly selected: ReadonlySet<string>;
  readonly filter: RuleFilter;
  readonly readOnly: string | undefined;
  /** When the rows were true. */
  readonly nowMs: number;
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onActive: (id: string) => void;
  readonly onMove: (index: number) => void;
  readonly onOpen: (rule: RuleOverviewRow) => void;
  readonly onSelect: (id: string, isRange: boolean) => void;
  readonly onSort: (sort: string | undefined) => void;
  readonly onSwitch: (rule: RuleOverviewRow) => void;
}): ReactNode {
  const isNarrow = useMedia(NARROW);
  const rowHeight = isNarrow ? CARD : ROW;
  const virtual = useVirtualizer({
    count: rules.length,
    getScrollElement: () => ref.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: at => rules[at]?.id ?? at,
    scrollMargin: isNarrow ? 0 : ROW,
    scrollPaddingStart: isNarrow ? 0 : ROW,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when rows become cards
  useEffect(() => virtual.measure(), [rowHeight]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the focus moves
  useEffect(() => virtual.scrollToIndex(activeAt), [activeAt]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = movedBy(event.key, activeAt, rules.length);
    if (event.target !== event.currentTarget || to === undefined) return;
    event.preventDefault();
    onMove(to);
  };
  const active = rules[activeAt];
  return (
    <div
      ref={ref}
      role="grid"
      tabIndex={0}
      aria-label="rules"
      aria-rowcount={rules.length + 1}
      aria-colcount={COLUMNS.length}
      aria-multiselectable="true"
      aria-activedescendant={active === undefined ? undefined : rowId(active.id)}
      className={classes['grid']}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={classes['header']} tabIndex={-1}>
        {COLUMNS.map(column => (
          <HeaderCell key={column.name} column={column} filter={filter} onSort={onSort} />
        ))}
      </div>
      <div role="rowgroup" className={classes['body']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const rule = rules[index];
          if (rule === undefined) return null;
          return (
            <RuleRow
              key={rule.id}
              rule={rule}
              rowIndex={index + 2}
              top={start - (isNarrow ? 0 : ROW)}
              height={rowHeight}
              isActive={index === activeAt}
              isSelected={selected.has(rule.id)}
              nowMs={nowMs}
              readOnly={readOnly}
              onActive={onActive}
              onOpen={onOpen}
              onSelect={onSelect}
              onSwitch={onSwitch}
            />
          );
        })}
      </div>
    </div>
  );
}

export function rowId(id: string): string {
  return `rule-${id}`;
}

function movedBy(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + PAGE;
    case 'PageUp':
      return at - PAGE;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function HeaderCell({
  column: { isNumber = false, label, name, sort },
  filter,
  onSort,
}: {
  readonly column: Column;
  readonly filter: RuleFilter;
  readonly onSort: (sort: string | undefined) => void;
}): ReactNode {
  const isSorted = sort !== undefined && filter.sort === sort;
  // Names go up from A, all else down from the most.
  const isUp = (name === 'name') !== filter.isReversed;
  const next = !isSorted ? sort : filter.isReversed ? undefined : `-${sort}`;
  return (
    <div
      role="columnheader"
      data-column={name}
      data-number={isNumber}
      aria-sort={!isSorted ? 'none' : isUp ? 'ascending' : 'descending'}
    >
      {sort === undefined ? (
        <span className={name === 'select' || name === 'switch' ? 'unseen' : ''}>{label}</span>
      ) : (
        <button type="button" onClick={() => onSort(next)}>
          {label} <span aria-hidden="true">{isSorted ? (isUp ? '▲' : '▼') : ''}</span>
        </button>
      )}
    </div>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const onChange = (): void => setMatches(media.matches);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, [query]);
  return matches;
}
