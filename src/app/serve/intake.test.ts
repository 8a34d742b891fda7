import { describe, expect, test } from 'vitest';
import type { ArrivedEvent } from '../../detect/detection.ts';
import { IntakeBusy } from '../../http/parts.ts';
import { StoreUnavailable } from '../../store/event-store.ts';
import { MemoryEventStore } from '../../store/memory/event-store.ts';
import { startIntake } from './intake.ts';

const NOW_MS = Date.parse('2026-03-17T09:00:00Z');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const document = (json: unknown): { bytes: Uint8Array } => ({ bytes: bytes(JSON.stringify(json)) });

function started(events = new MemoryEventStore()) {
  const arrived: ArrivedEvent[] = [];
  const intake = startIntake({ events, onArrival: batch => arrived.push(...batch), clock: () => NOW_MS });
  return { arrived, events, intake };
}

describe('the intake', () => {
  test('stores documents, and shows them to the rules in the order of their arrival', async () => {
    const { arrived, intake } = started();
    const taken = await intake.take([
      { ...document({ '@timestamp': '2026-03-17T08:00:00Z', n: 1 }), id: 'a', index: 'logs-x-default' },
      { ...document({ '@timestamp': '2026-03-17T08:00:01Z', n: 2 }), id: 'b' },
    ]);
    expect(taken).toEqual([
      { kind: 'stored', id: 'a' },
      { kind: 'stored', id: 'b' },
    ]);
    expect(arrived.map(({ arrival, id, index, timeMs }) => [arrival, id, index, timeMs])).toEqual([
      [1, 'a', 'logs-x-default', Date.parse('2026-03-17T08:00:00Z')],
      [2, 'b', undefined, Date.parse('2026-03-17T08:00:01Z')],
    ]);
  });

  test('refuses a bad document alone, with its reason', async () => {
    const { arrived, intake } = started();
    const taken = await intake.take([
      { bytes: bytes('{"a":') },
      { ...document({ a: 1 }), id: 'a' },
      document([1]),
    ]);
    expect(taken.map(({ kind }) => kind)).toEqual(['refused', 'stored', 'refused']);
    expect(arrived).toHaveLength(1);
    expect([...intake.counts.refused]).toEqual([
      ['not-json', 1],
      ['not-an-event', 1],
    ]);
  });

  test('does not show a double again', async () => {
    const { arrived, intake } = started();
    await intake.take([document({ a: 1 })]);
    const taken = await intake.take([document({ a: 1 }), document({ a: 2 })]);
    expect(taken.map(({ kind }) => kind)).toEqual(['double', 'stored']);
    expect(arrived).toHaveLength(2);
    expect(intake.counts).toMatchObject({ stored: 2, doubles: 1 });
  });

  test('says when an event came, unless the event does', async () => {
    const { arrived, intake } = started();
    await intake.take([document({ a: 1 }), document({ event: { ingested: '2026-03-17T08:59:00Z' } })]);
    expect(arrived.map(({ ingestedMs }) => ingestedMs)).toEqual([NOW_MS, Date.parse('2026-03-17T08:59:00Z')]);
  });

  test('maps what a Beat ships raw, and keeps it as it came beside', async () => {
    const { arrived, intake } = started();
    const winlog = {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      provider_name: 'Microsoft-Windows-Sysmon',
      event_id: '1',
      record_id: 7,
      computer_name: 'ws-1',
      event_data: { Image: 'C:\\Windows\\System32\\dllhost.exe', ProcessId: '42' },
    };
    await intake.take([
      {
        ...document({ '@timestamp': '2026-03-17T08:00:00Z', agent: { type: 'winlogbeat' }, winlog }),
        index: 'winlogbeat-8.19.0',
      },
    ]);
    const [event] = arrived;
    expect(JSON.parse(new TextDecoder().decode(event?.ecs)).process.name).toBe('dllhost.exe');
    expect(JSON.parse(new TextDecoder().decode(event?.raw)).process).toBeUndefined();
  });

  test('puts a document of several lines on one', async () => {
    const { arrived, intake } = started();
    await intake.take([{ bytes: bytes('{\n  "a": 1\n}') }]);
    expect(new TextDecoder().decode(arrived[0]?.raw)).toBe('{"a":1}');
  });

  test('fails the whole request where the store takes nothing, and counts it', async () => {
    const events = new MemoryEventStore();
    events.append = async () => {
      throw new StoreUnavailable('the store does not answer');
    };
    const { arrived, intake } = started(events);
    await expect(intake.take([document({ a: 1 })])).rejects.toBeInstanceOf(StoreUnavailable);
    expect(arrived).toHaveLength(0);
    expect(intake.counts.turnedAway).toBe(1);
  });

  test('turns requests away while too much waits for the disk, and takes them again afterwards', async () => {
    const events = new MemoryEventStore();
    const append = events.append.bind(events);
    let release = (): void => {};
    const isReleased = new Promise<void>(resolve => {
      release = resolve;
    });
    events.append = async news => {
      await isReleased;
      return append(news);
    };
    const intake = startIntake({ events, onArrival: () => {}, clock: () => NOW_MS, mostWaitingBytes: 10 });
    const first = intake.take([document({ a: 1 })]);
    await expect(intake.take([document({ a: 2 })])).rejects.toBeInstanceOf(IntakeBusy);
    release();
    await first;
    expect(await intake.take([document({ a: 2 })])).toMatchObject([{ kind: 'stored' }]);
  });
});
