import { expect, test } from 'vitest';
import { isReckonedFromNow, parseDateMath, resolveDateMath } from './date-math.ts';
import { formatTimestamp } from './instant.ts';

/** Wednesday. */
const NOW = Date.parse('2024-02-28T13:14:15.678Z');

function resolved(text: string, end: 'first' | 'last'): string | undefined {
  const math = parseDateMath(text);
  const instant = math && resolveDateMath(math, NOW, end);
  return instant && formatTimestamp(instant.ms);
}

test.each([
  ['now', '2024-02-28T13:14:15.678Z', '2024-02-28T13:14:15.678Z'],
  ['now-1d', '2024-02-27T13:14:15.678Z', '2024-02-27T13:14:15.678Z'],
  ['now+d', '2024-02-29T13:14:15.678Z', '2024-02-29T13:14:15.678Z'],
  ['now/d', '2024-02-28T00:00:00.000Z', '2024-02-28T23:59:59.999Z'],
  ['now/w', '2024-02-26T00:00:00.000Z', '2024-03-03T23:59:59.999Z'],
  ['now/M', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
  ['now/y', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
  ['now/H', '2024-02-28T13:00:00.000Z', '2024-02-28T13:59:59.999Z'],
  ['now/m', '2024-02-28T13:14:00.000Z', '2024-02-28T13:14:59.999Z'],
  ['now/s', '2024-02-28T13:14:15.000Z', '2024-02-28T13:14:15.999Z'],
  ['now-1M+2d/d', '2024-01-30T00:00:00.000Z', '2024-01-30T23:59:59.999Z'],
  ['now-1y', '2023-02-28T13:14:15.678Z', '2023-02-28T13:14:15.678Z'],
  ['2024-01-31||+1M', '2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
  ['2024-01-31T10:00:00Z||/d', '2024-01-31T00:00:00.000Z', '2024-01-31T23:59:59.999Z'],
  ['1969-12-31T23:00:00Z||/w', '1969-12-29T00:00:00.000Z', '1970-01-04T23:59:59.999Z'],
])('%s begins at %s and ends at %s', (text, first, last) => {
  expect(resolved(text, 'first')).toBe(first);
  expect(resolved(text, 'last')).toBe(last);
});

test.each(['2024-01-31', 'now-', 'now1d', 'nowhere', 'now-1x', '||+1d', 'x||+1d', '', 'now/d/'])(
  '%j is no reckoned time',
  text => {
    expect(parseDateMath(text)).toBeUndefined();
  },
);

test('what lies beyond all dates has no result', () => {
  expect(resolved('now+999999999y', 'first')).toBeUndefined();
});

test('only some are reckoned from now', () => {
  expect(['now/d', '2024-01-31||/d', 'nowhere'].map(isReckonedFromNow)).toEqual([true, false, false]);
});
