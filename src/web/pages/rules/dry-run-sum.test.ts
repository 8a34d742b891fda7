import { expect, test } from 'vitest';
import { perDayText, sumOf } from './dry-run-sum.ts';

test('alerts a day are told as a person would say them', () => {
  expect([0, 0.1, 0.4, 1, 3.2, 1234].map(perDayText)).toEqual([
    'no alerts',
    '~1 alert a week',
    '~3 alerts a week',
    '~1 alert a day',
    '~3 alerts a day',
    '~1,234 alerts a day',
  ]);
});

test('the loudest come first, silent ones are not listed, and reasons are counted', () => {
  const rule = (id: string, perDay: number, problem?: string) => ({
    ...{ id, perDay, alerts: perDay * 7, isPartial: id === 'b' },
    ...(problem === undefined ? {} : { problem }),
  });
  const sum = sumOf([rule('a', 1), rule('b', 2), rule('c', 0), rule('d', 0, 'does not compile')]);
  expect(sum.perDay).toBe(3);
  expect(sum.partial).toBe(1);
  expect(sum.loudest.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(sum.problems).toEqual([{ problem: 'does not compile', count: 1 }]);
});
