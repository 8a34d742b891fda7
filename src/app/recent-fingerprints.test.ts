import { expect, test } from 'vitest';
import { RecentFingerprints } from './recent-fingerprints.ts';

test('knows the latest fingerprints and forgets those long ago', () => {
  const recent = new RecentFingerprints(10);
  for (let id = 1; id <= 1000; id++) {
    expect(recent.addFingerprint(id, 7)).toBe(true);
    for (let back = 0; back < 10; back++) {
      if (id > back) expect(recent.addFingerprint(id - back, 7)).toBe(false);
    }
  }
  expect(recent.addFingerprint(3, 7)).toBe(true);
});
