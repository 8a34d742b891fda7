import { expect, test } from 'vitest';
import { filterPath } from './filter-path.ts';

const ANSWER = {
  took: 3,
  errors: true,
  items: [
    { create: { _id: 'a', status: 201 } },
    { index: { status: 400, error: { type: 't', reason: 'r' } } },
  ],
};

test.each([
  ['took', { took: 3 }],
  ['errors,items.*.error', { errors: true, items: [{ index: { error: { type: 't', reason: 'r' } } }] }],
  ['items.*.error.type', { items: [{ index: { error: { type: 't' } } }] }],
  ['items.c*te.status', { items: [{ create: { status: 201 } }] }],
  ['**.status', { items: [{ create: { status: 201 } }, { index: { status: 400 } }] }],
  ['items.**', { items: ANSWER.items }],
  ['t*k', { took: 3 }],
  ['nothing', {}],
  ['items.*.status.deeper', {}],
  ['', ANSWER],
  ['-took', ANSWER],
  ['a,'.repeat(60), ANSWER],
])('of %j is kept %j', (filter, kept) => {
  expect(filterPath(ANSWER, filter)).toEqual(kept);
});
