/** What every store of events does, whatever it stands on. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { SlotTable } from '../../src/engine/slot-table.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import type { EventQuery, EventStore, NewEvent, StoredEvent } from '../../src/store/event-store.ts';

/** A store that lives through the tests of a contract, and its events: each test has times and ids of its own. */
export interface StoreUnderTest {
  readonly store: EventStore;
  close(): Promise<void>;
}

const encoder = new TextEncoder();
/** Far apart, so that no test sees the events of another. */
const TEST_SPAN_MS = 100_000_000;

export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the store of events ${name}`, () => {
    let opened: StoreUnderTest;
    let store: EventStore;
    let start = 1_700_000_000_000;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(async () => {
      await opened.close();
    });
    beforeEach(() => {
      start += TEST_SPAN_MS;
    });

    const event = (at: number, document: JsonObject = {}, more: Partial<NewEvent> = {}): NewEvent => ({
      id: `${start}-${at}`,
      index: 'logs-test-default',
      timeMs: start + at,
      ingestedMs: start + at + 5,
      raw: encoder.encode(JSON.stringify({ n: at, ...document })),
      ...more,
    });
    const window = (from = 0, to = TEST_SPAN_MS - 1): NonNullable<EventQuery['window']> => ({
      by: 'time',
      fromMs: start + from,
      toMs: start + to,
    });
    const read = async (query: EventQuery = {}): Promise<StoredEvent[]> => {
      const events: StoredEvent[] = [];
      for await (const batch of store.read({ window: window(), ...query })) events.push(...batch);
      return events;
    };
    const numbers = async (query?: EventQuery): Promise<unknown[]> =>
      (await read(query)).map(({ document }) => document['n']);
    const fill = async (events: readonly NewEvent[]): Promise<void> => {
      await store.append(events);
      await store.settle();
    };

    test('an event comes back as it was, with the time at which it was ingested', async () => {
      const document = {
        process: { name: 'a.exe' },
        text: 'ä\u0000\u{1f600}"\\',
        big: 1.5,
        list: [null, {}],
      };
      const [appended] = await store.append([event(1, document)]);
      await store.settle();
      expect(appended).toEqual({ kind: 'stored', arrival: store.lastArrival });
      const ingested = new Date(start + 6).toISOString();
      expect(await read()).toEqual([
        {
          id: `${start}-1`,
          index: 'logs-test-default',
          timeMs: start + 1,
          ingestedMs: start + 6,
          arrival: store.lastArrival,
          document: { n: 1, ...document, 'event.ingested': ingested },
        },
      ]);
    });

    test('what a shipper says of ingestion stays', async () => {
      await fill([
        event(1, { event: { ingested: '2024-01-01T00:00:00Z', kind: 'event' } }),
        event(2, { 'event.ingested': 'x' }),
        event(3, { event: { kind: 'event' } }),
      ]);
      expect((await read()).map(({ document: { n: _, ...rest } }) => rest)).toEqual([
        { event: { ingested: '2024-01-01T00:00:00Z', kind: 'event' } },
        { 'event.ingested': 'x' },
        { event: { kind: 'event', ingested: new Date(start + 8).toISOString() } },
      ]);
    });

    test('of an event that was mapped its ECS document is read', async () => {
      await fill([event(1, {}, { ecs: encoder.encode('{"n":"mapped","host":{"name":"h"}}') })]);
      expect(await numbers()).toEqual(['mapped']);
    });

    test('an event that is sent again is stored once, and its first arrival counts', async () => {
      const first = await store.append([event(1), event(2), event(1)]);
      expect(first.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'double']);
      await store.settle();
      await fill([event(1, { later: true }), event(3)]);
      expect(await numbers()).toEqual([1, 2, 3]);
      expect((await read())[0]?.document['later']).toBeUndefined();
    });

    test('arrival numbers grow in the order of appending', async () => {
      const before = store.lastArrival;
      const answers = await Promise.all([store.append([event(9), event(8)]), store.append([event(7)])]);
      const arrivals = answers.flat().map(each => (each.kind === 'stored' ? each.arrival : 0));
      expect(arrivals).toEqual([before + 1, before + 2, before + 3]);
      await store.settle();
      expect(await numbers({ afterArrival: before + 1 })).toEqual([7, 8]);
    });

    test('events are read in order of time, then of arrival, either way; those without a time stand last', async () => {
      const before = store.lastArrival;
      await fill([
        event(3),
        event(1),
        event(2, {}, { timeMs: undefined }),
        event(5, {}, { timeMs: start + 3 }),
        event(4, {}, { timeMs: undefined }),
      ]);
      const all = { afterArrival: before, window: { by: 'ingested', fromMs: 0, toMs: start + 100 } } as const;
      expect(await numbers(all)).toEqual([1, 3, 5, 2, 4]);
      expect(await numbers({ ...all, order: 'descending' })).toEqual([5, 3, 1, 4, 2]);
      expect(await numbers()).toEqual([1, 3, 5]);
    });

    test('both ends of a window are in it', async () => {
      await fill([event(1), event(2), event(3), event(4)]);
      expect(await numbers({ window: window(2, 3) })).toEqual([2, 3]);
      expect(await store.count({ window: window(2, 3) })).toBe(2);
      expect(await numbers({ window: { by: 'ingested', fromMs: start + 7, toMs: start + 8 } })).toEqual([
        2, 3,
      ]);
    });

    test('indices are asked for by patterns, and an unknown one passes each', async () => {
      await fill([
        event(1, {}, { index: 'logs-a-default' }),
        event(2, {}, { index: 'logs-b-default' }),
        event(3, {}, { index: undefined }),
        event(4, {}, { index: '.ds-logs-a-default-2024.05.01-000007' }),
      ]);
      expect(await numbers({ indices: ['logs-a-*'] })).toEqual([1, 3, 4]);
      expect(await numbers({ indices: ['logs-*', '-logs-a-*'] })).toEqual([2, 3]);
      expect(await store.count({ window: window(), indices: ['logs-b-*'] })).toBe(2);
      expect(await store.countByIndex(window())).toEqual(
        new Map([
          ['logs-a-default', 1],
          ['logs-b-default', 1],
          [undefined, 1],
          ['.ds-logs-a-default-2024.05.01-000007', 1],
        ]),
      );
    });

    test('what passes a filter is among what is read', async () => {
      await fill([
        event(1, { process: { name: 'cmd.exe', pid: 4 }, host: { id: 'h' } }),
        event(2, { process: { name: ['cmd.exe', 'b'] } }),
        event(3, { 'process.name': 'CMD.EXE', message: 'Say hello' }),
        event(4, { process: { name: 'other', pid: '4' } }),
        event(5, { message: 'sa\\u0079' }),
        event(6, { process: { name: 'c\u006dd.exe', pid: 5 } }),
      ]);
      const name = { path: 'process.name', type: 'keyword' } as const;
      const pid = { path: 'process.pid', type: 'long' } as const;
      const filters: readonly Predicate[] = [
        { kind: 'equals', field: name, values: ['cmd.exe'], ignoreCase: false },
        { kind: 'equals', field: name, values: ['Cmd.exe'], ignoreCase: true },
        { kind: 'not', term: { kind: 'equals', field: name, values: ['other'], ignoreCase: false } },
        { kind: 'not', term: { kind: 'exists', field: name } },
        { kind: 'like', field: name, patterns: ['*.EX?'], ignoreCase: true },
        { kind: 'range', field: pid, op: '<', value: 5 },
        {
          kind: 'like',
          field: { path: 'message', type: 'keyword' },
          patterns: ['*HELLO*'],
          ignoreCase: true,
        },
      ];
      const all = await read();
      for (const filter of filters) {
        const wanted = all.filter(({ document }) => passes(filter, document)).map(({ id }) => id);
        const found = (await read({ filter })).map(({ id }) => id);
        expect(wanted.length).toBeGreaterThan(0);
        expect(found).toEqual(expect.arrayContaining(wanted));
      }
    });

    test('events are found by their ids, also by strange ones', async () => {
      const strange = `${start} '\\"\`{x:String}?\n\u0000ä`;
      await fill([event(1), event(2), event(3, {}, { id: strange })]);
      const found = await store.byIds([`${start}-2`, 'nowhere', strange]);
      expect(found.map(({ id }) => id)).toEqual([`${start}-2`, strange]);
    });

    test('thousands of events come in batches, in order, and progress is told', async () => {
      await fill(Array.from({ length: 4500 }, (_, at) => event(at)));
      const told: number[] = [];
      let batches = 0;
      let count = 0;
      let last = -1;
      for await (const batch of store.read({ window: window(), onProgress: done => told.push(done) })) {
        batches++;
        for (const { timeMs = 0 } of batch) {
          expect(timeMs).toBeGreaterThan(last);
          last = timeMs;
          count++;
        }
      }
      expect([count, batches > 1, told.at(-1)]).toEqual([4500, true, 4500]);
    });

    test('a read that is aborted stops with the reason', async () => {
      await fill(Array.from({ length: 3000 }, (_, at) => event(at)));
      const stop = new AbortController();
      const reason = new Error('enough');
      const reading = async (): Promise<void> => {
        for await (const _ of store.read({ window: window(), signal: stop.signal })) stop.abort(reason);
      };
      await expect(reading()).rejects.toBe(reason);
    });

    test('sources tell what arrived of each index, and how late it was', async () => {
      await fill([
        event(1, {}, { index: 'a', ingestedMs: start + 11 }),
        event(2, {}, { index: 'a', ingestedMs: start + 32 }),
        event(3, {}, { index: 'a', ingestedMs: start + 33, timeMs: undefined }),
        event(4, {}, { index: 'b' }),
      ]);
      const given = AbortSignal.abort(new Error('given up'));
      await expect(store.sources({ fromMs: start, toMs: start + 100, signal: given })).rejects.toThrow(
        'given up',
      );
      const tallies = await store.sources({ fromMs: start, toMs: start + 100 });
      expect(tallies.toSorted((a, b) => ((a.index ?? '') < (b.index ?? '') ? -1 : 1))).toEqual([
        {
          index: 'a',
          events: 3,
          bytes: 21,
          firstMs: start + 11,
          lastMs: start + 33,
          medianLatenessMs: 30,
          mostLatenessMs: 30,
        },
        {
          index: 'b',
          events: 1,
          bytes: 7,
          firstMs: start + 9,
          lastMs: start + 9,
          medianLatenessMs: 5,
          mostLatenessMs: 5,
        },
      ]);
    });

    test('nothing is waiting once it is settled, and size counts events', async () => {
      const before = (await store.size()).events;
      await fill([event(1), event(2)]);
      const { events, waitingEvents } = await store.size();
      expect([events - before, waitingEvents]).toEqual([2, 0]);
    });
  });
}

function passes(predicate: Predicate, document: JsonObject): boolean {
  const table = new SlotTable();
  const accepts = compilePredicate(predicate, table.slotOf);
  return accepts(buildExtractor(table.paths).fromDocument(document));
}
