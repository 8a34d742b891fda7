/**
 * Hits of what must not follow, thinned as they come in any order: each window of the schedule gives what it would give
 * with all of them.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followersOf } from '../../src/detect/followers.ts';
import { type HeldHit, HeldHits } from '../../src/detect/held-hits.ts';
import { scheduleOf } from '../../src/detect/schedule.ts';
import { searchHits } from '../../src/detect/search-hits.ts';
import type { SequencePlan } from '../../src/plan/query.ts';
import { compiledRule } from '../support/compiled-rule.ts';
import { engineStep } from './finisher-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
const START_MS = Date.UTC(2026, 0, 1);
const SPAN_MS = 60_000;
const ROOM = 1 << 30;

const hits = fc.array(
  fc.record({
    step: fc.constantFrom(0, 1, 1, 1, 1),
    key: fc.constantFrom('["x"]', '["x"]', '["y"]'),
    second: fc.integer({ min: 0, max: SPAN_MS / 1000 }),
    nanos: fc.constantFrom(0, 0, 1),
    laterMs: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat(SPAN_MS / 2) },
    ),
  }),
  { minLength: 5, maxLength: 60, size: 'max' },
);

test('what decides nothing is let go of, and no window gives anything else', () => {
  let all = 0;
  let held = 0;
  let matches = 0;
  fc.assert(
    fc.property(
      hits,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 5, max: 10 }),
      fc.integer({ min: 5, max: 25 }),
      (drawn, maxspan, intervalSeconds, fromSeconds) => {
        const plan: SequencePlan = {
          ...{ kind: 'sequence', steps: [engineStep(['a'], [])], maxspanMs: maxspan * 1000 },
          absent: [{ ...engineStep(['b'], []), at: 1 }],
          order: { timestamp: { path: '@timestamp', type: 'date' } },
        };
        const { rule } = compiledRule('any where true', {
          ...{ interval: `${intervalSeconds}s`, from: `now-${fromSeconds}s`, to: 'now-1s' },
        });
        const schedule = scheduleOf({ rule }, 'rule');
        const thinned = new HeldHits(ROOM, followersOf(plan, schedule));
        const whole = new HeldHits(ROOM);
        for (const [at, one] of drawn.entries()) {
          whole.add(hitOf(one, at), START_MS);
          thinned.add(hitOf(one, at), START_MS);
        }
        all += whole.size;
        held += thinned.size;
        for (let dueMs = schedule.dueAfter(START_MS); dueMs < START_MS + 2 * SPAN_MS; ) {
          const window = schedule.windowAt(dueMs);
          whole.dropBefore(window.fromMs);
          thinned.dropBefore(window.fromMs);
          for (const watermarkMs of [dueMs - 2000, dueMs, dueMs + SPAN_MS]) {
            const found = searched(plan, whole.within(window), watermarkMs);
            expect(searched(plan, thinned.within(window), watermarkMs)).toEqual(found);
            matches += found.ids.length;
          }
          dueMs = schedule.dueAfter(dueMs);
        }
      },
    ),
    { numRuns },
  );
  expect(held).toBeLessThan(all * 0.97);
  expect(matches).toBeGreaterThan(numRuns);
});

type Drawn = typeof hits extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

function hitOf({ key, laterMs, nanos, second, step }: Drawn, arrival: number): HeldHit {
  const timestampMs = START_MS + second * 1000;
  return {
    event: {
      ...{ id: `event-${arrival}`, index: undefined, ingestedMs: timestampMs + laterMs, arrival },
      ...{ isAlert: false, takenMs: undefined, line: undefined },
    },
    ordinal: { timestampMs, nanos, tiebreaker: undefined, arrival },
    steps: [{ step, keys: [key] }],
    primaryMs: timestampMs + laterMs,
  };
}

function searched(
  plan: SequencePlan,
  of: readonly HeldHit[],
  watermarkMs: number,
): { readonly ids: readonly string[]; readonly undecidedUntilMs: number | undefined } {
  const { matches, undecidedUntilMs } = searchHits(plan, of, {
    ...{ watermarkMs, memory: undefined, maxStateBytes: ROOM },
  });
  return { ids: matches.flatMap(match => match.hits.flatMap(hit => hit?.event.id ?? [])), undecidedUntilMs };
}
