import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

function record(): { readonly turns: Turns; readonly done: string[]; readonly errors: unknown[] } {
  const done: string[] = [];
  const errors: unknown[] = [];
  return { turns: new Turns(error => errors.push(error)), done, errors };
}

test('what comes early waits for its turn, and what belongs to one turn keeps its order', () => {
  const { turns, done } = record();
  turns.at(1, () => done.push('1a'));
  turns.at(2, () => done.push('2'));
  turns.at(1, () => done.push('1b'));
  turns.at(0, () => done.push('0'));
  expect(done).toEqual(['0']);
  turns.end(0);
  expect(done).toEqual(['0', '1a', '1b']);
  turns.at(1, () => done.push('1c'));
  turns.end(1);
  expect(done).toEqual(['0', '1a', '1b', '1c', '2']);
});

test('a hundred thousand turns that waited end one another without a stack of them', () => {
  const { turns, errors } = record();
  const last = 100_000;
  for (let number = 1; number <= last; number++) turns.at(number, () => turns.end(number));
  turns.end(0);
  let isTurn = false;
  turns.at(last + 1, () => {
    isTurn = true;
  });
  expect(isTurn).toBe(true);
  expect(errors).toEqual([]);
});

test('what an action throws is told, and the turn goes on', () => {
  const { turns, done, errors } = record();
  const failure = new Error('no room');
  turns.at(0, () => {
    throw failure;
  });
  turns.at(0, () => done.push('next'));
  expect(errors).toEqual([failure]);
  expect(done).toEqual(['next']);
});
