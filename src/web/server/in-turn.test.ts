import { expect, test } from 'vitest';
import { inTurn } from './in-turn.ts';

test('what is given begins when what was given before has ended, also where that failed', async () => {
  const log: string[] = [];
  const step = (name: string, fails = false): Promise<string> =>
    inTurn(async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const all = await Promise.allSettled([step('a'), step('b', true), step('c')]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
