import { expect, test } from 'vitest';
import { eventPivots, rangeAround } from './event-pivots.ts';

const EVENT = {
  _index: '',
  _id: 'a',
  _source: {
    '@timestamp': '2026-03-17T08:30:00.000Z',
    host: { id: 'H', name: 'ws' },
    user: { name: 'CORP\\mara' },
    process: { entity_id: '{1}', parent: { entity_id: '{0}' } },
  },
};

test('an event leads to its process, its parent, and its host and user around it', () => {
  expect(eventPivots(EVENT, 'eql').map(({ label, query }) => [label, query])).toEqual([
    ['This process', 'any where process.entity_id == "{1}"'],
    ['Its parent', 'any where process.entity_id == "{0}"'],
    ['Host ±15 min', 'any where host.id == "H"'],
    ['User on this host ±15 min', 'any where host.id == "H" and user.name == "CORP\\\\mara"'],
  ]);
  const at = Date.parse('2026-03-17T08:30:00.000Z');
  expect(eventPivots(EVENT, 'kql')[2]).toEqual({
    label: 'Host ±15 min',
    query: 'host.id: "H"',
    aroundMs: at,
  });
  expect(rangeAround(at)).toEqual({ from: '2026-03-17T08:15:00.000Z', to: '2026-03-17T08:45:00.000Z' });
});

test('an event without these fields leads nowhere', () => {
  expect(eventPivots({ _index: '', _id: 'a', _source: {} }, 'eql')).toEqual([]);
});
