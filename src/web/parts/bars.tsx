/** Counts over time as bars, which can be brushed; a table says the same to who cannot see them. */
import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useZone } from '../frame/zone.ts';
import classes from './bars.module.css';
import { dateTimeText } from './time-text.ts';

export interface Bar {
  /** Where it begins, in ms since 1970. */
  readonly atMs: number;
  /** From the bottom to the top: a name (of a severity, for its colour) and a count. */
  readonly parts: readonly { readonly name: string; readonly count: number }[];
}

export function Bars({
  bars,
  height = 56,
  label,
  onBrush,
  stepMs,
}: {
  readonly bars: readonly Bar[];
  readonly stepMs: number;
  /** What is counted, as in `alerts`. */
  readonly label: string;
  readonly height?: number;
  readonly onBrush?: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<readonly [number, number]>();
  const totals = bars.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0));
  const most = Math.max(1, ...totals);
  const all = totals.reduce((sum, count) => sum + count, 0);
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return null;
  const position = (event: PointerEvent): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const instant = (at: number): number => first.atMs + at * bars.length * stepMs;
  const sum = `${all.toLocaleString('en')} ${label} from ${dateTimeText(first.atMs, zone)} to ${dateTimeText(last.atMs + stepMs, zone)}, at most ${most.toLocaleString('en')} at a time`;
  return (
    <figure className={classes['figure']}>
      <div
        ref={box}
        className={classes['box']}
        style={{ height }}
        data-brushed={onBrush !== undefined}
        onPointerDown={event => {
          if (onBrush === undefined) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrush([position(event), position(event)]);
        }}
        onPointerMove={event => setBrush(before => before && [before[0], position(event)])}
        onPointerUp={() => {
          if (brush !== undefined && Math.abs(brush[1] - brush[0]) > 0.01)
            onBrush?.(Math.round(instant(Math.min(...brush))), Math.round(instant(Math.max(...brush))));
          setBrush(undefined);
        }}
      >
        <svg viewBox={`0 0 ${bars.length} ${most}`} preserveAspectRatio="none" aria-hidden="true">
          {bars.map(({ atMs, parts }, at) => {
            let below = 0;
            return parts.map(({ count, name }) => {
              if (count === 0) return null;
              below += count;
              return (
                <rect
                  key={`${atMs} ${name}`}
                  x={at + 0.08}
                  width={0.84}
                  y={most - below}
                  height={count}
                  data-name={name}
                />
              );
            });
          })}
        </svg>
        {brush === undefined ? null : (
          <div
            className={classes['brush']}
            style={{
              left: `${Math.min(...brush) * 100}%`,
              width: `${Math.abs(brush[1] - brush[0]) * 100}%`,
            }}
          />
        )}
      </div>
      <figcaption className="unseen">{sum}</figcaption>
      <table className="unseen">
        <caption>{label} over time</caption>
        <tbody>
          {bars.map(({ atMs }, at) =>
            totals[at] === 0 ? null : (
              <tr key={atMs}>
                <th scope="row">{dateTimeText(atMs, zone)}</th>
                <td>{totals[at]}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </figure>
  );
}
