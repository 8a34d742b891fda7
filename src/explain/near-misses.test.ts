import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import type { EventsPlan, JoinKey, SequencePlan } from '../plan/query.ts';
import type { NearMissCut, NearMissReason } from './near-miss.ts';
import { findNearMisses } from './near-misses.ts';

const keyword = (path: string): FieldRef => ({ path, type: 'keyword' });
const is = (path: string, value: string): Predicate => ({
  kind: 'equals',
  field: keyword(path),
  values: [value],
  ignoreCase: false,
});
const all = (...terms: Predicate[]): Predicate => ({ kind: 'all', terms });
const by = (path: string, optional = false): JoinKey => ({ field: keyword(path), optional });
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;

/** A start of `x` that is bare, then a public connection of `x`, by host and process, within a minute. */
const keys = [by('host'), by('process')];
const plan: SequencePlan = {
  kind: 'sequence',
  maxspanMs: 60_000,
  steps: [
    { filter: all(is('what', 'start'), is('name', 'x'), is('args', '1')), by: keys },
    { filter: all(is('what', 'connect'), is('name', 'x'), is('to', 'public')), by: keys },
  ],
  order,
};
const withUntil: SequencePlan = { ...plan, until: { filter: is('what', 'end'), by: keys } };

interface Made {
  readonly id: string;
  readonly document: JsonObject;
}
/** An event `seconds` after the epoch; what is undefined is left out. */
function event(id: string, seconds: number, fields: Record<string, string | undefined>): Made {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries({ host: 'a', process: 'p', name: 'x', ...fields }))
    if (value !== undefined) given[key] = value;
  return { id, document: { '@timestamp': seconds * 1000, ...given } };
}
const start = (id: string, seconds: number, fields: Record<string, string | undefined> = {}) =>
  event(id, seconds, { what: 'start', args: '1', ...fields });
const connect = (id: string, seconds: number, fields: Record<string, string | undefined> = {}) =>
  event(id, seconds, { what: 'connect', to: 'public', ...fields });

function told(reason: NearMissReason): string {
  switch (reason.kind) {
    case 'condition': {
      const fields = reason.condition.fields.map(
        ({ path, values }) => `${path} is ${values.join() || 'missing'}`,
      );
      return `step ${reason.step}: ${fields.join()}`;
    }
    case 'maxspan':
      return `${reason.tookMs} of ${reason.allowedMs} ms, ${reason.overMs} over`;
    case 'join-key':
      return reason.values.map(({ path, value }) => `${path}=${value ?? 'missing'}`).join(' ');
    case 'order':
      return `step ${reason.step} too early`;
    case 'until':
      return `ended by ${reason.until.id}`;
  }
}
const misses = (rule: SequencePlan | EventsPlan, events: readonly Made[], most?: number): string[] =>
  findNearMisses({ plan: rule }, events, most === undefined ? {} : { most }).map(
    miss => `${miss.events.map(({ id }) => id).join('+')} ${told(miss.reason)}`,
  );

describe('a sequence that failed for exactly one reason is a near miss', () => {
  test.each<[string, SequencePlan, Made[], string[]]>([
    [
      'a condition of the first step',
      plan,
      [start('s', 0, { args: '2' }), connect('c', 8)],
      ['s+c step 1: args is 2'],
    ],
    [
      'a condition of the last step',
      plan,
      [start('s', 0), connect('c', 8, { to: 'inside' })],
      ['s+c step 2: to is inside'],
    ],
    [
      'a missing field',
      plan,
      [start('s', 0), connect('c', 8, { to: undefined })],
      ['s+c step 2: to is missing'],
    ],
    ['the span', plan, [start('s', 0), connect('c', 61)], ['s+c 61000 of 60000 ms, 1000 over']],
    ['another host', plan, [start('s', 0), connect('c', 8, { host: 'b' })], ['s+c host=a host=b']],
    [
      'another process',
      plan,
      [start('s', 0), connect('c', 8, { process: 'q' })],
      ['s+c process=p process=q'],
    ],
    [
      'a key that is missing',
      plan,
      [start('s', 0, { host: undefined }), connect('c', 8, { host: undefined })],
      ['s+c host=missing host=missing'],
    ],
    [
      'a key that only the first event lacks',
      plan,
      [start('s', 0, { host: undefined }), connect('c', 8)],
      ['s+c host=missing host=a'],
    ],
    ['the order', plan, [connect('c', 0), start('s', 8)], ['s+c step 2 too early']],
    [
      'an event of until between',
      withUntil,
      [start('s', 0), event('e', 4, { what: 'end' }), connect('c', 8)],
      ['s+c ended by e'],
    ],
  ])('%s', (_, rule, events, expected) => {
    expect(misses(rule, events)).toEqual(expected);
  });

  test('whatever order the events come in', () => {
    expect(misses(plan, [connect('c', 61), start('s', 0)])).toEqual(['s+c 61000 of 60000 ms, 1000 over']);
  });

  test('with the offsets of its events', () => {
    const [miss] = findNearMisses({ plan }, [connect('c', 1), start('s', 9)]);
    expect(miss?.events.map(({ step, offsetMs }) => [step, offsetMs])).toEqual([
      [1, 8000],
      [2, 0],
    ]);
  });
});

