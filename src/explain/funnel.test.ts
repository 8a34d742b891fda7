import { expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import { funnel, startFunnel } from './funnel.ts';
import type { ExplainedEvent } from './rule-sift.ts';

const rule = compiledRule(
  'sequence by host.id with maxspan=1m [process where process.name == "a" and process.pid == 1] [network where true]',
);

function event(id: number, seconds: number, fields: object): ExplainedEvent {
  const document = {
    '@timestamp': new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
    host: { id: 'h' },
  };
  return { id: String(id), document: { ...document, ...fields } };
}

const events = [
  event(1, 0, { event: { category: 'process' }, process: { name: 'a', pid: 1 } }),
  event(2, 1, { event: { category: 'process' }, process: { name: 'a', pid: 2 } }),
  event(3, 2, { event: { category: 'process' }, process: { name: 'b', pid: 2 } }),
  event(4, 61, { event: { category: 'network' } }),
];

test('a funnel counts what passed each condition in turn, and what failed it alone', () => {
  const { alerts, events: looked, sampled, steps } = funnel(rule, events);
  expect(steps[0]?.conditions.map(({ failedAlone, passed }) => [passed, failedAlone])).toEqual([
    [3, 0],
    [2, 0],
    [1, 1],
  ]);
  expect(steps.map(({ hits }) => hits)).toEqual([1, 1]);
  expect([alerts, looked, sampled]).toEqual([0, 4, undefined]);
});

test('a funnel says how far sequences came and how late the nearest was', () => {
  const { sequences } = funnel(rule, events);
  expect(sequences).toMatchObject({ began: 1, reached: [1, 0], leastLateMs: 1000, maxspanMs: 60_000 });
  expect(sequences?.ends).toMatchObject({ late: 1, matched: 0 });
});

test('of a rule of single events each so-many-th is looked at where there are too many, and it says so', () => {
  const single = compiledRule('process where process.name == "a"');
  const { events: looked, sampled } = funnel(single, events, { most: 2 });
  expect([looked, sampled]).toEqual([2, { of: 4, how: 'every-nth' }]);
});

test('of a sequence the first events are looked at where there are too many, and no more are wanted', () => {
  const run = startFunnel(rule, { most: 3 });
  expect(events.map(one => run.add(one))).toEqual([true, true, true, false]);
  expect(run.snapshot()).toMatchObject({ events: 3, sampled: { of: undefined, how: 'first' } });
});

test('a snapshot between two events takes nothing away from the next', () => {
  const run = startFunnel(rule);
  for (const one of events) {
    run.add(one);
    run.snapshot();
  }
  expect(run.snapshot()).toEqual(startedWith(events).snapshot());
});

function startedWith(all: readonly ExplainedEvent[]) {
  const run = startFunnel(rule);
  for (const one of all) run.add(one);
  return run;
}
