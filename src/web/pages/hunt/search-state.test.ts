import { describe, expect, test } from 'vitest';
import type { FoundEvent, SearchPart } from '../../server/hunt.ts';
import { type EventSearch, NO_SEARCH, searchAfter } from './search-state.ts';

const event = (id: string): FoundEvent => ({ _index: 'logs', _id: id, _source: {} });
const result = (id: string): SearchPart => ({ type: 'result', result: event(id) });
const END: SearchPart = {
  type: 'end',
  took: 5,
  is_partial: false,
  total: { value: 1, relation: 'eq' },
  searched: { from: null, to: null, events: 1, isComplete: true },
  warnings: [],
};

function fed(search: EventSearch, ...parts: readonly SearchPart[]): EventSearch {
  return searchAfter(search, { kind: 'parts', parts });
}

describe('a search', () => {
  const done = fed(searchAfter(NO_SEARCH, { kind: 'start', isPage: false }), result('a'), END);

  test('shows what the one before found until it finds something', () => {
    const started = searchAfter(done, { kind: 'start', isPage: false });
    expect(started).toMatchObject({ isStale: true, isRunning: true, results: [event('a')] });
    expect(fed(started, result('b'))).toMatchObject({ isStale: false, results: [event('b')] });
  });

  test('that finds nothing shows nothing of the one before', () => {
    expect(fed(searchAfter(done, { kind: 'start', isPage: false }), END)).toMatchObject({
      results: [],
      isStale: false,
      isRunning: false,
    });
  });

  test('of a next page adds to what is there', () => {
    const more = fed(searchAfter(done, { kind: 'start', isPage: true }), result('b'), END);
    expect(more.results).toEqual([event('a'), event('b')]);
  });

  test('that was cancelled keeps what it found, and not what the one before found', () => {
    const started = searchAfter(done, { kind: 'start', isPage: false });
    expect(searchAfter(started, { kind: 'cancel' }).results).toEqual([]);
    expect(searchAfter(fed(started, result('b')), { kind: 'cancel' })).toMatchObject({
      results: [event('b')],
      wasCancelled: true,
      isRunning: false,
    });
  });

  test('that breaks off says so', () => {
    expect(fed(done, { type: 'error', detail: 'gone' })).toMatchObject({
      isRunning: false,
      error: { message: 'gone' },
    });
  });
});
