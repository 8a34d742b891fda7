import { describe, expect, test } from 'vitest';
import { storeOf } from '../../test/support/stored-events.ts';
import type { JsonObject } from '../event/json.ts';
import { compileEql } from '../lang/eql/index.ts';
import type { QueryPlan } from '../plan/query.ts';
import { sourceText } from '../source/source-text.ts';
import type { EventQuery, EventStore, StoredEvent } from '../store/event-store.ts';
import { type SearchEnd, type SearchOptions, searchEvents } from './search-events.ts';

function planOf(text: string): QueryPlan {
  const { value } = compileEql(sourceText('<query>', text));
  if (value === undefined) throw new Error(`${text} does not compile`);
  return value;
}

const T0 = Date.UTC(2026, 10, 24);

/** One event a second, each named by a letter, on host `h`; a blank is none. */
function events(letters: string, more: JsonObject = {}): readonly JsonObject[] {
  return [...letters].flatMap((name, second) =>
    name === ' '
      ? []
      : {
          '@timestamp': new Date(T0 + second * 1000).toISOString(),
          event: { category: 'process' },
          host: { id: 'h' },
          process: { name },
          ...more,
        },
  );
}

interface Found {
  /** The letters of each result; `-` where an event is missing. */
  readonly results: readonly string[];
  readonly ids: readonly string[];
  readonly end: SearchEnd;
}

async function search(store: EventStore, text: string, options: Partial<SearchOptions> = {}): Promise<Found> {
  const results: string[] = [];
  const ids: string[] = [];
  for await (const step of searchEvents(store, planOf(text), { size: 10, order: 'ascending', ...options })) {
    if (step.kind === 'end') return { results, ids, end: step.end };
    results.push(step.result.events.map(event => (event === undefined ? '-' : letterOf(event))).join(''));
    ids.push(step.result.events.map(event => event?.id ?? '-').join(' '));
  }
  throw new Error('no end');
}

function letterOf({ document }: StoredEvent): string {
  const { process } = document as { readonly process: { readonly name: string } };
  return process.name;
}

const PAIR =
  'sequence by host.id with maxspan=2s [any where process.name == "a"] [any where process.name == "b"]';
const ALL = 'any where true';

