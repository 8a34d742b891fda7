/** What the twin of test/props/sample.prop.ts cannot show: keys of every type, state, and hostile streams. */
import { expect, test } from 'vitest';
import type { FieldType } from '../event/schema.ts';
import type { SamplePlan } from '../plan/query.ts';
import { startFinisher } from './finisher.ts';
import type { Hit } from './hit.ts';

function planOf(steps: number, type: FieldType = 'keyword'): SamplePlan {
  const by = [{ field: { path: 'key', type }, optional: true }];
  return {
    kind: 'sample',
    steps: Array.from({ length: steps }, () => ({ filter: { kind: 'constant', value: true }, by })),
    order: { timestamp: { path: '@timestamp', type: 'date' } },
  };
}

function hit(ref: number, steps: readonly number[], key: string): Hit {
  return {
    rule: 0,
    ref,
    ordinal: { timestampMs: undefined, nanos: 0, tiebreaker: undefined, arrival: ref },
    steps: steps.map(step => ({ step, keys: [key] })),
  };
}

const orders: readonly (readonly [type: FieldType, ascending: readonly string[]])[] = [
  ['keyword', ['[null]', '["B"]', '["a"]', '["｡"]', '["\u{1f600}"]']],
  ['long', ['[null]', '[-5]', '[9]', '[10]', '[9007199254740992]', '[9007199254740993]']],
  ['double', ['[null]', '[-0.5]', '[9]', '[12345678901234567000]']],
  ['date_nanos', ['[null]', '[999]', '[1622104200000000001]', '[1622104200000000002]']],
  ['boolean', ['[null]', '[false]', '[true]']],
  ['ip', ['[null]', '["9.0.0.1"]', '["10.0.0.1"]', '["2001:db8::1"]']],
  ['version', ['[null]', '["1.9.0"]', '["1.10.0"]', '["2.0"]']],
  ['unknown', ['[null]', '[false]', '[9]', '[10]', '["10"]', '["9"]']],
];

test.each(orders)('keys of type %s come in ascending order, a missing one first', (type, ascending) => {
  const finisher = startFinisher(planOf(1, type), 0);
  for (const [ref, key] of [...ascending.entries()].reverse()) finisher.push(hit(ref, [0], key));
  expect(finisher.end().map(({ refs }) => refs)).toEqual(ascending.map((_, ref) => [ref]));
});

test('one sample of each key is told, more where more are asked for', () => {
  const samples = (maxSamplesPerKey?: number): unknown => {
    const options = maxSamplesPerKey === undefined ? {} : { maxSamplesPerKey };
    const finisher = startFinisher(planOf(2), 0, options);
    for (const ref of [1, 2, 3]) expect(finisher.push(hit(ref, [0, 1], '["k"]'))).toEqual([]);
    return finisher.end().map(({ refs }) => refs);
  };
  expect(samples()).toEqual([[1, 2]]);
  expect(samples(3)).toEqual([
    [1, 2],
    [1, 3],
    [2, 1],
  ]);
});

test('no more events are held than the samples of a key can need', () => {
  const finisher = startFinisher(planOf(2), 0);
  for (let ref = 0; ref < 100; ref++) finisher.push(hit(ref, [0, 1], '["k"]'));
  expect(finisher.pending).toBe(4);
  finisher.end();
  expect(finisher.pending).toBe(0);
});

test('many steps that share too few events are told apart at once', () => {
  const steps = 30;
  const finisher = startFinisher(planOf(steps), 0);
  const all = Array.from({ length: steps }, (_, step) => step);
  for (let ref = 0; ref < steps - 1; ref++) finisher.push(hit(ref, all, '["k"]'));
  // Trying every choice of 29 events would take longer than the world is old.
  expect(finisher.end()).toEqual([]);
});
