import { expect, test } from 'vitest';
import type { FoundEvent } from '../server/hunt.ts';
import { eventRows } from './event-rows.ts';

const at = (id: string, time: string): FoundEvent => ({
  _index: '',
  _id: id,
  _source: { '@timestamp': time },
});

test('single events are a row each', () => {
  const event = at('a', '2026-03-17T08:30:00.000Z');
  expect(eventRows([event])).toEqual([{ kind: 'event', event, step: undefined }]);
});

test('a sequence is a row that says how long it took, and one for each step, missing ones included', () => {
  const first = at('a', '2026-03-17T08:30:00.000Z');
  const last = at('c', '2026-03-17T08:30:08.000Z');
  const gone: FoundEvent = { _index: '', _id: '', _source: {}, missing: true };
  expect(eventRows([{ join_keys: ['host'], events: [first, gone, last] }])).toEqual([
    { kind: 'sequence', number: 1, joinKeys: ['host'], events: 2, tookMs: 8_000 },
    { kind: 'event', event: first, step: 0 },
    { kind: 'missing', step: 1 },
    { kind: 'event', event: last, step: 2 },
  ]);
});