/** A store that gives out single events, and can be watched and stopped. */
function oneByOne(inner: EventStore, onRead: (count: number) => void = () => {}): EventStore {
  let count = 0;
  return new Proxy(inner, {
    get(target, key) {
      if (key !== 'read') {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async function* (query: EventQuery) {
        for await (const batch of target.read(query))
          for (const event of batch) {
            query.signal?.throwIfAborted();
            onRead(++count);
            yield [event];
          }
      };
    },
  });
}

describe('a search for events', () => {
  test('finds what passes, in the order that is asked for, and says that this is all', async () => {
    const store = await storeOf(events('abcab'));
    const text = 'process where process.name in ("a", "b")';
    expect(await search(store, text)).toMatchObject({
      results: ['a', 'b', 'a', 'b'],
      end: { total: { value: 4, relation: 'eq' }, isPartial: false, searched: { isComplete: true } },
    });
    expect((await search(store, text, { order: 'descending' })).results).toEqual(['b', 'a', 'b', 'a']);
  });

  test('stops reading when it has one result more than it wants', async () => {
    let read = 0;
    const store = oneByOne(await storeOf(events('a'.repeat(50))), count => {
      read = count;
    });
    const { end, results } = await search(store, ALL, { size: 3, order: 'descending' });
    expect(results).toHaveLength(3);
    expect(read).toBe(4);
    expect(end).toMatchObject({ total: { value: 4, relation: 'gte' }, isPartial: false });
    expect(end.searched).toMatchObject({ fromMs: T0 + 47_000, isComplete: false });
  });

  test.each(['ascending', 'descending'] as const)('is paged without holes or doubles, %s', async order => {
    const documents = [...events('aaaa'), ...events('aaaa'), ...events('aa')].map(one => ({ ...one }));
    documents.push({ process: { name: 'untimed' } }, { process: { name: 'untimed' } });
    const store = await storeOf(documents);
    const whole = await search(store, ALL, { order, size: 100 });
    expect(whole.ids).toHaveLength(12);
    const paged: string[] = [];
    let after: SearchOptions['after'];
    do {
      const page = await search(store, ALL, { order, size: 3, after });
      paged.push(...page.ids);
      after = page.end.next;
    } while (after !== undefined);
    expect(paged).toEqual(whole.ids);
  });

  test('takes pipes from the end that the first one says, and the others from what is left', async () => {
    const store = await storeOf(events('abcdef'));
    expect((await search(store, `${ALL} | head 4 | tail 2`)).results).toEqual(['c', 'd']);
    expect((await search(store, `${ALL} | tail 4 | head 2`)).results).toEqual(['c', 'd']);
    expect((await search(store, `${ALL} | tail 3`, { order: 'descending' })).results).toEqual([
      'f',
      'e',
      'd',
    ]);
    expect((await search(store, `${ALL} | head 0`)).results).toEqual([]);
    expect((await search(store, `${ALL} | tail 5`, { size: 2 })).results).toEqual(['e', 'f']);
  });

  test('looks only into the window and the indices', async () => {
    const store = await storeOf(events('abcdef'), 'logs-x');
    const window = { fromMs: T0 + 1000, toMs: T0 + 3000 };
    expect((await search(store, ALL, { window })).results).toEqual(['b', 'c', 'd']);
    expect((await search(store, ALL, { indices: ['logs-y*'] })).results).toEqual([]);
  });
});

describe('a search for sequences', () => {
  test('finds them with their keys, the latest where there are too many', async () => {
    const store = await storeOf(events('ab ab  a  b ab'));
    const ascending = await search(store, PAIR);
    expect(ascending.ids).toEqual(['e0 e1', 'e2 e3', 'e6 e7']);
    expect(ascending.end).toMatchObject({ total: { value: 3, relation: 'eq' }, isPartial: false });
    const latest = await search(store, PAIR, { order: 'descending', size: 2 });
    expect(latest.ids).toEqual(['e6 e7', 'e2 e3']);
    expect(latest.end.total).toEqual({ value: 3, relation: 'eq' });
    expect((await search(store, PAIR, { size: 2 })).ids).toEqual(['e0 e1', 'e2 e3']);
  });

  test('holds the place of an event that is to be missing', async () => {
    const missing = PAIR.replace('[any where process.name == "b"]', '![any where process.name == "b"]');
    const store = await storeOf(events('ab  a'));
    expect((await search(store, missing)).ids).toEqual(['e2 -']);
  });

  test('understands pipes and samples', async () => {
    const store = await storeOf(events('ab ab ab'));
    expect((await search(store, `${PAIR} | tail 2 | head 1`)).ids).toEqual(['e2 e3']);
    expect((await search(store, `${PAIR} | head 1`)).ids).toEqual(['e0 e1']);
    const sample = 'sample by host.id [any where process.name == "a"] [any where process.name == "b"]';
    expect((await search(store, sample)).results).toHaveLength(1);
  });

  test('lets go of hits that no sequence can name any more, and stops where there are too many', async () => {
    const store = await storeOf(events('ab'.repeat(40)));
    const bounds = { mostHits: 8, mostStateBytes: 1_000_000 };
    expect((await search(store, PAIR, { size: 100, bounds })).end).toMatchObject({ isPartial: false });
    const unbounded = PAIR.replace(' with maxspan=2s', '');
    const { end } = await search(store, unbounded, { size: 100, bounds });
    expect(end.isPartial).toBe(true);
    expect(end.total).toEqual({ value: 4, relation: 'gte' });
    expect(end.warnings[0]).toContain('more than 8 events');
  });
});

describe('a search without enough time', () => {
  /** Time is up when so many events were given out. */
  function limited(
    inner: EventStore,
    most: number,
  ): { readonly store: EventStore; readonly timeUp: AbortSignal } {
    const clock = new AbortController();
    return {
      store: oneByOne(inner, count => {
        if (count > most) clock.abort();
      }),
      timeUp: clock.signal,
    };
  }

  test('gives what it found and says which stretch it searched', async () => {
    const { store, timeUp } = limited(await storeOf(events('aaaaaaaa')), 3);
    const { end, results } = await search(store, ALL, { timeUp, window: { fromMs: T0, toMs: T0 + 60_000 } });
    expect(results).toHaveLength(3);
    expect(end).toMatchObject({
      isPartial: true,
      total: { value: 3, relation: 'gte' },
      searched: { fromMs: T0, toMs: T0 + 2000, events: 3, isComplete: false },
    });
    expect(end.next).toMatchObject({ timeMs: T0 + 2000 });
  });

  test('does not say that something is missing which it did not look for', async () => {
    const missing = PAIR.replace('[any where process.name == "b"]', '![any where process.name == "b"]');
    const { store, timeUp } = limited(await storeOf(events('abcdef')), 1);
    const { end, results } = await search(store, missing, { timeUp });
    expect(results).toEqual([]);
    expect(end.warnings.join()).toContain('may still follow');
  });

  test('throws when whoever asked is gone', async () => {
    const gone = new AbortController();
    const store = oneByOne(await storeOf(events('aaaa')), count => {
      if (count === 2) gone.abort(new Error('gone'));
    });
    await expect(search(store, ALL, { signal: gone.signal })).rejects.toThrow('gone');
    await expect(search(store, PAIR, { signal: gone.signal })).rejects.toThrow('gone');
  });
});
