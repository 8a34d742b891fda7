import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useZone } from '../frame/zone.ts';
import { clockText, dateTimeText, isoText } from './time-text.ts';

/** An instant in the chosen zone; on hover and focus in UTC, in the zone, and since 1970. */
export function Time({
  at,
  form = 'date-time',
}: {
  /** ISO 8601, or milliseconds since 1970. */
  readonly at: string | number;
  readonly form?: 'clock' | 'date-time';
}): ReactNode {
  const zone = useZone();
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(ms)) return <span className="dim">no time</span>;
  const hint = `${isoText(ms)} · ${dateTimeText(ms, zone)} ${zone} · ${ms}`;
  return (
    <Tooltip label={hint} multiline maw={420}>
      <time dateTime={isoText(ms)}>{form === 'clock' ? clockText(ms, zone) : dateTimeText(ms, zone)}</time>
    </Tooltip>
  );
}
