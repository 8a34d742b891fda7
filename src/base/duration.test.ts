import { expect, test } from 'vitest';
import { parseDurationMs } from './duration.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
  ['0s', 0],
])('%s is %d milliseconds', (text, want) => {
  expect(parseDurationMs(text)).toBe(want);
});

test.each(['', '5', 'm', '1.5h', '-5m', '5 m', '5M', '1w', '5m3s', '99999999999999d'])(
  '`%s` is no duration',
  text => {
    expect(parseDurationMs(text)).toBeUndefined();
  },
);
