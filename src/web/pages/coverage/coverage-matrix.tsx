// biome-ignore-all lint/a11y/useSemanticElements: cells that wrap cannot be those of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows
/** The matrix as a grid: arrows move, a cell says its numbers in words, and shade and pattern say them again. */
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Value } from '../../parts/value.tsx';
import classes from './coverage.module.css';
import {
  type CoverageMeasure,
  countTexts,
  measured,
  patternOf,
  shadeOf,
  type TacticRow,
  type TechniqueCell,
} from './coverage-cells.ts';

export interface CellPlace {
  readonly tactic: string;
  readonly technique: string;
}

export function CoverageMatrix({
  isDimmed,
  measure,
  open,
  opened,
  rows,
  showsParts,
}: {
  readonly rows: readonly TacticRow[];
  readonly measure: CoverageMeasure;
  readonly showsParts: boolean;
  readonly isDimmed: boolean;
  readonly opened: CellPlace | undefined;
  readonly open: (place: CellPlace, enables: boolean) => void;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const row = Math.min(active.row, Math.max(0, rows.length - 1));
  const column = Math.min(active.column, Math.max(0, (rows[row]?.cells.length ?? 1) - 1));
  const go = (toRow: number, toColumn: number): void => {
    const nextRow = Math.min(Math.max(0, toRow), rows.length - 1);
    const most = (rows[nextRow]?.cells.length ?? 1) - 1;
    const nextColumn = Math.min(Math.max(0, toColumn), most);
    setActive({ row: nextRow, column: nextColumn });
    box.current?.querySelector<HTMLElement>(`[data-place="${nextRow} ${nextColumn}"]`)?.focus();
  };
  const act = (enables: boolean): void => {
    const tactic = rows[row];
    const technique = tactic?.cells[column];
    if (tactic !== undefined && technique !== undefined)
      open({ tactic: tactic.id, technique: technique.id }, enables);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') go(row + 1, column);
    else if (event.key === 'ArrowUp') go(row - 1, column);
    else if (event.key === 'ArrowRight') go(row, column + 1);
    else if (event.key === 'ArrowLeft') go(row, column - 1);
    else if (event.key === 'Home') go(row, 0);
    else if (event.key === 'End') go(row, Number.MAX_SAFE_INTEGER);
    else if (event.key === 'Enter' || event.key === ' ') act(false);
    else if (event.key === 'e') act(true);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      role="grid"
      aria-label="techniques by tactic"
      aria-busy={isDimmed}
      className={classes['matrix']}
      data-dimmed={isDimmed}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {rows.map((tactic, rowAt) => (
        <div key={tactic.id} role="row" className={classes['tactic']}>
          <div role="rowheader" className={classes['tacticName']}>
            <span className="dim">
              <Value value={tactic.id} />
            </span>{' '}
            <strong>
              <Value value={tactic.name} />
            </strong>
            <div className="dim num">
              {tactic.ready} of {tactic.cells.length} techniques ready
              {tactic.withoutTechnique.length === 0
                ? ''
                : `, ${tactic.withoutTechnique.length} ${tactic.withoutTechnique.length === 1 ? 'rule' : 'rules'} without technique`}
            </div>
          </div>
          <div role="presentation" className={classes['cells']}>
            {tactic.cells.map((cell, columnAt) => (
              <MatrixCell
                key={cell.id}
                cell={cell}
                measure={measure}
                showsParts={showsParts}
                place={`${rowAt} ${columnAt}`}
                isActive={rowAt === row && columnAt === column}
                isOpen={opened?.tactic === tactic.id && opened.technique === cell.id}
                activate={() => setActive({ row: rowAt, column: columnAt })}
                open={() => open({ tactic: tactic.id, technique: cell.id }, false)}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function MatrixCell({
  activate,
  cell,
  isActive,
  isOpen,
  measure,
  open,
  place,
  showsParts,
}: {
  readonly cell: TechniqueCell;
  readonly measure: CoverageMeasure;
  readonly showsParts: boolean;
  readonly place: string;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly activate: () => void;
  readonly open: () => void;
}): ReactNode {
  const count = measured(cell, measure);
  const pattern = patternOf(cell);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    <div
      role="gridcell"
      aria-selected={isOpen}
      className={classes['cell']}
      data-place={place}
      data-shade={shadeOf(count)}
      data-pattern={pattern}
      tabIndex={isActive ? 0 : -1}
      onFocus={activate}
      onClick={open}
    >
      <div className={classes['cellHead']}>
        <span className="dim">
          <Value value={cell.id} />
        </span>
        <strong className="num">
          {count.toLocaleString('en')}
          <span aria-hidden="true">{MARKS[pattern]}</span>
        </strong>
      </div>
      <div className={classes['cellName']} title={cell.name}>
        <Value value={cell.name} />
      </div>
      <div className={classes['cellCounts']}>{countTexts(cell).join(' · ')}</div>
      {showsParts && cell.subtechniques.length > 0 ? (
        <ul className={classes['parts']}>
          {cell.subtechniques.map(part => (
            <li key={part.id} title={`${part.name}: ${countTexts(part).join(', ')}`}>
              <span className="dim">{part.id.slice(part.id.indexOf('.'))}</span> {measured(part, measure)}
              <span aria-hidden="true">{MARKS[patternOf(part)]}</span> <Value value={part.name} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Beside the number, for who sees no colour. */
const MARKS = { covered: '', 'no-data': ' ▨', off: ' ○', failed: ' ✖' } as const;
