import { describe, expect, test } from 'vitest';
import type { Hit, Ordinal } from './hit.ts';
import { compareOrdinals, memoryHitLog } from './hit-log.ts';
import { instantOf, isSpanBeyond, tiebreakerOf, timeOf } from './ordinal.ts';

const at = (
  timestampMs: number | undefined,
  tiebreaker: Ordinal['tiebreaker'] = undefined,
  arrival = 0,
  nanos = 0,
): Ordinal => ({ timestampMs, nanos, tiebreaker, arrival });

describe('the order of events', () => {
  const ascending: readonly (readonly [name: string, first: Ordinal, second: Ordinal])[] = [
    ['an earlier time comes first, whatever ties or arrived', at(1, 'z', 9), at(2, 'a', 1)],
    ['an event without a time comes last', at(1), at(undefined)],
    ['at one millisecond, nanoseconds decide, whatever ties', at(1, 'z', 9, 1), at(1, 'a', 1, 2)],
    ['at one time, the lower number comes first', at(1, 9), at(1, 10)],
    ['numbers are compared by value, beyond 2^53 too', at(1, 9007199254740992), at(1, 9007199254740993n)],
    ['texts are compared by code point', at(1, '\uff61'), at(1, '\u{1f600}')],
    ['a text comes before its continuation', at(1, 'a'), at(1, 'aa')],
    ['numbers come before texts', at(1, 10), at(1, '1')],
    ['an event with a tiebreaker comes before one without', at(1, 'z', 2), at(1, undefined, 1)],
    ['what is still tied is decided by arrival', at(1, 'a', 1), at(1, 'a', 2)],
    [
      'two events without time are told apart by arrival',
      at(undefined, undefined, 1),
      at(undefined, undefined, 2),
    ],
  ];
  test.each(ascending)('%s', (_, first, second) => {
    expect(compareOrdinals(first, second)).toBeLessThan(0);
    expect(compareOrdinals(second, first)).toBeGreaterThan(0);
    expect(compareOrdinals(first, { ...first })).toBe(0);
  });
});

test('of several times the earliest counts, and what is no time is passed over', () => {
  expect(timeOf(['soon', '1970-01-01T00:00:02Z', 1000])).toBe(1000);
  expect(timeOf('soon')).toBeUndefined();
  expect(timeOf(undefined)).toBeUndefined();
});

test('times are read to the nanosecond, and the earliest of them counts', () => {
  expect(instantOf(['1970-01-01T00:00:01.000000002Z', '1970-01-01T00:00:01.000000001Z'])).toEqual({
    ms: 1000,
    nanos: 1,
  });
});

test('a span of exactly maxspan is not beyond it, a nanosecond more is', () => {
  expect(isSpanBeyond(at(1, 'z', 9, 5), at(3, 'a', 1, 5), 2)).toBe(false);
  expect(isSpanBeyond(at(1, 'z', 9, 5), at(3, 'a', 1, 6), 2)).toBe(true);
  expect(isSpanBeyond(at(1, 'z', 9, 5), at(4, 'a', 1, 0), 2)).toBe(true);
  expect(isSpanBeyond(at(1), at(1e15), Number.POSITIVE_INFINITY)).toBe(false);
});

test('of several tiebreakers the least counts', () => {
  expect(tiebreakerOf(['b', 7, 3n])).toBe(3n);
  expect(tiebreakerOf([true])).toBe(1);
  expect(tiebreakerOf([])).toBeUndefined();
});

test('a log gives back hits by rule, then in order of events, whatever order they came in', () => {
  const hit = (rule: number, ordinal: Ordinal): Hit => ({ rule, ordinal, steps: [], ref: 0 });
  const log = memoryHitLog();
  const hits = [hit(1, at(1)), hit(0, at(5)), hit(0, at(undefined)), hit(0, at(2))];
  for (const each of hits) log.add(each);
  expect([...log.inOrder()]).toEqual([hits[3], hits[1], hits[2], hits[0]]);
});
