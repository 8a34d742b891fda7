import { expect, test } from 'vitest';
import type { Predicate } from '../plan/predicate.ts';
import type { EventsPlan, SequencePlan } from '../plan/query.ts';
import { buildExtractor } from './extract/extractor.ts';
import type { Hit } from './hit.ts';
import { buildRuleSet, type MatchTally, type RuleInput } from './rule-set.ts';

const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const nameIs = (name: string): Predicate => ({
  kind: 'equals',
  field: { path: 'process.name', type: 'keyword' },
  values: [name],
  ignoreCase: false,
});
const events: EventsPlan = { kind: 'events', filter: nameIs('a'), order };
const byHost = [{ field: { path: 'host.id', type: 'keyword' }, optional: false }] as const;
const sequence: SequencePlan = {
  kind: 'sequence',
  steps: [
    { filter: nameIs('a'), by: byHost },
    { filter: nameIs('b'), by: byHost },
  ],
  until: { filter: nameIs('a'), by: byHost },
  order,
};

function match(
  rules: readonly RuleInput[],
  document: Parameters<ReturnType<typeof buildExtractor>['fromDocument']>[0],
  { index, tally }: { index?: string; tally?: MatchTally } = {},
): readonly Hit[] {
  const ruleSet = buildRuleSet(rules);
  const slots = buildExtractor(ruleSet.fields).fromDocument(document);
  return ruleSet.match({ index, slots, arrival: 4, ref: 9 }, tally);
}

test('an event that a rule without steps accepts is a hit of step 0 with one empty key', () => {
  expect(match([{ plan: events }], { '@timestamp': 5, process: { name: 'a' } })).toEqual([
    {
      rule: 0,
      ref: 9,
      ordinal: { timestampMs: 5, nanos: 0, tiebreaker: undefined, arrival: 4 },
      steps: [{ step: 0, keys: ['[]'] }],
    },
  ]);
});

test('an event may be at several steps and at until, which stands after the last step', () => {
  const [hit] = match([{ plan: sequence }], { '@timestamp': 5, process: { name: 'a' }, host: { id: 'h' } });
  expect(hit?.steps).toEqual([
    { step: 0, keys: ['["h"]'] },
    { step: 2, keys: ['["h"]'] },
  ]);
});

test('an event that no filter accepts has no hits', () => {
  expect(match([{ plan: events }, { plan: sequence }], { '@timestamp': 5, process: { name: 'c' } })).toEqual(
    [],
  );
});

test('an event without its join key is no hit of the sequence', () => {
  expect(match([{ plan: sequence }], { '@timestamp': 5, process: { name: 'a' } })).toEqual([]);
});

test('an event without a time counts for single events only, and the loss is counted', () => {
  const tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  const document = { '@timestamp': 'soon', process: { name: 'a' }, host: { id: 'h' } };
  const hits = match([{ plan: events }, { plan: sequence }], document, { tally });
  expect(hits.map(hit => hit.rule)).toEqual([0]);
  expect(hits[0]?.ordinal.timestampMs).toBeUndefined();
  expect(tally.untimedHits).toBe(1);
});

test('keys past the limit of an event are counted', () => {
  const tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  const id = Array.from({ length: 1030 }, (_, at) => `h${at}`);
  match([{ plan: sequence }], { '@timestamp': 5, process: { name: 'b' }, host: { id } }, { tally });
  expect(tally.droppedKeyTuples).toBe(6);
});

test('a rule sees the events of its indices, and those whose index nobody knows', () => {
  const rules: readonly RuleInput[] = [
    { plan: events, indices: ['logs-*'] },
    { plan: events, indices: ['winlogbeat-*'] },
    { plan: events },
  ];
  const document = { '@timestamp': 5, process: { name: 'a' } };
  const ruleNumbers = (hits: readonly Hit[]): number[] => hits.map(hit => hit.rule);
  expect(ruleNumbers(match(rules, document, { index: 'logs-x' }))).toEqual([0, 2]);
  expect(ruleNumbers(match(rules, document, { index: 'other' }))).toEqual([2]);
  expect(ruleNumbers(match(rules, document))).toEqual([0, 1, 2]);
});

test('a path has one slot, however many rules and types it is used with', () => {
  const asLong: Predicate = { kind: 'exists', field: { path: 'process.name', type: 'long' } };
  const rules = [{ plan: events }, { plan: { ...events, filter: asLong } }, { plan: sequence }];
  expect([...buildRuleSet(rules).fields].sort()).toEqual(['@timestamp', 'host.id', 'process.name']);
});

test('rules of different orders each get their own ordinal', () => {
  const ingested = { timestamp: { path: 'event.ingested', type: 'date' } } as const;
  const tied = { ...order, tiebreaker: { path: 'event.sequence', type: 'long' } } as const;
  const rules = [
    { plan: events },
    { plan: { ...events, order: ingested } },
    { plan: { ...events, order: tied } },
  ];
  const document = { '@timestamp': 5, event: { ingested: 7, sequence: '3' }, process: { name: 'a' } };
  expect(match(rules, document).map(({ ordinal }) => [ordinal.timestampMs, ordinal.tiebreaker])).toEqual([
    [5, undefined],
    [7, undefined],
    [5, 3],
  ]);
});

test('nanoseconds count where the timestamp field has them', () => {
  const document = { '@timestamp': '1970-01-01T00:00:00.005000123Z', process: { name: 'a' } };
  const exact = { timestamp: { path: '@timestamp', type: 'date_nanos' } } as const;
  const rules = [{ plan: events }, { plan: { ...events, order: exact } }];
  expect(match(rules, document).map(({ ordinal }) => [ordinal.timestampMs, ordinal.nanos])).toEqual([
    [5, 0],
    [5, 123],
  ]);
});

test('events without a time take part in samples', () => {
  const sample = { kind: 'sample', steps: sequence.steps, order } as const;
  const hits = match([{ plan: sample }], { process: { name: 'a' }, host: { id: 'h' } });
  expect(hits.map(({ steps }) => steps)).toEqual([[{ step: 0, keys: ['["h"]'] }]]);
});

test('an event that must be missing is a hit of a step behind all others', () => {
  const absent = [{ filter: nameIs('c'), by: byHost, at: 1 }];
  const hits = match([{ plan: { ...sequence, absent, maxspanMs: 1 } }], {
    '@timestamp': 5,
    process: { name: 'c' },
    host: { id: 'h' },
  });
  expect(hits.map(({ steps }) => steps)).toEqual([[{ step: 3, keys: ['["h"]'] }]]);
});