describe('it is no near miss', () => {
  test.each<[string, SequencePlan, Made[]]>([
    ['to be a match', plan, [start('s', 0), connect('c', 8)]],
    [
      'to share an event with a match',
      plan,
      [start('s', 0), connect('c', 8), connect('i', 9, { to: 'inside' })],
    ],
    ['to be one event alone', plan, [start('s', 0)]],
    ['to fail two conditions of one step', plan, [start('s', 0, { args: '2', name: 'y' }), connect('c', 8)]],
    [
      'to fail a condition at two steps',
      plan,
      [start('s', 0, { args: '2' }), connect('c', 8, { to: 'inside' })],
    ],
    ['to fail a condition and come late', plan, [start('s', 0, { args: '2' }), connect('c', 61)]],
    ['to come late under another key', plan, [start('s', 0), connect('c', 61, { host: 'b' })]],
    ['to differ in both keys', plan, [start('s', 0), connect('c', 8, { host: 'b', process: 'q' })]],
    ['to come ten spans late', plan, [start('s', 0), connect('c', 601)]],
    ['to come first and too far away', plan, [connect('c', 0), start('s', 61)]],
    [
      'to fail a condition with an end between',
      withUntil,
      [start('s', 0, { args: '2' }), event('e', 4, { what: 'end' }), connect('c', 8)],
    ],
    [
      'to have no time',
      plan,
      [start('s', 0), { id: 'c', document: { ...connect('c', 0).document, '@timestamp': 'soon' } }],
    ],
    [
      'to differ in the only key',
      { ...plan, steps: plan.steps.map(step => ({ ...step, by: [by('host')] })) },
      [start('s', 0), connect('c', 8, { host: 'b' })],
    ],
  ])('%s', (_, rule, events) => {
    expect(misses(rule, events)).toEqual([]);
  });
});

describe('three steps', () => {
  const three: SequencePlan = {
    ...plan,
    steps: ['1', '2', '3'].map(step => ({ filter: all(is('what', step), is('name', 'x')), by: keys })),
  };
  const at = (step: number, seconds: number, fields = {}) =>
    event(`e${step}`, seconds, { what: `${step}`, ...fields });

  test.each<[string, Made[], string[]]>([
    [
      'the odd key of the first',
      [at(1, 0, { host: 'b' }), at(2, 1), at(3, 2)],
      ['e1+e2+e3 host=b host=a host=a'],
    ],
    [
      'the odd key of the middle',
      [at(1, 0), at(2, 1, { host: 'b' }), at(3, 2)],
      ['e1+e2+e3 host=a host=b host=a'],
    ],
    [
      'the odd key of the last',
      [at(1, 0), at(2, 1), at(3, 2, { process: 'q' })],
      ['e1+e2+e3 process=p process=p process=q'],
    ],
    ['two neighbours out of order', [at(1, 0), at(3, 1), at(2, 2)], ['e1+e2+e3 step 3 too early']],
    ['all out of order', [at(3, 0), at(2, 1), at(1, 2)], []],
    ['three different keys', [at(1, 0), at(2, 1, { host: 'b' }), at(3, 2, { host: 'c' })], []],
    [
      'a condition of the middle',
      [at(1, 0), at(2, 1, { name: 'y' }), at(3, 2)],
      ['e1+e2+e3 step 2: name is y'],
    ],
  ])('%s', (_, events, expected) => {
    expect(misses(three, events)).toEqual(expected);
  });
});

describe('single events', () => {
  const single: EventsPlan = { kind: 'events', filter: all(is('what', 'start'), is('name', 'x')), order };

  test('that fail one condition are near', () => {
    expect(
      misses(single, [start('match', 0), start('s', 1, { name: 'y' }), connect('far', 2, { name: 'y' })]),
    ).toEqual(['s step 1: name is y']);
  });

  test('are not, where one in a hundred fails that very condition', () => {
    const ordinary = Array.from({ length: 50 }, (_, number) => start(`s${number}`, number, { name: 'y' }));
    expect(misses(single, [...ordinary, connect('c', 60)])).toEqual(['c step 1: what is connect']);
  });

  test('are not, where the rule has one condition', () => {
    expect(misses({ ...single, filter: is('name', 'x') }, [start('s', 1, { name: 'y' })])).toEqual([]);
  });
});

describe('noise', () => {
  test('an event with many partners tells its reason once, with the nearest', () => {
    const late = Array.from({ length: 40 }, (_, number) => connect(`c${number}`, 61 + number));
    expect(misses(plan, [start('s', 0), ...late])).toEqual(['s+c0 61000 of 60000 ms, 1000 over']);
  });

  test('a common reason does not push out a rare one, and what is cut is counted', () => {
    const events = Array.from({ length: 30 }, (_, number) => [
      start(`s${number}`, number, { process: `p${number}`, args: '2' }),
      connect(`c${number}`, number + 1, { process: `p${number}` }),
    ]).flat();
    const rare = [start('rare', 500, { process: 'r' }), connect('late', 561, { process: 'r' })];
    const cuts: NearMissCut[] = [];
    const found = findNearMisses({ plan }, [...events, ...rare], { most: 3, onCut: cut => cuts.push(cut) });
    expect(found.map(({ reason, alike }) => [reason.kind, alike])).toEqual([
      ['condition', 30],
      ['condition', 30],
      ['maxspan', 1],
    ]);
    expect(cuts).toEqual([{ misses: 28, candidates: 0 }]);
  });

  test('candidates past the limit are counted', () => {
    const cuts: NearMissCut[] = [];
    const events = Array.from({ length: 10_003 }, (_, number) => start(`s${number}`, number));
    findNearMisses({ plan }, events, { onCut: cut => cuts.push(cut) });
    expect(cuts).toEqual([{ misses: 0, candidates: 3 }]);
  });
});
