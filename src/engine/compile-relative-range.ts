import { coerce } from '../event/coerce.ts';
import { holds } from '../event/compare.ts';
import { parseDateMath, resolveDateMath } from '../event/date-math.ts';
import { type Slots, valuesOf } from '../event/field-value.ts';
import { nanosOf, parseInstant } from '../event/instant.ts';
import type { Predicate } from '../plan/predicate.ts';

type RelativeRange = Extract<Predicate, { kind: 'relative-range' }>;

/**
 * A date of the event against times reckoned from the time of the event. A rounded time is a stretch: `>` begins behind
 * it and `<=` holds to its end, as for a date that leaves off its time of day.
 */
export function compileRelativeRange(
  { bounds, date }: RelativeRange,
  dateSlot: number,
  nowSlot: number,
): (slots: Slots) => boolean {
  const type = date.type === 'date_nanos' ? 'date_nanos' : 'date';
  const limitsOf = bounds.map(({ math, op }) => ({ op, limitOf: limitAt(math, op, type) }));
  return slots => {
    const [now] = valuesOf(slots[nowSlot]);
    const nowMs = now === undefined ? undefined : parseInstant(now, 'first')?.ms;
    if (nowMs === undefined) return false;
    const limits = limitsOf.map(({ limitOf, op }) => ({ op, limit: limitOf(nowMs) }));
    return valuesOf(slots[dateSlot]).some(raw => {
      // Milliseconds or nanoseconds, as the limits are.
      const instant = coerce(raw, type) as number | bigint | undefined;
      return instant !== undefined && limits.every(({ limit, op }) => isBeside(op, instant, limit));
    });
  };
}

function limitAt(
  math: string,
  op: RelativeRange['bounds'][number]['op'],
  type: 'date' | 'date_nanos',
): (nowMs: number) => number | bigint | undefined {
  const steps = parseDateMath(math);
  if (steps === undefined) throw new Error(`no reckoned time: ${math}`);
  const end = op === '<=' || op === '>' ? 'last' : 'first';
  return nowMs => {
    const bound = resolveDateMath(steps, nowMs, end);
    return bound === undefined || type === 'date' ? bound?.ms : nanosOf(bound);
  };
}

function isBeside(
  op: RelativeRange['bounds'][number]['op'],
  instant: number | bigint,
  limit: number | bigint | undefined,
): boolean {
  return limit !== undefined && holds(op, instant < limit ? -1 : Number(instant > limit));
}
