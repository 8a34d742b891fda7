import { describe, expect, test } from 'vitest';
import type { CoverageAnswer } from '../../../api/coverage.ts';
import { countTexts, isHole, measured, oddIds, patternOf, tacticRows } from './coverage-cells.ts';

const part = (id: string, rules: readonly string[], alerts = 0) => ({
  id,
  name: id,
  rules,
  ready: 0,
  alerts,
});
const ANSWER: CoverageAnswer = {
  isPartial: false,
  window: { from: '2026-10-25T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z' },
  sources: [],
  tactics: [
    {
      ...part('TA0005', ['a', 'b', 'c', 'd'], 2),
      techniques: [
        { ...part('T1218', ['a', 'b'], 2), subtechniques: [part('T1218.011', ['a'], 2)] },
        { ...part('T1562', ['c']), subtechniques: [] },
        { ...part('1070', ['b']), subtechniques: [] },
      ],
    },
    { ...part('TA0001', ['a']), techniques: [{ ...part('T1566', ['a']), subtechniques: [] }] },
  ],
  unmapped: [],
  rules: {
    a: { name: 'A', state: 'ready', alerts: 2 },
    b: { name: 'B', state: 'no-data', alerts: 0 },
    c: { name: 'C', state: 'disabled', alerts: 0 },
    d: { name: 'D', state: 'ready', alerts: 0 },
  },
};

describe('the matrix', () => {
  const rows = tacticRows(ANSWER);
  const cells = rows.flatMap(row => row.cells);

  test('has tactics in the order of an attack', () => {
    expect(rows.map(({ id, ready }) => [id, ready])).toEqual([
      ['TA0001', 1],
      ['TA0005', 1],
    ]);
  });

  test('says of each technique what could fire, what has no data and what is off', () => {
    const proxy = cells.find(({ id }) => id === 'T1218');
    const impair = cells.find(({ id }) => id === 'T1562');
    if (proxy === undefined || impair === undefined) throw new Error('cells are missing');
    expect(countTexts(proxy)).toEqual(['1 ready', '1 no data', '2 alerts']);
    expect([measured(proxy, 'ready'), measured(proxy, 'on'), measured(proxy, 'alerts')]).toEqual([1, 2, 2]);
    expect(countTexts(impair)).toEqual(['1 off']);
    expect([patternOf(proxy), patternOf(impair)]).toEqual(['covered', 'off']);
    expect([isHole(proxy), isHole(impair)]).toEqual([false, true]);
  });

  test('lists rules that name a tactic and no technique, and ids that ATT&CK cannot have', () => {
    expect(rows[1]?.withoutTechnique).toEqual(['d']);
    expect(oddIds(ANSWER)).toEqual([{ id: '1070', name: '1070', rules: ['b'] }]);
  });
});
