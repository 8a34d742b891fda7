import { expect, test } from 'vitest';
import { dropDraft, keepDraft, keptDraft, NEW } from './kept-drafts.ts';

function storage(most = Number.POSITIVE_INFINITY): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const map = new Map<string, string>();
  return {
    getItem: key => map.get(key) ?? null,
    setItem(key, value) {
      if (value.length > most) throw new Error('full');
      map.set(key, value);
    },
    removeItem: key => map.delete(key),
  };
}

test('a draft comes back as it was left, and is gone once it was dropped', () => {
  const here = storage();
  expect(keptDraft(here, NEW)).toBeUndefined();
  const draft = { rule: { query: 'any where "x"', tags: ['a'] }, revision: 3, atMs: 5 };
  expect(keepDraft(here, 'id', draft)).toBe(true);
  expect(keptDraft(here, 'id')).toEqual(draft);
  expect(keptDraft(here, NEW)).toBeUndefined();
  dropDraft(here, 'id');
  expect(keptDraft(here, 'id')).toBeUndefined();
});

test('where the browser has no room, that is said', () => {
  expect(keepDraft(storage(10), NEW, { rule: { name: 'a long name' }, atMs: 0 })).toBe(false);
});

test.each(['', 'x', '[]', '{"rule": 5}'])('what is no draft, `%s`, is none', text => {
  const here = storage();
  here.setItem('tripline.draft.id', text);
  expect(keptDraft(here, 'id')).toBeUndefined();
});
