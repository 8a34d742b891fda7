/** For finishers that remember: the hits of a stream as they arrive, and runs that break off and go on. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { finishHits, startFinisher } from '../../src/engine/finisher.ts';
import type { Hit, Match } from '../../src/engine/hit.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';
import { HitRows } from '../../src/engine/hit-rows.ts';
import { memoryRowStore, sieveHits } from '../../src/engine/hit-sieve.ts';
import { buildRuleSet } from '../../src/engine/rule-set.ts';
import { heldKeyTimes } from '../../src/engine/state/held-key-times.ts';
import type { SavedKeyTimes } from '../../src/engine/state/key-times.ts';
import type { FieldRef } from '../../src/plan/predicate.ts';
import type { QueryPlan } from '../../src/plan/query.ts';
import { type DrawnEvent, documentOf, streams } from './finisher-case.ts';

const AMPLE = 2 ** 30;

export function keyword(path: string): FieldRef {
  return { path, type: 'keyword' };
}

/** The hits in order, of events that arrive as `order` says. */
export function arrivingHits(
  plan: QueryPlan,
  events: readonly DrawnEvent[],
  order: readonly number[] = [...events.keys()],
): readonly Hit[] {
  const rules = buildRuleSet([{ plan }]);
  const extractor = buildExtractor(rules.fields);
  const log = memoryHitLog();
  for (const [arrival, ref] of order.entries()) {
    const drawn = events[ref];
    if (drawn === undefined) continue;
    const slots = extractor.fromDocument(documentOf(drawn));
    for (const hit of rules.match({ index: undefined, slots, arrival, ref })) log.add(hit);
  }
  return [...log.inOrder()];
}

/** Those of the hits that a scan would finish, and how many rows it threw away. */
function sievedHits(
  plan: QueryPlan,
  events: readonly DrawnEvent[],
): { readonly hits: readonly Hit[]; readonly lost: number } {
  const ruleSet = buildRuleSet([{ plan }], { seed: 3 });
  const extractor = buildExtractor(ruleSet.fields);
  const rows = new HitRows(64);
  for (const [ref, drawn] of events.entries()) {
    const slots = extractor.fromDocument(documentOf(drawn));
    ruleSet.sift({ index: undefined, slots, arrival: ref, ref }, rows);
  }
  const store = memoryRowStore();
  store.add(rows);
  const left = sieveHits(ruleSet.rules, ruleSet.steps, store, memoryRowStore);
  const refs = new Set<number>();
  let count = 0;
  for (const chunk of left.chunks()) {
    count += chunk.count;
    for (let at = 0; at < chunk.count; at++) refs.add(chunk.events[at] ?? -1);
  }
  return { hits: arrivingHits(plan, events).filter(({ ref }) => refs.has(ref)), lost: rows.count - count };
}

/** How a run breaks off: as a process that dies, or at the end of a file. */
export type Break = 'dies' | 'ends';
/** What the next run sees of what was there before: what it must see again, or all of it. */
export type Replay = 'look-back' | 'all';

export const breaks: fc.Arbitrary<{ at: number; how: Break; replay: Replay }> = fc.record({
  at: fc.nat(30),
  how: fc.constantFrom('dies', 'ends'),
  replay: fc.constantFrom('look-back', 'all'),
});

/** What is told when a run breaks off behind so many hits, and another goes on from what it remembered. */
export function tellInTwo(
  plan: QueryPlan,
  hits: readonly Hit[],
  { at, how, replay }: { readonly at: number; readonly how: Break; readonly replay: Replay },
  lookBackMs: number,
): readonly Match[] {
  const [before, saved] = run(plan, hits.slice(0, at), how === 'ends');
  const untilMs = saved.untilMs ?? Number.NEGATIVE_INFINITY;
  const again = hits.filter(
    ({ ordinal: { timestampMs = 0 } }, number) =>
      number >= at || replay === 'all' || timestampMs >= untilMs - lookBackMs,
  );
  // As it is written and read again.
  const [after] = run(plan, again, true, JSON.parse(JSON.stringify(saved)));
  return [...before, ...after];
}

function run(
  plan: QueryPlan,
  hits: readonly Hit[],
  isWhole: boolean,
  saved?: SavedKeyTimes,
): [readonly Match[], SavedKeyTimes] {
  const memory = heldKeyTimes(AMPLE, saved);
  const finisher = startFinisher(plan, 0, { memoryOf: () => memory });
  const told = hits.flatMap(hit => finisher.push(hit));
  if (isWhole) told.push(...finisher.end());
  return [told, memory.save()];
}

/** What the ids of alerts are made of, each once. */
export function idsOf(matches: readonly Match[]): readonly string[] {
  const ids = matches.map(({ found, joinKeys }) => {
    const timeMs =
      found?.kind === 'threshold' ? found.fromMs : found?.kind === 'new-terms' ? found.atMs : undefined;
    return JSON.stringify([joinKeys, timeMs]);
  });
  return [...new Set(ids)].sort();
}

/** Of random queries and streams: the finisher finds in what the sieve leaves what it finds in all hits. */
export function expectSieveToLoseNothing<Q>(
  queries: fc.Arbitrary<Q>,
  planOf: (query: Q) => QueryPlan,
  numRuns: number,
): void {
  let lost = 0;
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      const plan = planOf(query);
      const sieved = sievedHits(plan, events);
      const hits = arrivingHits(plan, events);
      expect([...finishHits([{ plan }], sieved.hits)]).toEqual([...finishHits([{ plan }], hits)]);
      if (sieved.lost > 0) lost++;
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
  expect(lost).toBeGreaterThan(numRuns / 100);
}
