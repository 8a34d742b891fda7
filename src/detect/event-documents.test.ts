import { expect, test } from 'vitest';
import { MemoryAlertStore } from '../store/memory/alert-store.ts';
import { MemoryEventStore } from '../store/memory/event-store.ts';
import { EventDocuments } from './event-documents.ts';
import type { HitEvent } from './held-hits.ts';

const event = (id: string): HitEvent => ({
  ...{ id, index: undefined, ingestedMs: 0, arrival: 1, isAlert: false, takenMs: 0, line: undefined },
});
const started = (mostBytes: number): EventDocuments =>
  new EventDocuments(new MemoryEventStore(), new MemoryAlertStore(), mostBytes);

test('the line of an event that is kept does not hold on to the request that it came in', async () => {
  const documents = started(1 << 20);
  const request = Buffer.from('{"n":1}\n{"n":2}\n');
  const [first, second] = [event('a'), event('b')];
  documents.keep(first, request.subarray(0, 7));
  documents.keep(second, request.subarray(8, 15));
  expect(first.line?.buffer).not.toBe(request.buffer);
  request.fill(0);
  const found = await documents.find([first, second]);
  expect([...found.values()].map(({ document }) => document['n'])).toEqual([1, 2]);
});

test('the oldest lines are let go of beyond the bound, and long ones too', () => {
  const documents = started(300_000);
  const events = ['a', 'b', 'c', 'd'].map(event);
  for (const [at, one] of events.entries())
    documents.keep(one, new Uint8Array(at % 2 === 0 ? 100_000 : 150_000).fill(at));
  expect(events.map(({ line }) => line?.length)).toEqual([undefined, undefined, 100_000, 150_000]);
  expect(events[2]?.line?.every(byte => byte === 2)).toBe(true);
});
