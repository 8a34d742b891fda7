import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import type { EventsPlan, JoinKey, QueryPlan, SamplePlan, SequencePlan } from '../plan/query.ts';
import type { NearMissCut, NearMissReason } from './near-miss.ts';
import { findNearMisses } from './near-misses.ts';
import { stepName } from './query-steps.ts';

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
      return `${stepName(reason)}: ${fields.join()}`;
    }
    case 'maxspan':
      return `${reason.tookMs} of ${reason.allowedMs} ms, ${reason.overMs} over`;
    case 'join-key':
      return reason.values.map(({ path, value }) => `${path}=${value ?? 'missing'}`).join(' ');
    case 'order':
      return `${stepName(reason)} too early`;
    case 'until':
      return `ended by ${reason.until.id}`;
    case 'absent':
      return reason.came.map(({ id, step, where }) => `${id} of step ${step} came ${where}`).join(', ');
    case 'missing':
      return `step ${reason.step} missing: ${reason.conditions.map(({ text }) => text).join(' and ')}`;
  }
}
const misses = (rule: QueryPlan, events: readonly Made[], most?: number): string[] =>
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

describe('an event that had to be missing', () => {
  const x = (id: string, seconds: number, fields = {}) => event(id, seconds, { what: 'x', ...fields });
  const bad = { filter: all(is('what', 'x'), is('name', 'x')), by: keys };
  const without = (...at: number[]): SequencePlan => ({ ...plan, absent: at.map(at => ({ ...bad, at })) });
  const runs = (at: number): SequencePlan => ({
    ...plan,
    absent: [
      { ...bad, at },
      { ...bad, at },
    ],
  });
  const pair = [start('s', 100), connect('c', 108)];

  test.each<[string, SequencePlan, Made[], string[]]>([
    ['between', without(1), [...pair, x('x', 104)], ['s+c x of step 2 came between']],
    ['between, repeated', runs(1), [...pair, x('x', 104)], ['s+c x of step 2 came between']],
    [
      'between, the first of several',
      without(1),
      [...pair, x('x2', 105), x('x1', 104)],
      ['s+c x1 of step 2 came between'],
    ],
    ['before', without(0), [...pair, x('x', 48)], ['s+c x of step 1 came before']],
    ['after', without(2), [...pair, x('x', 160)], ['s+c x of step 3 came after']],
    ['between, though not wanted before', without(1), [...pair, x('x', 99)], []],
    ['before the window', without(0), [...pair, x('x', 47.999)], []],
    ['after the window', without(2), [...pair, x('x', 160.001)], []],
    ['under another key', without(1), [...pair, x('x', 104, { host: 'b' })], []],
    ['almost', without(1), [...pair, x('x', 104, { name: 'y' })], []],
    [
      'before and after, too close',
      without(0, 2),
      [...pair, x('x1', 90), x('x2', 150)],
      ['s+c x1 of step 1 came before, x2 of step 4 came after'],
    ],
    ['before and after, a window apart', without(0, 2), [...pair, x('x1', 90), x('x2', 150.001)], []],
    ['on one of two sides', without(0, 2), [...pair, x('x', 99)], []],
    ['at two places', without(0, 1), [...pair, x('x1', 99), x('x2', 104)], []],
    [
      'and another thing is wrong',
      without(1),
      [start('s', 100), x('x', 104), connect('c', 108, { to: 'inside' })],
      [],
    ],
    ['and it is late', without(1), [start('s', 100), x('x', 104), connect('c', 161)], []],
  ])('%s', (_, rule, events, expected) => {
    expect(misses(rule, events)).toEqual(expected);
  });

  test('is told with its own time and conditions', () => {
    const [miss] = findNearMisses({ plan: without(0) }, [...pair, x('x', 70)]);
    expect(miss?.reason).toMatchObject({
      kind: 'absent',
      came: [
        {
          id: 'x',
          step: 1,
          offsetMs: -30_000,
          conditions: [{ text: 'what == "x"' }, { text: 'name == "x"' }],
        },
      ],
    });
    expect(miss?.events.map(({ step }) => step)).toEqual([2, 3]);
  });

  test('of a single event, whose own conditions are told like those of a rule without steps', () => {
    const single: SequencePlan = { ...without(1), steps: plan.steps.slice(0, 1) };
    expect(misses(single, [start('s', 0), x('x', 60)])).toEqual(['s x of step 2 came after']);
    expect(misses(single, [start('s', 0, { args: '2' })])).toEqual(['s step 1: args is 2']);
    const ordinary = Array.from({ length: 11 }, (_, at) => start(`s${at}`, at, { args: '2' }));
    expect(misses(single, ordinary)).toEqual([]);
  });
});

describe('until', () => {
  const named = { filter: is('end', 'yes'), by: keys };
  test.each<[string, Made[], string[]]>([
    ['may be the first event', [start('s', 0, { end: 'yes' }), connect('c', 8)], ['s+c ended by s']],
    ['is harmless as the last event', [start('s', 0), connect('c', 8, { end: 'yes' })], []],
    [
      'that is the first event is a reason of its own',
      [start('s', 0, { end: 'yes' }), connect('c', 8, { to: 'inside' })],
      [],
    ],
  ])('%s', (_, events, expected) => {
    expect(misses({ ...plan, until: named }, events)).toEqual(expected);
  });
});

