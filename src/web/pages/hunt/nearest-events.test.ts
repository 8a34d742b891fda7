import { expect, test } from 'vitest';
import { nearestEvents } from './nearest-events.ts';

const HOUR = 3_600_000;
const bucket = (hour: number, count: number) => ({ from: new Date(hour * HOUR).toISOString(), count });
const times = (...buckets: ReturnType<typeof bucket>[]) => ({ bucketMs: HOUR, buckets, isPartial: false });

test('the nearest bucket that holds events is found on either side', () => {
  const histogram = times(bucket(1, 5), bucket(2, 0), bucket(8, 7), bucket(9, 1));
  expect(nearestEvents(histogram, 3 * HOUR, 4 * HOUR)).toEqual({
    side: 'before',
    count: 5,
    fromMs: HOUR,
    toMs: 2 * HOUR - 1,
  });
  expect(nearestEvents(histogram, 5 * HOUR, 7 * HOUR)).toMatchObject({ side: 'after', count: 7 });
});

test('where no events are, none is nearest', () => {
  expect(nearestEvents(times(bucket(1, 0)), 0, 1)).toBeUndefined();
});
