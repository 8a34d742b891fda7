import { describe, expect, test } from 'vitest';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import type { AbsentStep, SequencePlan } from '../plan/query.ts';
import { type MatchStory, type StoryEvent, tellMatch } from './match-story.ts';

const keyword = (path: string): FieldRef => ({ path, type: 'keyword' });
const is = (path: string, value: string): Predicate => ({
  kind: 'equals',
  field: keyword(path),
  values: [value],
  ignoreCase: true,
});
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const by = [{ field: keyword('host.id'), optional: false }];
const inside: Predicate = {
  kind: 'cidr',
  field: { path: 'destination.ip', type: 'ip' },
  blocks: ['10.0.0.0/8', '192.168.0.0/16'],
};
const plan: SequencePlan = {
  kind: 'sequence',
  maxspanMs: 60_000,
  steps: [
    { filter: { kind: 'all', terms: [is('event.category', 'process'), is('process.name', 'x.exe')] }, by },
    {
      filter: {
        kind: 'all',
        terms: [
          is('event.category', 'network'),
          { kind: 'not', term: { kind: 'any', terms: [inside, is('network.protocol', 'dns')] } },
        ],
      },
      by,
    },
  ],
  order,
};
const started = {
  '@timestamp': '2026-03-17T08:00:00.500Z',
  event: { category: ['process'], type: ['start'] },
  process: { name: 'X.EXE' },
};
const connected = {
  '@timestamp': '2026-03-17T08:00:08.500Z',
  event: { category: ['network'], action: 'connection_attempted' },
  destination: { ip: '1.2.3.4' },
};

const eventsOf = (story: MatchStory): StoryEvent[] => story.entries.filter(entry => entry.kind === 'event');

test('a sequence is told as a line of time', () => {
  const story = tellMatch(plan, [started, connected], ['host-1']);
  expect(
    eventsOf(story).map(({ step, offsetMs, category, action }) => [step, offsetMs, category, action]),
  ).toEqual([
    [1, 0, 'process', 'start'],
    [2, 8000, 'network', 'connection_attempted'],
  ]);
  expect(story.joinedBy).toEqual([{ paths: ['host.id', 'host.id'], value: 'host-1' }]);
  expect([story.tookMs, story.allowedMs]).toEqual([8000, 60_000]);
});

test('each condition stands with the values that decided it', () => {
  const [first, second] = eventsOf(tellMatch(plan, [started, connected], ['host-1']));
  expect(first?.conditions.map(({ fields }) => fields)).toEqual([
    [{ path: 'event.category', values: ['process'] }],
    [{ path: 'process.name', values: ['X.EXE'] }],
  ]);
  expect(first?.conditions[1]?.text).toContain('process.name');
  // "not (inside or dns)" is two conditions.
  expect(second?.conditions.map(({ fields }) => fields)).toEqual([
    [{ path: 'event.category', values: ['network'] }],
    [{ path: 'destination.ip', values: ['1.2.3.4'] }],
    [{ path: 'network.protocol', values: [] }],
  ]);
});

test('a single event has no span and no joins', () => {
  const story = tellMatch(
    { kind: 'events', filter: is('process.name', 'x.exe'), order },
    [started],
    undefined,
  );
  expect(story).toMatchObject({ joinedBy: [], tookMs: undefined, allowedMs: undefined });
  expect(story.entries).toHaveLength(1);
});

test('an event without a time has no offset', () => {
  const story = tellMatch(
    { kind: 'events', filter: is('process.name', 'x'), order },
    [{ process: { name: 'x' } }],
    undefined,
  );
  expect(story.entries[0]).toMatchObject({ timestampMs: undefined, offsetMs: undefined, action: undefined });
});

describe('an event that had to be missing', () => {
  const absentAt = (at: number): AbsentStep => ({ filter: is('process.name', `bad-${at}`), by, at });
  const told = (...absent: AbsentStep[]) =>
    tellMatch({ ...plan, absent }, [started, connected], ['host-1']).entries.map(entry =>
      entry.kind === 'event'
        ? entry.step
        : [
            entry.step,
            entry.where,
            ...[entry.fromMs, entry.untilMs].map(ms => ms && new Date(ms).toISOString().slice(14, 23)),
            ...(entry.isEitherSide ? ['or'] : []),
            ...entry.conditions.map(({ text }) => text),
          ],
    );

  test('stands at its place in the query, with the time that it covers', () => {
    expect(told(absentAt(0))).toEqual([
      [1, 'before', '59:08.500', '00:00.500', 'process.name : "bad-0"'],
      2,
      3,
    ]);
    expect(told(absentAt(1))).toEqual([
      1,
      [2, 'between', '00:00.500', '00:08.500', 'process.name : "bad-1"'],
      3,
    ]);
    expect(told(absentAt(2))).toEqual([
      1,
      2,
      [3, 'after', '00:08.500', '01:00.500', 'process.name : "bad-2"'],
    ]);
  });

  test('on both sides asks for one clean window', () => {
    expect(told(absentAt(0), absentAt(2)).map(entry => Array.isArray(entry) && entry.includes('or'))).toEqual(
      [true, false, false, true],
    );
  });

  test('is told once, however often the query says so', () => {
    const missing = absentAt(1);
    expect(told(missing, { ...missing })).toHaveLength(3);
  });

  test('may be a hole among the documents', () => {
    const rule = { ...plan, absent: [absentAt(1)] };
    expect(tellMatch(rule, [started, undefined, connected], ['host-1'])).toEqual(
      tellMatch(rule, [started, connected], ['host-1']),
    );
  });
});

test('a repeated step counts its repetitions and is one step', () => {
  const [first, second] = plan.steps;
  if (first === undefined || second === undefined) throw new Error('the plan has two steps');
  const rule = { ...plan, steps: [first, first, second] };
  const story = tellMatch(rule, [started, started, connected], ['host-1']);
  expect(eventsOf(story).map(({ step, run }) => [step, run])).toEqual([
    [1, { number: 1, of: 2 }],
    [1, { number: 2, of: 2 }],
    [2, undefined],
  ]);
});

test('a sample is told in the order of the query, from its earliest event', () => {
  const story = tellMatch({ kind: 'sample', steps: plan.steps, order }, [connected, started], ['host-1']);
  expect(story.kind).toBe('sample');
  expect(eventsOf(story).map(({ step, offsetMs }) => [step, offsetMs])).toEqual([
    [1, 8000],
    [2, 0],
  ]);
  expect([story.tookMs, story.allowedMs, story.joinedBy.length]).toEqual([8000, undefined, 1]);
});

test('a list of thousands is cut in the text and whole in the condition', () => {
  const values = Array.from({ length: 2697 }, (_, at) => `v${at}`);
  const filter: Predicate = { kind: 'equals', field: keyword('process.name'), values, ignoreCase: false };
  const [event] = eventsOf(tellMatch({ kind: 'events', filter, order }, [started], undefined));
  expect(event?.conditions[0]?.text).toBe('process.name in ("v0", "v1", "v2", … 2694 more)');
  expect(event?.conditions[0]?.predicate).toBe(filter);
});
