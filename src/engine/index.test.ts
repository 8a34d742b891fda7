import { expect, test } from 'vitest';
import type { QueryPlan } from '../plan/query.ts';
import { buildExtractor, buildRuleSet, finishHits, memoryHitLog } from './index.ts';

test('the example of the essay runs: events in any order become a match', () => {
  const host = [{ field: { path: 'host.id', type: 'keyword' }, optional: false }] as const;
  const category = (value: string) =>
    ({
      kind: 'equals',
      field: { path: 'event.category', type: 'keyword' },
      values: [value],
      ignoreCase: false,
    }) as const;
  const plan: QueryPlan = {
    kind: 'sequence',
    steps: [
      { filter: category('process'), by: host },
      { filter: category('network'), by: host },
    ],
    maxspanMs: 60_000,
    order: { timestamp: { path: '@timestamp', type: 'date' } },
  };
  const documents = [
    { '@timestamp': '2021-05-27T10:00:08Z', event: { category: ['network'] }, host: { id: 'h1' } },
    { '@timestamp': '2021-05-27T10:00:01Z', event: { category: ['network'] }, host: { id: 'h2' } },
    { '@timestamp': '2021-05-27T10:00:00Z', event: { category: ['process'] }, host: { id: 'h1' } },
  ];

  const rules = buildRuleSet([{ plan }]);
  const extractor = buildExtractor(rules.fields);
  const log = memoryHitLog();
  for (const [ref, document] of documents.entries()) {
    const slots = extractor.fromDocument(document);
    for (const hit of rules.match({ index: undefined, slots, arrival: ref, ref })) log.add(hit);
  }
  const matches = [...finishHits(rules.rules, log.inOrder())];

  expect(matches).toEqual([{ rule: 0, refs: [2, 0], joinKeys: ['h1'] }]);
});
