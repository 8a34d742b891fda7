import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from './heap.ts';

test('gives what is least, in any mixture of adding and taking', () => {
  const steps = fc.array(fc.option(fc.integer({ min: 0, max: 50 })), { maxLength: 200 });
  fc.assert(
    fc.property(steps, mixture => {
      const heap = new Heap<number>((a, b) => a - b);
      const sorted: number[] = [];
      for (const step of mixture) {
        if (step === null) expect(heap.takeLeast()).toBe(sorted.shift());
        else {
          heap.add(step);
          sorted.push(step);
          sorted.sort((a, b) => a - b);
        }
        expect([heap.least, heap.size]).toEqual([sorted[0], sorted.length]);
      }
    }),
  );
});
