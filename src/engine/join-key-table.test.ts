import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashKey, JoinKeyTable } from './join-key-table.ts';

/** Few hashes for many keys: buckets overflow, as where somebody chose the keys to make them. */
const keysAndHashes = fc.uniqueArray(
  fc.record({ key: fc.string({ maxLength: 3 }), hash: fc.constantFrom(0, 1, -1, 4, 5, 1 << 30) }),
  { selector: ({ key }) => key, minLength: 1, maxLength: 60, size: 'max' },
);

test('the table knows what a map knows, also where many keys share a hash', () => {
  fc.assert(
    fc.property(keysAndHashes, fc.array(fc.nat(), { maxLength: 200, size: 'max' }), (all, turns) => {
      const keys: (string | undefined)[] = [];
      const table = new JoinKeyTable(keys, 20);
      const map = new Map<string, number>();
      for (const turn of turns) {
        const { key, hash } = all[turn % all.length] as (typeof all)[number]; // within the bounds
        const known = map.get(key);
        const number = keys.length;
        if (known === undefined || turn % 3 === 0) {
          keys.push(key);
          map.set(key, number);
          if (known === undefined) table.add(key, hash, number);
          else table.change(key, hash, known, number);
        } else {
          table.delete(key, hash, known);
          map.delete(key);
        }
        for (const other of all) expect(table.find(other.key, other.hash)).toBe(map.get(other.key));
      }
    }),
    { numRuns: 200 },
  );
});

test('keys that differ in little fall into different buckets', () => {
  const counts = new Map<number, number>();
  for (let number = 0; number < 4096; number++) {
    const bucket = hashKey(`["host-1","{7c3e-${number}}"]`) & 1023;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  // Four to a bucket on average; by chance, hardly one of a thousand would hold more than thirteen.
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(14);
  expect(counts.size).toBeGreaterThan(980);
});
