import { describe, expect, test } from 'vitest';
import { MemoryObjectStore } from '../store/memory/object-store.ts';
import type { Change, PastRunOptions, RunRecord, TimeWindow } from './detection.ts';
import { RunLog } from './run-records.ts';
import { RunRequests, TooManyRunRequests, type WantedRun } from './run-requests.ts';

const WINDOW = { fromMs: 1_000, toMs: 2_000 };
const RUN: WantedRun = { ruleId: 'r', kind: 'manual', window: WINDOW };

function record(outcome: RunRecord['outcome'], newAlerts: number): RunRecord {
  return {
    ...{ id: 'x', ruleId: 'r', kind: 'manual', outcome, window: WINDOW, startedAtMs: 5, durationMs: 1 },
    ...{ delayMs: 0, events: 1, hits: 1, newAlerts, knownAlerts: 0, supersededAlerts: 0 },
    ...{ suppressedAlerts: 0, exceptedMatches: 0, warnings: [], notCovered: [] },
  };
}

interface World {
  readonly requests: RunRequests;
  readonly objects: MemoryObjectStore;
  readonly asked: string[];
  readonly changes: Change[];
  readonly troubles: string[];
}

function world(
  answer: (ruleId: string, signal: AbortSignal | undefined) => Promise<readonly RunRecord[]> = async () => [],
  objects: MemoryObjectStore = new MemoryObjectStore(),
): World {
  const [asked, changes, troubles]: [string[], Change[], string[]] = [[], [], []];
  let ids = 0;
  const asking =
    (name: string) =>
    (ruleId: string, { fromMs, toMs }: TimeWindow, { requestedBy, signal }: PastRunOptions) => {
      asked.push(`${name} ${ruleId} ${fromMs}-${toMs} ${requestedBy}`);
      return answer(ruleId, signal);
    };
  const requests = new RunRequests({
    detection: { run: asking('run'), fillGaps: asking('fill') },
    objects,
    newId: () => `id-${++ids}`,
    now: () => 10_000,
    onChange: change => changes.push(change),
    onTrouble: what => troubles.push(what),
  });
  return { requests, objects, asked, changes, troubles };
}

/** Answers nothing until it is let go of. */
function held(): { readonly answer: () => Promise<readonly RunRecord[]>; readonly letGo: () => void } {
  let letGo: () => void = () => {};
  const gate = new Promise<void>(resolve => {
    letGo = resolve;
  });
  return { answer: () => gate.then(() => []), letGo };
}

describe('a run that is asked for', () => {
  test('goes on behind, and then says what it gave', async () => {
    const { asked, requests } = world(async () => [record('succeeded', 2), record('partial', 1)]);
    const [request] = await requests.add([RUN], 'ann');
    expect(request).toMatchObject({ id: 'id-1', state: 'waiting', requestedBy: 'ann' });
    await requests.idle();
    expect(asked).toEqual(['run r 1000-2000 ann']);
    expect(await requests.byId('id-1')).toMatchObject({
      ...{ state: 'done', endedAtMs: 10_000 },
      runs: { count: 2, failed: 0, partial: 1, newAlerts: 3 },
    });
  });

  test('fills gaps where that is what was asked', async () => {
    const { asked, requests } = world();
    await requests.add([{ ...RUN, kind: 'gap-fill' }], 'ann');
    await requests.idle();
    expect(asked).toEqual(['fill r 1000-2000 ann']);
  });

  test('leaves a record of its failure among the runs of the rule', async () => {
    const { changes, objects, requests } = world(async () => {
      throw new Error('no such rule');
    });
    await requests.add([RUN], 'ann');
    await requests.idle();
    expect(await requests.list('r')).toMatchObject([{ state: 'failed', problem: 'no such rule' }]);
    const [failed] = await new RunLog(objects).runs('r', {});
    expect(failed).toMatchObject({
      ...{ outcome: 'failed', kind: 'manual', window: WINDOW, notCovered: [WINDOW] },
      warnings: ['the run failed: no such rule'],
    });
    expect(changes).toEqual([{ kind: 'run', record: failed }]);
  });

  test('waits while two others are under way, and is listed as it stands', async () => {
    const { answer, letGo } = held();
    const { requests } = world(answer);
    await requests.add([RUN, RUN, RUN], 'ann');
    expect((await requests.list()).map(({ state }) => state).sort()).toEqual([
      'running',
      'running',
      'waiting',
    ]);
    expect(await requests.list('other')).toEqual([]);
    letGo();
    await requests.idle();
    expect((await requests.list()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  test('is refused with all its companions where too many wait', async () => {
    const { answer, letGo } = held();
    const { requests } = world(answer);
    await expect(requests.add(new Array(10_001).fill(RUN), 'ann')).rejects.toThrow(TooManyRunRequests);
    expect(await requests.list()).toEqual([]);
    letGo();
  });

  test('is begun again by the next process where the last one stopped', async () => {
    const objects = new MemoryObjectStore();
    const first = world(
      (_, signal) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      objects,
    );
    await first.requests.add([RUN, { ...RUN, ruleId: 's' }, { ...RUN, ruleId: 't' }], 'ann');
    await first.requests.close();
    expect(first.asked).toHaveLength(2);
    expect(first.troubles).toEqual([]);

    const second = world(async () => [record('succeeded', 1)], objects);
    await second.requests.start();
    await second.requests.idle();
    expect(second.asked).toEqual(['run r 1000-2000 ann', 'run s 1000-2000 ann', 'run t 1000-2000 ann']);
    const third = world(undefined, objects);
    await third.requests.start();
    expect(third.asked).toEqual([]);
  });

  test('says so where what became of it cannot be kept', async () => {
    const objects = new MemoryObjectStore();
    const { requests, troubles } = world(async () => {
      objects.write = () => Promise.reject(new Error('no room'));
      return [];
    }, objects);
    await requests.add([RUN], 'ann');
    await requests.idle();
    expect(troubles).toEqual(['what became of a run is not kept']);
  });
});
