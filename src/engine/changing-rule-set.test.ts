import { expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { EventsPlan, SequencePlan } from '../plan/query.ts';
import { ChangingRuleSet, type RuleNumber } from './changing-rule-set.ts';
import { buildExtractor } from './extract/extractor.ts';
import { type Finisher, startFinisher } from './finisher.ts';
import type { Match } from './hit.ts';
import type { MatchTally, RuleInput } from './rule-set.ts';

const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const is = (path: string, value: string): Predicate => ({
  kind: 'equals',
  field: { path, type: 'keyword' },
  values: [value],
  ignoreCase: false,
});
const asks = (path: string, value: string): { readonly plan: EventsPlan } => ({
  plan: { kind: 'events', filter: is(path, value), order },
});
const byHost = [{ field: { path: 'host.id', type: 'keyword' }, optional: false }] as const;
const aThenB: { readonly plan: SequencePlan } = {
  plan: {
    kind: 'sequence',
    steps: ['a', 'b'].map(name => ({ filter: is('name', name), by: byHost })),
    order,
  },
};
const utf8 = new TextEncoder();

function rulesHit(set: ChangingRuleSet, document: JsonObject): readonly RuleNumber[] {
  const slots = buildExtractor(set.fields).fromDocument(document);
  return set.match({ index: undefined, slots, arrival: 0, ref: 0 }).map(hit => hit.rule);
}

test('an added rule sees the events that follow, and a removed one none of them', () => {
  const set = new ChangingRuleSet([asks('name', 'a')]);
  expect(set.change({ add: [asks('user', 'u'), asks('name', 'a')] })).toEqual([1, 2]);
  expect(rulesHit(set, { name: 'a', user: 'u' })).toEqual([0, 1, 2]);
  set.change({ remove: [0] });
  expect(rulesHit(set, { name: 'a', user: 'u' })).toEqual([1, 2]);
  set.change({ remove: [1, 2] });
  expect(rulesHit(set, { name: 'a', user: 'u' })).toEqual([]);
  expect(set.segmentSizes).toEqual([]);
});

test('a changed rule is a new one: it gets a number that no rule had', () => {
  const set = new ChangingRuleSet([asks('name', 'a'), asks('name', 'b')]);
  expect(set.change({ remove: [1], add: [asks('name', 'c')] })).toEqual([2]);
  expect(set.change({ remove: [2] })).toEqual([]);
  expect(set.change({ add: [asks('name', 'b')] })).toEqual([3]);
  expect(rulesHit(set, { name: ['a', 'b', 'c'] })).toEqual([0, 3]);
  expect([...set.rules]).toEqual([
    [0, asks('name', 'a')],
    [3, asks('name', 'b')],
  ]);
});

test('a number that no rule has is refused, and nothing is changed', () => {
  const set = new ChangingRuleSet([asks('name', 'a')]);
  expect(() => set.change({ remove: [0, 7], add: [asks('name', 'a')] })).toThrow('no rule 7');
  expect(() => set.change({ remove: [0, 0] })).toThrow('no rule 0');
  expect(rulesHit(set, { name: 'a' })).toEqual([0]);
  expect(set.change({ add: [asks('name', 'b')] })).toEqual([1]);
});

test('a rule that is gone loses nothing that would have to be counted', () => {
  const set = new ChangingRuleSet([aThenB, asks('name', 'a'), asks('name', 'a'), asks('name', 'a')]);
  set.change({ remove: [0] });
  expect(set.segmentSizes).toEqual([3]);
  const tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  const id = Array.from({ length: 1030 }, (_, at) => `h${at}`);
  const slots = buildExtractor(set.fields).fromDocument({ name: 'a', host: { id } });
  expect(set.match({ index: undefined, slots, arrival: 0, ref: 0 }, tally)).toHaveLength(3);
  expect(tally).toEqual({ untimedHits: 0, droppedKeyTuples: 0 });
});

test('hits come in the order of the numbers, whatever was built together', () => {
  const set = new ChangingRuleSet(many(60));
  set.change({ remove: [59] });
  const [changed] = set.change({ remove: [0], add: [asks('name', 'a')] });
  set.change({ add: [asks('name', 'b'), asks('name', 'a')] });
  expect(set.segmentSizes).toEqual([58, 3]);
  const before = rulesHit(set, { name: 'a' });
  expect(before).toEqual([...Array.from({ length: 58 }, (_, at) => at + 1), changed, 62]);
  set.compact();
  expect(set.segmentSizes).toEqual([61]);
  expect(rulesHit(set, { name: 'a' })).toEqual(before);
  set.change({ add: many(2) });
  set.change({ remove: [61, ...before.slice(0, -1)] });
  expect(set.segmentSizes).toEqual([2, 1]);
  expect(rulesHit(set, { name: 'a' })).toEqual([62, 63, 64]);
});

test('segments stay few: each has sixteen times as many rules as the next', () => {
  const set = new ChangingRuleSet(many(1000));
  const most = Math.max(
    ...many(200).map(rule => {
      set.change({ add: [rule] });
      return set.segmentSizes.length;
    }),
  );
  expect(set.segmentSizes[0]).toBe(1000);
  expect(most).toBe(3);
});

test('no change builds a large segment anew until there are as many new rules as it has', () => {
  const set = new ChangingRuleSet(many(300));
  set.change({ add: many(100) });
  expect(set.segmentSizes).toEqual([300, 100]);
  set.change({ add: many(199) });
  expect(set.segmentSizes).toEqual([300, 299]);
  set.change({ add: many(299) });
  expect(set.segmentSizes).toEqual([898]);
});

test('a segment of which most is gone is built anew', () => {
  const set = new ChangingRuleSet(many(100));
  set.change({ add: many(1) });
  const { rules } = set;
  set.change({ remove: [...rules.keys()].slice(0, 97) });
  expect(set.segmentSizes).toEqual([3, 1]);
  set.change({ add: many(1) });
  expect(set.segmentSizes).toEqual([5]);
  expect(rules.size).toBe(101);
});

test('what was made for the fields before is refused when rules have brought new ones, and only then', () => {
  const set = new ChangingRuleSet([asks('name', 'a')]);
  const { fields } = set;
  const [walk, reader] = [buildExtractor(fields), set.lineReader(['also'])];
  const event = { index: undefined, arrival: 0, ref: 0 };
  set.change({ add: [asks('name', 'b')] });
  expect(set.fields).toBe(fields);
  set.change({ add: [asks('also', 'b')] });
  expect(set.fields).not.toBe(fields);
  const document = { name: 'a', also: 'b' };
  expect(() => set.match({ ...event, slots: walk.fromDocument(document) })).toThrow('new fields');
  expect(reader.open(utf8.encode(JSON.stringify(document)))).toBe(true);
  expect(() => set.matchOpened(reader, event)).toThrow('new fields');
  const line = utf8.encode(JSON.stringify(document));
  expect(set.matchLine({ ...event, line }).map(({ rule }) => rule)).toEqual([0, 2]);
});

test('a line that one segment finds broken is a hit of none, and counts for none', () => {
  const set = new ChangingRuleSet(many(40));
  set.change({ remove: [0], add: [aThenB, asks('user', 'u')] });
  expect(set.segmentSizes).toEqual([39, 2]);
  const tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  const line = utf8.encode('{"name":"a","user":nope,"host":{"id":"h"}}');
  expect(() => set.matchLine({ index: undefined, line, arrival: 0, ref: 0 }, tally)).toThrow(SyntaxError);
  expect(tally).toEqual({ untimedHits: 0, droppedKeyTuples: 0 });
});

test('with a finisher for each number, an unchanged rule keeps its begun sequences and a changed one gives them up', () => {
  const set = new ChangingRuleSet([aThenB, aThenB]);
  const finishers = new Map<RuleNumber, Finisher>();
  const see = (name: string, ref: number): readonly Match[] => {
    const slots = buildExtractor(set.fields).fromDocument({ '@timestamp': ref, name, host: { id: 'h' } });
    return set.match({ index: undefined, slots, arrival: ref, ref }).flatMap(hit => {
      const { plan } = set.rules.get(hit.rule) ?? aThenB;
      const finisher = finishers.get(hit.rule) ?? startFinisher(plan, hit.rule);
      finishers.set(hit.rule, finisher);
      return finisher.push(hit);
    });
  };
  see('a', 1);
  set.change({ remove: [1], add: [aThenB] });
  finishers.delete(1);
  expect(see('b', 2)).toEqual([{ rule: 0, refs: [1, 2], joinKeys: ['h'] }]);
});

/** So many rules that ask the same. */
function many(count: number): readonly RuleInput[] {
  return Array.from({ length: count }, () => asks('name', 'a'));
}
