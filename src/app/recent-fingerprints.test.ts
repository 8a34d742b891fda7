import { expect, test } from 'vitest';
import { RecentFingerprints } from './recent-fingerprints.ts';

test('knows the latest ids and forgets those long ago', () => {
  const recent = new RecentFingerprints(10, 7);
  for (let id = 0; id < 1000; id++) {
    expect(recent.add(`event ${id}`)).toBe(true);
    for (let back = 0; back < 10; back++) {
      if (id >= back) expect(recent.add(`event ${id - back}`)).toBe(false);
    }
  }
  expect(recent.add('event 3')).toBe(true);
});
