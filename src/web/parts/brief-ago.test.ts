import { expect, test } from 'vitest';
import { briefAgoText } from './brief-ago.ts';

test('a time gone by is told in one unit, never rounded up', () => {
  const texts = [0, 999, 47_300, 119_000, 3_599_000, 90_000_000].map(gone => briefAgoText(0, gone));
  expect(texts).toEqual(['now', 'now', '47 s ago', '1 min ago', '59 min ago', '1 d ago']);
});

test('a clock that is ahead makes no negative time', () => {
  expect(briefAgoText(5_000, 0)).toBe('now');
});
