import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { overridden } from '../../test/support/overridden.ts';
import { storeOf, storeOfFiles } from '../../test/support/stored-events.ts';
import type { AlertDocument } from '../alerts/alert-document.ts';
import type { JsonObject } from '../event/json.ts';
import type { EventStore } from '../store/event-store.ts';
import { MemoryAlertStore } from '../store/memory/alert-store.ts';
import { type ProcessTree, type ProcessTreeOptions, processTree } from './process-tree.ts';
import type { ProcessNode } from './process-tree-node.ts';

const T0 = Date.UTC(2026, 10, 24);
const OPTIONS: ProcessTreeOptions = {
  ...{
    depth: 5,
    mostChildren: 20,
    mostNodes: 200,
    mostEvents: 10_000,
    beforeMs: 86_400_000,
    afterMs: 86_400_000,
  },
};

/** The start of a process; ids in capitals are entity ids, numbers are process ids. */
function start(
  second: number,
  id: string | number,
  parent: string | number,
  more: JsonObject = {},
): JsonObject {
  const idOf = (one: string | number): JsonObject =>
    typeof one === 'string' ? { entity_id: one, name: `${one}.exe` } : { pid: one, name: `${one}.exe` };
  return {
    ...did(second, id, 'process', 'start'),
    process: { ...idOf(id), parent: idOf(parent), ...more },
  };
}

function did(
  second: number,
  id: string | number,
  category: string,
  type = 'info',
  more: JsonObject = {},
): JsonObject {
  return {
    '@timestamp': new Date(T0 + second * 1000).toISOString(),
    event: { category: [category], type: [type] },
    host: { id: 'h' },
    process: typeof id === 'string' ? { entity_id: id, name: `${id}.exe` } : { pid: id, name: `${id}.exe` },
    ...more,
  };
}

async function treeOf(
  documents: readonly JsonObject[],
  at: number,
  options: Partial<ProcessTreeOptions> = {},
  alerts = new MemoryAlertStore(),
): Promise<ProcessTree> {
  return treeIn(await storeOf(documents), `e${at}`, options, alerts);
}

async function treeIn(
  store: EventStore,
  id: string,
  options: Partial<ProcessTreeOptions> = {},
  alerts = new MemoryAlertStore(),
): Promise<ProcessTree> {
  const [event] = await store.byIds([id]);
  const tree =
    event === undefined ? undefined : await processTree(store, alerts, event, { ...OPTIONS, ...options });
  if (tree === undefined) throw new Error('there is no tree');
  return tree;
}

/** Each node as `role name<parent`, a guess with a question mark. */
function drawn({ nodes }: ProcessTree): readonly string[] {
  const nameOf = (key: string | undefined): string =>
    nodes.find(node => node.key === key)?.name?.replace('.exe', '') ?? '';
  return nodes.map(
    ({ doubt, key, parentKey, role }) =>
      `${role} ${nameOf(key)}<${nameOf(parentKey)}${doubt === undefined ? '' : '?'}`,
  );
}

function selfOf({ nodes, self }: ProcessTree): ProcessNode {
  const node = nodes.find(({ key }) => key === self);
  if (node === undefined) throw new Error('no self');
  return node;
}

const FAMILY = [
  start(0, 'B', 'A'),
  start(1, 'C', 'B'),
  start(2, 'D', 'C'),
  start(3, 'E', 'C'),
  start(4, 'F', 'D'),
  did(5, 'D', 'network'),
];

