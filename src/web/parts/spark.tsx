import type { ReactNode } from 'react';

/** Counts over equal stretches of time as bars, small enough for a row; says in words what it shows. */
export function Spark({
  counts,
  label,
  width = 72,
}: {
  /** The oldest first. */
  readonly counts: readonly number[];
  /** As in `alerts by hour`. */
  readonly label: string;
  readonly width?: number;
}): ReactNode {
  const most = Math.max(1, ...counts);
  return (
    <svg
      role="img"
      aria-label={`${label}: ${counts.length === 0 ? 'none' : counts.join(' ')}`}
      width={width}
      height={16}
      viewBox={`0 0 ${Math.max(1, counts.length)} 16`}
      preserveAspectRatio="none"
    >
      {counts.map((count, at) => {
        const height = count === 0 ? 1 : 3 + (12 * count) / most;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is the place it stands at
            key={at}
            x={at + 0.1}
            y={16 - height}
            width={0.8}
            height={height}
            fill={count === 0 ? 'var(--line)' : 'var(--bar)'}
          />
        );
      })}
    </svg>
  );
}
