import { describe, expect, test } from 'vitest';
import type { FieldTest, Predicate } from '../../plan/predicate.ts';
import type { Formula } from './formula.ts';
import { NetworkMeter } from './network-meter.ts';
import type { Tries } from './network-watch.ts';

const name: FieldTest = {
  kind: 'like',
  field: { path: 'process.name', type: 'keyword' },
  patterns: ['a*b'],
  ignoreCase: true,
};
const script: Predicate = { kind: 'script', expr: { kind: 'literal', value: true, type: 'boolean' } };
const conditions = { tests: [name], computations: [script] };
const [isNamed, computes]: readonly Formula[] = [0, -1].map(condition => ({ kind: 'condition', condition }));

/** A clock that goes on by a look, and by whatever the test says is work. */
function clock(costMs = 1) {
  let atMs = 0;
  return {
    work: (ms: number) => {
      atMs += ms;
    },
    now: () => {
      atMs += costMs;
      return atMs;
    },
    costMs,
  };
}

function triesOf(filters: readonly number[], again: (filter: number) => void = () => {}): () => Tries {
  const truth = { holds: () => true };
  return () => ({
    count: filters.length,
    truth,
    filterAt: at => filters[at] ?? 0,
    again: (at, asked) => {
      again(filters[at] ?? 0);
      return asked.holds(-1);
    },
  });
}

function meterOf(
  time: ReturnType<typeof clock>,
  ...formulas: readonly (Formula | undefined)[]
): NetworkMeter {
  const meter = new NetworkMeter(time);
  meter.knows(
    formulas.filter(formula => formula !== undefined),
    conditions,
  );
  return meter;
}

describe('a meter at a network', () => {
  test('takes off what looking at the clock costs, and says how much it was', () => {
    const time = clock();
    const meter = meterOf(time, isNamed, computes);
    const passes = meter.test(0, () => true);
    const classify = meter.newValues(5, raw => (passes(raw) ? [0] : []));
    const holds = meter.computation(0, () => true);
    const start = time.now();
    expect(classify('axb')).toEqual([0]);
    expect(holds([])).toBe(true);
    meter.asked(triesOf([0, 1]), []);
    const end = time.now();
    const { fields, filters } = meter.accounts();
    expect(filters.map(({ ms }) => ms)).toEqual([0, 0]);
    expect(fields).toEqual([{ slot: 5, values: 1, ms: 0 }]);
    expect(meter.overheadMs).toBe(end - start - time.costMs);
  });

  test('times a try by the shorter of two rows of tries', () => {
    const time = clock();
    const meter = meterOf(time, isNamed);
    let tries = 0;
    meter.asked(
      triesOf([0], () => time.work(tries++ === 0 ? 1000 : 3)),
      [0],
    );
    expect(meter.accounts().filters).toMatchObject([{ tried: 1, accepted: 1, tryMs: 3, ms: 3 }]);
  });

  test('shares the time of a computation by who asked for it how often', () => {
    const time = clock(0.001);
    const meter = meterOf(time, computes, computes, isNamed);
    const holds = meter.computation(0, () => {
      time.work(0.012);
      return true;
    });
    holds([]);
    meter.asked(triesOf([0, 1, 2]), []);
    meter.asked(triesOf([0]), []);
    const [often, once, never] = meter.accounts().filters;
    expect(often?.shares[0]?.ms).toBeCloseTo(0.008);
    expect(once?.shares[0]?.ms).toBeCloseTo(0.004);
    expect(often?.shares[0]).toMatchObject({ sharers: 2, run: { runs: 1, held: 1, characters: undefined } });
    expect(never?.shares).toEqual([]);
  });

  test('shares the time of a test that has to be run among all that have it, and leaves it out of the field', () => {
    const time = clock(0.001);
    const meter = meterOf(time, isNamed, isNamed);
    const passes = meter.test(0, () => {
      time.work(0.01);
      return false;
    });
    const classify = meter.newValues(3, raw => {
      time.work(0.005);
      passes(raw);
      return [];
    });
    classify('abcd');
    const { fields, filters } = meter.accounts();
    expect(filters[1]?.shares[0]?.ms).toBeCloseTo(0.005);
    expect(filters[1]?.shares[0]?.run).toMatchObject({ runs: 1, held: 0, characters: 4 });
    expect(fields[0]?.ms).toBeCloseTo(0.005);
  });

  test('counts no pause of the machine as the work of a condition', () => {
    const time = clock(0.001);
    const meter = meterOf(time, isNamed);
    let runs = 0;
    const passes = meter.test(0, () => {
      time.work(runs++ === 0 ? 50 : 0.002);
      return true;
    });
    const start = time.now();
    passes('x');
    const end = time.now();
    expect(meter.accounts().filters[0]?.ms).toBeCloseTo(0.002);
    expect(end - start - time.costMs - meter.overheadMs).toBeCloseTo(0.002);
  });

  test('shares what follows from hits among the filters that accepted the event, but no pause', () => {
    const time = clock(0.001);
    const meter = meterOf(time, isNamed, isNamed, isNamed);
    const hit = (filters: readonly number[], ms: number): void => {
      meter.asked(triesOf([]), filters);
      time.work(ms);
      meter.followed(time.now());
    };
    hit([0, 2], 0.008);
    hit([], 0.008);
    hit([2], 50);
    const [first, second, third] = meter.accounts().filters.map(({ hitMs }) => hitMs);
    expect(first).toBeCloseTo(0.004);
    expect(second).toBe(0);
    expect(third).toBeCloseTo(0.008);
  });

  test('measures nothing while it rests, and answers the same', () => {
    const time = clock();
    const meter = meterOf(time, isNamed);
    const passes = meter.test(0, raw => raw === 'x');
    const classify = meter.newValues(0, () => [0]);
    meter.rest();
    expect([passes('x'), passes('y'), classify('x')]).toEqual([true, false, [0]]);
    meter.asked(triesOf([0]), [0]);
    expect(meter.accounts().filters).toMatchObject([{ tried: 0, accepted: 0, ms: 0, shares: [] }]);
    expect(meter.overheadMs).toBe(0);
  });
});