describe('a repeated step', () => {
  const [first, second] = plan.steps;
  if (first === undefined || second === undefined) throw new Error('the plan has two steps');
  const repeated: SequencePlan = { ...plan, steps: [first, first, first, second] };

  test('names the repetition that failed, once', () => {
    const events = [
      start('s1', 0),
      start('s2', 1),
      start('s3', 2, { args: '2' }),
      start('s4', 3),
      connect('c', 8),
    ];
    expect(
      misses(
        repeated,
        events.filter(({ id }) => id !== 's1'),
      ),
    ).toEqual(['s2+s3+s4+c step 1 (2 of 3): args is 2']);
    // Two events could be the failing one; the combination that is closest is told.
    const [miss, ...more] = findNearMisses({ plan: repeated }, [
      start('s0', -1, { args: '2' }),
      ...events.filter(({ id }) => id !== 's4'),
    ]);
    expect(miss).toMatchObject({ alike: 1, reason: { step: 1, run: { number: 3, of: 3 } } });
    expect(miss?.events.map(({ id, step }) => `${id}@${step}`)).toEqual(['s1@1', 's2@1', 's3@1', 'c@2']);
    expect(more).toEqual([]);
  });

  test('is never out of order with itself', () => {
    expect(misses(repeated, [start('s1', 0), start('s2', 1), connect('c', 2), start('s3', 3)])).toEqual([
      's1+s2+s3+c step 2 too early',
    ]);
  });

  test('keeps candidates once for all repetitions', () => {
    const cuts: NearMissCut[] = [];
    const events = Array.from({ length: 10_003 }, (_, number) => start(`s${number}`, number));
    findNearMisses({ plan: repeated }, events, { onCut: cut => cuts.push(cut) });
    expect(cuts).toEqual([{ misses: 0, candidates: 3 }]);
  });
});

test('limits choose among matches and make no near miss of the others', () => {
  const limited: SequencePlan = { ...plan, limits: [{ kind: 'head', count: 1 }] };
  const events = [start('s1', 0), connect('c1', 8), start('s2', 20), connect('c2', 28)];
  expect(misses(limited, [...events, connect('i', 29, { to: 'inside' })])).toEqual([]);
});

test('spans of a nanosecond count where the rule orders by them', () => {
  const nanos: SequencePlan = { ...plan, order: { timestamp: { path: '@timestamp', type: 'date_nanos' } } };
  const late = [
    {
      ...start('s', 0),
      document: { ...start('s', 0).document, '@timestamp': '2026-01-01T00:00:00.000000000Z' },
    },
    {
      ...connect('c', 0),
      document: { ...connect('c', 0).document, '@timestamp': '2026-01-01T00:01:00.000000001Z' },
    },
  ];
  expect(misses(nanos, late)).toEqual(['s+c 60000.000001 of 60000 ms, 0.000001 over']);
  expect(misses(plan, late)).toEqual([]);
});

describe('a sample', () => {
  const step = (what: string) => ({ filter: all(is('what', what), is('name', 'x')), by: keys });
  const sample: SamplePlan = { kind: 'sample', steps: ['1', '2', '3'].map(step), order };
  const at = (step: number, fields: Record<string, string | undefined> = {}) =>
    event(`e${step}`, 10 - step, { what: `${step}`, ...fields });
  const untimed = ({ id, document: { '@timestamp': _, ...document } }: Made): Made => ({ id, document });

  test.each<[string, Made[], string[]]>([
    ['is no near miss where it matches', [at(1), at(2), at(3)], []],
    ['one condition', [at(1), at(2, { name: 'y' }), at(3)], ['e1+e2+e3 step 2: name is y']],
    [
      'one condition, without times',
      [at(1), at(2, { name: 'y' }), at(3)].map(untimed),
      ['e1+e2+e3 step 2: name is y'],
    ],
    ['one key', [at(1), at(2), at(3, { host: 'b' })], ['e1+e2+e3 host=a host=a host=b']],
    ['one step', [at(3), at(1)], ['e1+e3 step 2 missing: what == "2" and name == "x"']],
    ['two steps are too many', [at(3)], []],
    ['two conditions are too many', [at(1, { name: 'y' }), at(2, { name: 'y' }), at(3)], []],
    [
      'keys that matched are left out',
      [
        at(1),
        at(2),
        at(3),
        event('n', 9, { what: '1', name: 'y' }),
        event('m', 9, { what: '2' }),
        event('l', 9, { what: '3' }),
      ],
      [],
    ],
  ])('%s', (_, events, expected) => {
    expect(misses(sample, events)).toEqual(expected);
  });

  test('an event stands for one step only', () => {
    const same: SamplePlan = { ...sample, steps: [step('1'), step('1'), step('3')] };
    const missing = misses(same, [at(1), at(3)]);
    expect(missing).toEqual(['e1+e3 step 2 missing: what == "1" and name == "x"']);
  });

  test('of two steps one event alone is not near', () => {
    expect(misses({ ...sample, steps: sample.steps.slice(0, 2) }, [at(1)])).toEqual([]);
  });

  test('a step that many keys lack is what the rule looks for', () => {
    const events = Array.from({ length: 11 }, (_, number) =>
      [1, 2].map(step => event(`e${step}.${number}`, number, { what: `${step}`, host: `h${number}` })),
    ).flat();
    expect(misses(sample, events)).toEqual([]);
    expect(misses(sample, events.slice(0, 4))).toHaveLength(2);
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