describe('a tree joined by entity ids', () => {
  test('has ancestors, siblings and descendants of the process of any event', async () => {
    const expected = [
      'ancestor A<?',
      'ancestor B<A',
      'ancestor C<B',
      'self D<C',
      'sibling E<C',
      'descendant F<D',
    ];
    for (const at of [2, 5]) {
      const tree = await treeOf(FAMILY, at);
      expect(drawn(tree)).toEqual(expected);
      expect(tree).toMatchObject({ joinedBy: 'entity', cuts: [] });
    }
  });

  test('counts what each process did and shows the alerts on it', async () => {
    const alerts = new MemoryAlertStore();
    const alert: AlertDocument = {
      '@timestamp': new Date(T0).toISOString(),
      'kibana.alert.uuid': 'u',
      'kibana.alert.rule.name': 'Odd',
      'kibana.alert.severity': 'high',
      ...{ host: { id: 'h' }, process: { entity_id: 'D' } },
    };
    await alerts.add([alert, { ...alert, 'kibana.alert.uuid': 'v', host: { id: 'other' } }]);
    const documents = [
      ...FAMILY,
      did(6, 'D', 'network', 'info', { dns: { question: { name: 'x.test' } } }),
      did(7, 'D', 'registry'),
      did(8, 'D', 'file'),
      did(9, 'D', 'process', 'end'),
    ];
    expect(selfOf(await treeOf(documents, 2, {}, alerts))).toMatchObject({
      activity: { network: 1, dns: 1, registry: 1, file: 1, other: 0 },
      alerts: [{ uuid: 'u', rule: 'Odd', severity: 'high' }],
      children: 1,
      endMs: T0 + 9_000,
    });
  });

  test('is never empty: a process without a start is known from its other events and its children', async () => {
    const tree = await treeOf([did(0, 'X', 'network'), start(1, 'Y', 'X')], 0);
    expect(drawn(tree)).toEqual(['self X<?', 'descendant Y<X']);
    expect(selfOf(tree).doubt).toContain('its start was not seen');
  });

  test('goes up by the ancestry that Elastic Defend lists, where events in between are missing', async () => {
    const tree = await treeOf(
      [start(0, 'A', 'Z'), start(5, 'D', 'C', { Ext: { ancestry: ['C', 'B', 'A'] } })],
      1,
    );
    expect(tree.nodes.map(({ key }) => key)).toEqual(['Z', 'A', 'B', 'C', 'D']);
  });

  test('keeps to its host', async () => {
    const elsewhere = FAMILY.map(document => ({ ...document, host: { id: 'other' } }));
    expect(drawn(await treeOf([...elsewhere, start(9, 'D', 'C')], 6))).toEqual(['ancestor C<?', 'self D<C']);
  });

  test('survives circles', async () => {
    const circle = [start(0, 'A', 'C'), start(1, 'B', 'A'), start(2, 'C', 'B'), start(3, 'S', 'S')];
    const tree = await treeOf(circle, 1);
    expect(new Set(tree.nodes.map(({ key }) => key)).size).toBe(tree.nodes.length);
    expect(tree.cuts.join()).toContain('circle');
    expect(drawn(await treeOf(circle, 3))).toEqual(['self S<']);
  });

  test('is bounded, and says what it cut', async () => {
    const many = Array.from({ length: 50 }, (_, at) => start(10 + at, `N${at}`, 'D'));
    const narrow = await treeOf([...FAMILY, ...many], 2, { mostChildren: 3 });
    expect(narrow.nodes.filter(({ role }) => role === 'descendant')).toHaveLength(3);
    expect(selfOf(narrow).children).toBe(51);
    expect(narrow.cuts).toEqual(['48 further children of D.exe are only counted']);
    const small = await treeOf([...FAMILY, ...many], 2, { mostNodes: 6, mostChildren: 100 });
    expect(small.nodes).toHaveLength(6);
    expect(small.cuts).toContain('the tree is cut at 6 processes');
    const shallow = await treeOf([...FAMILY, start(9, 'G', 'F')], 2, { depth: 1 });
    expect(shallow.cuts).toEqual([
      'there are more than 1 ancestors',
      'there are descendants more than 1 levels below',
    ]);
    expect((await treeOf(FAMILY, 2, { mostEvents: 1 })).cuts.join()).toContain(
      'first 1 of their events only',
    );
  });
});

describe('a tree joined by process ids', () => {
  test('takes the latest start before, and says that it may be wrong', async () => {
    const documents = [start(0, 1, 9), start(1, 2, 1), start(2, 1, 8), start(3, 3, 1), did(4, 3, 'network')];
    const tree = await treeOf(documents, 4);
    expect(tree.joinedBy).toBe('pid');
    expect(drawn(tree)).toEqual(['ancestor 8<?', 'ancestor 1<8?', 'self 3<1?']);
    expect(tree.nodes[1]?.startEventId).toBe('e2');
    expect(selfOf(tree)).toMatchObject({ activity: { network: 1 } });
    const earlier = await treeOf(documents, 0);
    expect(drawn(earlier)).toEqual(['ancestor 9<?', 'self 1<9?', 'descendant 2<1?']);
  });

  test('does not take a process that had ended', async () => {
    const documents = [start(0, 1, 9), did(1, 1, 'process', 'end'), start(2, 3, 1)];
    expect(drawn(await treeOf(documents, 2))).toEqual(['ancestor 1<?', 'self 3<1?']);
  });
});

