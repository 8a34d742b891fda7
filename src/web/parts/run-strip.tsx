/** The latest runs of a rule as a strip of cells, one each, with gaps between them; each says in words what it is. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useZone } from '../frame/zone.ts';
import { CELL_MARKS, CELL_WORDS, type StripCell } from './run-cells.ts';
import classes from './run-strip.module.css';
import { dateTimeText } from './time-text.ts';

export function RunStrip({
  cells,
  chosen,
  onChoose,
}: {
  /** The oldest first. */
  readonly cells: readonly StripCell[];
  readonly chosen?: string | undefined;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const count = cells.length;
  // The newest run is what is looked for first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when there are others
  useEffect(() => {
    if (box.current !== null) box.current.scrollLeft = box.current.scrollWidth;
  }, [count]);
  const most = Math.max(1, ...cells.map(({ newAlerts }) => newAlerts));
  const tabStop = cells.some(({ id }) => id === focused) ? focused : cells.at(-1)?.id;
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = cells.findIndex(({ id }) => id === tabStop);
    const to =
      event.key === 'ArrowLeft'
        ? at - 1
        : event.key === 'ArrowRight'
          ? at + 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? count - 1
              : undefined;
    const cell = to === undefined ? undefined : cells[to];
    if (cell === undefined) return;
    event.preventDefault();
    setFocused(cell.id);
    box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(cell.id)}"]`)?.focus();
  };
  return (
    <div
      ref={box}
      className={classes['strip']}
      role="toolbar"
      aria-label={`the latest ${count} runs, the oldest first`}
      onKeyDown={onKeyDown}
    >
      {cells.map(cell => {
        const text = textOf(cell, zone);
        return (
          <button
            key={cell.id}
            type="button"
            className={classes['cell']}
            data-id={cell.id}
            data-kind={cell.kind}
            aria-label={text}
            aria-pressed={cell.id === chosen}
            title={text}
            tabIndex={cell.id === tabStop ? 0 : -1}
            onFocus={() => setFocused(cell.id)}
            onClick={() => onChoose(cell.id)}
          >
            <span
              className={classes['bar']}
              style={{ height: cell.newAlerts === 0 ? 3 : 5 + (12 * cell.newAlerts) / most }}
            />
            <span className={classes['mark']}>{CELL_MARKS[cell.kind]}</span>
          </button>
        );
      })}
    </div>
  );
}

function textOf({ at, isPast, kind, newAlerts }: StripCell, zone: string): string {
  const until = `to ${dateTimeText(Date.parse(at), zone)}`;
  if (kind === 'gap') return `gap ${until}: no run covers it`;
  const alerts =
    newAlerts === 0 ? 'no new alerts' : newAlerts === 1 ? '1 new alert' : `${newAlerts} new alerts`;
  return `run ${until}${isPast ? ', over the past' : ''}: ${CELL_WORDS[kind]}, ${alerts}`;
}
