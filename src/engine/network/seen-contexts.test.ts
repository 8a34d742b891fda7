import { expect, test } from 'vitest';
import { SeenContexts } from './seen-contexts.ts';

test('a key is known again by its numbers, whatever becomes of the array', () => {
  const contexts = new SeenContexts();
  const key = Int32Array.of(1, 2, 3);
  const seen = contexts.find(key);
  seen.events = 7;
  key[2] = 4;
  expect(contexts.find(key)).not.toBe(seen);
  expect(contexts.find(Int32Array.of(1, 2, 3))).toBe(seen);
  expect(contexts.find(Int32Array.of(1, 2, 3)).events).toBe(7);
});

test('keys made to be ever new do not fill the memory', () => {
  const contexts = new SeenContexts();
  const first = contexts.find(Int32Array.of(0));
  for (let number = 1; number < 8192; number++) contexts.find(Int32Array.of(number));
  expect(contexts.find(Int32Array.of(0))).toBe(first);
  contexts.find(Int32Array.of(8192));
  expect(contexts.find(Int32Array.of(0))).not.toBe(first);
});

test('when as many contexts were made as may be, all are forgotten', () => {
  const contexts = new SeenContexts(2);
  const first = contexts.find(Int32Array.of(1));
  contexts.countMade();
  expect(contexts.find(Int32Array.of(2))).toBe(contexts.find(Int32Array.of(2)));
  expect(contexts.find(Int32Array.of(1))).toBe(first);
  contexts.countMade();
  contexts.find(Int32Array.of(3));
  expect(contexts.find(Int32Array.of(1))).not.toBe(first);
});