const SAMPLES = '../shared/data/events';
describe.skipIf(!existsSync(SAMPLES))('trees of recorded attacks (need ../shared/data)', () => {
  test('Sysmon: the shell that a script opened stands below it, with its connections', async () => {
    const store = await storeOfFiles([
      `${SAMPLES}/EVTX-ATTACK-SAMPLES/Execution/sysmon_vbs_sharpshooter_stageless_meterpreter.evtx`,
    ]);
    const names: string[] = [];
    for await (const batch of store.read({}))
      for (const event of batch) {
        const tree = await processTree(store, new MemoryAlertStore(), event, OPTIONS);
        if (tree === undefined) continue;
        expect(tree.joinedBy).toBe('entity');
        expect(tree.cuts).toEqual([]);
        for (const { key, parentKey } of tree.nodes) {
          expect(key).toBe(key.toUpperCase());
          if (parentKey !== undefined) expect(tree.nodes.map(node => node.key)).toContain(parentKey);
        }
        names.push(...tree.nodes.map(({ name }) => name ?? '?'));
      }
    expect(names).toContain('wscript.exe');
  });

  test('every event of a recorded host has a bounded tree', async () => {
    const store = await storeOfFiles([
      `${SAMPLES}/OTRF-Security-Datasets/datasets/atomic/windows/collection/host/msf_record_mic.zip`,
    ]);
    const ids: string[] = [];
    for await (const batch of store.read({})) ids.push(...batch.map(({ id }) => id));
    let trees = 0;
    for (let at = 0; at < ids.length; at += Math.ceil(ids.length / 12)) {
      const [event] = await store.byIds([ids[at] ?? '']);
      if (event === undefined) continue;
      const tree = await processTree(store, new MemoryAlertStore(), event, OPTIONS);
      if (tree === undefined) continue;
      trees++;
      expect(tree.nodes.length).toBeLessThanOrEqual(OPTIONS.mostNodes + OPTIONS.depth);
      expect(new Set(tree.nodes.map(({ key }) => key)).size).toBe(tree.nodes.length);
      expect(tree.nodes.filter(({ role }) => role === 'self')).toHaveLength(1);
    }
    expect(trees).toBeGreaterThan(0);
  });
});

describe('without enough time', () => {
  /** Reads until the reading is given up, from a given one on. */
  function stuckAfter(
    store: EventStore,
    reads: number,
  ): { readonly events: EventStore; readonly timeUp: AbortSignal } {
    const time = new AbortController();
    let count = 0;
    const events = overridden(store, {
      read(query) {
        if (count++ < reads) return store.read(query);
        time.abort(new Error('no more time'));
        return (async function* () {
          query.signal?.throwIfAborted();
          yield [];
        })();
      },
    });
    return { events, timeUp: time.signal };
  }

  const documents = [start(0, 'A', 'Z'), start(1, 'B', 'A'), start(2, 'C', 'B'), start(3, 'D', 'B')];

  test('a tree is the process itself, as its event tells it', async () => {
    const { events, timeUp } = stuckAfter(await storeOf(documents), 0);
    const tree = await treeIn(events, 'e1', { timeUp });
    expect(tree).toMatchObject({ isPartial: true, self: 'B' });
    expect(tree.nodes.map(({ name }) => name)).toEqual(['B.exe']);
    expect(tree.cuts).toEqual([
      'there was no more time, and these may be missing: ancestors, descendants, siblings, what processes did, alerts',
    ]);
  });

  test('a tree keeps what was found before', async () => {
    const { events, timeUp } = stuckAfter(await storeOf(documents), 1);
    const tree = await treeIn(events, 'e1', { timeUp });
    expect(tree.nodes.map(({ name }) => name)).toEqual(['A.exe', 'B.exe']);
    expect(tree.cuts.at(-1)).toMatch(/may be missing: ancestors, descendants, siblings/);
  });

  test('whoever is gone gets no tree', async () => {
    const { events, timeUp } = stuckAfter(await storeOf(documents), 0);
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(treeIn(events, 'e1', { timeUp, signal })).rejects.toThrow('gone');
  });
});
