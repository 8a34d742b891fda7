import { coerce } from '../event/coerce.ts';
import { holds } from '../event/compare.ts';
import { parseDateMath, resolveDateMath } from '../event/date-math.ts';
import { type Slots, valuesOf } from '../event/field-value.ts';
import { nanosOf, parseInstant } from '../event/instant.ts';
import type { Predicate } from '../plan/predicate.ts';

type RelativeRange = Extract<Predicate, { kind: 'relative-range' }>;

/**
 * A date of the event against a time reckoned from the time of the event. A rounded time is a stretch: `>` begins
 * behind it and `<=` holds to its end, as for a date that leaves off its time of day.
 */
export function compileRelativeRange(
  { date: { type }, math, op }: RelativeRange,
  dateSlot: number,
  nowSlot: number,
): (slots: Slots) => boolean {
  const steps = parseDateMath(math);
  if (steps === undefined) throw new Error(`no reckoned time: ${math}`);
  const end = op === '<=' || op === '>' ? 'last' : 'first';
  return slots => {
    const [now] = valuesOf(slots[nowSlot]);
    const nowMs = now === undefined ? undefined : parseInstant(now, 'first')?.ms;
    const bound = nowMs === undefined ? undefined : resolveDateMath(steps, nowMs, end);
    if (bound === undefined) return false;
    const limit = type === 'date_nanos' ? nanosOf(bound) : bound.ms;
    return valuesOf(slots[dateSlot]).some(raw => {
      const instant = coerce(raw, type === 'date_nanos' ? 'date_nanos' : 'date') as
        | number
        | bigint
        | undefined;
      // Both are milliseconds, or both nanoseconds.
      return instant !== undefined && holds(op, instant < limit ? -1 : Number(instant > limit));
    });
  };
}
