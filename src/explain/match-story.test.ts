import { expect, test } from 'vitest';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import type { SequencePlan } from '../plan/query.ts';
import { tellMatch } from './match-story.ts';

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

test('a sequence is told as a line of time', () => {
  const story = tellMatch(plan, [started, connected], ['host-1']);
  expect(
    story.events.map(({ step, offsetMs, category, action }) => [step, offsetMs, category, action]),
  ).toEqual([
    [1, 0, 'process', 'start'],
    [2, 8000, 'network', 'connection_attempted'],
  ]);
  expect(story.joinedBy).toEqual([{ paths: ['host.id', 'host.id'], value: 'host-1' }]);
  expect([story.tookMs, story.allowedMs]).toEqual([8000, 60_000]);
});

test('each condition stands with the values that decided it', () => {
  const [first, second] = tellMatch(plan, [started, connected], ['host-1']).events;
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
  expect(story.events).toHaveLength(1);
});

test('an event without a time has no offset', () => {
  const story = tellMatch(
    { kind: 'events', filter: is('process.name', 'x'), order },
    [{ process: { name: 'x' } }],
    undefined,
  );
  expect(story.events[0]).toMatchObject({ timestampMs: undefined, offsetMs: undefined, action: undefined });
});
