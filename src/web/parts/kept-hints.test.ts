import { expect, test } from 'vitest';
import { dismissHintIn, hintsIn, offerHintsIn } from './kept-hints.ts';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

test('whoever was not offered hints has none', () => {
  expect(hintsIn(storage())).toEqual([]);
});

test('a hint that was dismissed does not come back, whatever is offered later', () => {
  const kept = storage();
  offerHintsIn(kept);
  expect(hintsIn(kept)).toEqual(['sentence', 'why', 'exception']);
  dismissHintIn(kept, 'why');
  offerHintsIn(kept);
  expect(hintsIn(kept)).toEqual(['sentence', 'exception']);
  dismissHintIn(kept, 'sentence');
  dismissHintIn(kept, 'exception');
  offerHintsIn(kept);
  expect(hintsIn(kept)).toEqual([]);
});
