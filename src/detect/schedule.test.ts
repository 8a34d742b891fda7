import { expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import { scheduleOf } from './schedule.ts';

const MINUTE = 60_000;
const NOW_MS = Date.UTC(2026, 0, 1);

function firstDues(interval: string, rules: number): readonly number[] {
  const rule = compiledRule('any where true', { interval });
  return Array.from({ length: rules }, (_, at) => scheduleOf(rule, `rule-${at}`).dueAfter(NOW_MS));
}

test('rules of five minutes share thirty moments, about as many at each', () => {
  const dues = firstDues('5m', 900);
  const moments = new Set(dues);
  expect(moments.size).toBe(30);
  expect([...moments].every(ms => ms % 10_000 === 0)).toBe(true);
  for (const moment of moments) expect(dues.filter(ms => ms === moment).length).toBeLessThan(60);
});

test('each rule of some seconds has a moment of its own', () => {
  expect(new Set(firstDues('5s', 50)).size).toBeGreaterThan(45);
});

test('times of one stretch lie in the same windows, and only these do', () => {
  const schedule = scheduleOf(compiledRule('any where true', { interval: '5m', from: 'now-9m' }), 'rule');
  const times = Array.from({ length: 100 }, (_, at) => NOW_MS + at * 17_000);
  const windowsOf = (ms: number): string => {
    const dues: number[] = [];
    for (
      let dueMs = schedule.dueAfter(NOW_MS - 60 * MINUTE);
      dueMs < NOW_MS + 90 * MINUTE;
      dueMs += 5 * MINUTE
    ) {
      const { fromMs, toMs } = schedule.windowAt(dueMs);
      if (ms >= fromMs && ms <= toMs) dues.push(dueMs);
    }
    return dues.join();
  };
  for (const one of times)
    for (const other of times)
      expect(schedule.stretchOf?.(one) === schedule.stretchOf?.(other)).toBe(
        windowsOf(one) === windowsOf(other),
      );
});

test('windows that begin with a day have no stretches', () => {
  expect(scheduleOf(compiledRule('any where true', { from: 'now-1d/d' }), 'rule').stretchOf).toBeUndefined();
});
