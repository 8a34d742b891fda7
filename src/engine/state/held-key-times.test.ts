import { expect, test } from 'vitest';
import { startFinisher } from '../finisher.ts';
import { heldKeyTimes } from './held-key-times.ts';

const AMPLE = 2 ** 30;

test('the later of two times of a key stays', () => {
  const memory = heldKeyTimes(AMPLE);
  memory.note('["a"]', 5);
  memory.note('["a"]', 3);
  expect([memory.timeOf('["a"]'), memory.timeOf('["b"]'), memory.entries]).toEqual([5, undefined, 1]);
});

test('what is earlier than anybody will ask for goes, and gives back what it took', () => {
  const memory = heldKeyTimes(AMPLE);
  for (let time = 0; time < 10; time++) memory.note(`["${time}"]`, time);
  const bytesEach = memory.bytes / 10;
  memory.forgetBefore(4);
  expect([memory.entries, memory.bytes, memory.evicted]).toEqual([6, 6 * bytesEach, 0]);
  expect([memory.timeOf('["3"]'), memory.timeOf('["4"]')]).toEqual([undefined, 4]);
});

test('without room the longest unused goes, and is counted', () => {
  const memory = heldKeyTimes(500);
  for (const key of ['a', 'b', 'a', 'c', 'd']) memory.note(key, 1);
  expect([memory.entries, memory.evicted]).toEqual([2, 2]);
  expect(memory.save().times.map(([key]) => key)).toEqual(['c', 'd']);
  expect(memory.bytes).toBeLessThanOrEqual(500);
});

test('what was saved and written as JSON is all there again', () => {
  const memory = heldKeyTimes(400);
  for (const [key, time] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    memory.note(key, time);
  memory.saw(1);
  memory.saw(4);
  const saved = JSON.parse(JSON.stringify(memory.save()));
  const again = heldKeyTimes(400, saved);
  expect(again.save()).toEqual(saved);
  expect([again.sinceMs, again.untilMs, again.evicted, again.bytes]).toEqual([1, 4, 1, memory.bytes]);
});

test('a million values are told as new once each, in a bound that is kept', () => {
  const MANY = 1_000_000;
  const field = { path: 'user.name', type: 'keyword' } as const;
  const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
  const filter = { kind: 'constant', value: true } as const;
  const plan = { kind: 'new-terms', filter, terms: [field], historyMs: MANY, order } as const;
  const finisher = startFinisher(plan, 0);
  const hit = (time: number) => ({
    rule: 0,
    ref: time,
    ordinal: { timestampMs: time, nanos: 0, tiebreaker: undefined, arrival: time },
    steps: [{ step: 0, keys: [`["user-${time % MANY}"]`] }],
  });
  let told = 0;
  for (let time = 0; time < MANY; time++) told += finisher.push(hit(time)).length;
  expect([told, finisher.remembered?.entries, finisher.remembered?.evicted]).toEqual([MANY, MANY, 0]);
  // Each comes again just within its history.
  for (let time = MANY; time < MANY + 1000; time++) told += finisher.push(hit(time)).length;
  expect(told).toBe(MANY);
  // What nobody saw since is given back.
  finisher.push(hit(10 * MANY));
  expect(finisher.remembered?.entries).toBe(1);
});
