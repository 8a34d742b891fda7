import { expect, test } from 'vitest';
import { bytesText, counted, rateText } from './amount-text.ts';

test.each([
  [0, '0 bytes'],
  [812, '812 bytes'],
  [999.6, '1.0 kB'],
  [3_400_000, '3.4 MB'],
  [120e9, '120 GB'],
  [5e18, '5000 PB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, 1_000, '0/s'],
  [12, 1_000, '12/s'],
  [7, 2_000, '3.5/s'],
  [1, 60_000, '1.0/min'],
  [50, 3_600_000, '50/h'],
  [1, 5 * 86_400_000, '0.2/d'],
  [4, 0, '0/s'],
])('%d within %d ms are %s', (count, ms, text) => {
  expect(rateText(count, ms)).toBe(text);
});

test('one is one, and many are many', () => {
  expect([counted(0, 'rule'), counted(1, 'rule'), counted(1_200, 'query', 'queries')]).toEqual([
    '0 rules',
    '1 rule',
    '1,200 queries',
  ]);
});
