/** What every store of alerts does: one suite for all of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertDocument } from '../../src/alerts/alert-document.ts';
import type { Json } from '../../src/event/json.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import type { AlertQuery, AlertStore } from '../../src/store/alert-store.ts';

export interface OpenedAlerts {
  readonly store: AlertStore;
  /** Closes it and opens what it left; undefined: nothing outlasts it. */
  readonly reopen?: () => Promise<AlertStore>;
  readonly close: () => Promise<void>;
}

const BY = { who: 'ann', atMs: 1_000 };
const STATUS = { path: 'kibana.alert.workflow_status', type: 'keyword' } as const;
const SEVERITY = { path: 'kibana.alert.severity', type: 'keyword' } as const;

/** An alert of this name, with further fields, or (`undefined`) without one. */
export function alertDocument(
  uuid: string,
  fields: { readonly [field: string]: Json | undefined } = {},
): AlertDocument {
  const document = {
    '@timestamp': '2024-01-01T00:00:00.000Z',
    event: { kind: 'signal', category: ['process'] },
    host: { name: 'web-1' },
    process: { name: 'a.exe', pid: 12 },
    'kibana.alert.uuid': uuid,
    'kibana.alert.status': 'active',
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.severity': 'low',
    'kibana.alert.risk_score': 21,
    'kibana.alert.rule.name': 'A rule',
    'kibana.alert.rule.tags': ['T1', 'T2'],
    'kibana.alert.rule.threat': [{ tactic: { id: 'TA0002' }, technique: [{ id: 'T1059' }, { id: 'T1204' }] }],
    ...fields,
  };
  // Nobody takes away the keys that every alert has.
  return Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== undefined),
  ) as AlertDocument;
}

export async function uuidsOf(store: AlertStore, query: AlertQuery = {}): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const alerts of store.search(query)) found.push(...alerts.map(({ uuid }) => uuid));
  return found;
}

async function valuesOf(
  store: AlertStore,
  fields: readonly string[],
  filter?: Predicate,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const rows of store.values(filter === undefined ? {} : { filter }, fields))
    found.push(...rows.map(row => JSON.stringify(row.map(value => value ?? null))));
  return found.sort();
}

function is(path: string, ...values: string[]): Predicate {
  return { kind: 'equals', field: { path, type: 'keyword' }, values, ignoreCase: false };
}

export function describeAlertStore(name: string, open: () => Promise<OpenedAlerts>): void {
  describe(`the store of alerts ${name}`, () => {
    let opened: OpenedAlerts;
    let store: AlertStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(async () => {
      await opened.close();
    });

    test('an alert is added once, and found as it was given', async () => {
      const odd = alertDocument('odd', {
        message: 'it\'s "\\" \u0000 \ud800 \u{1f600}',
        'a.b': [null, 1.5, {}],
      });
      expect(await store.add([alertDocument('a'), odd, alertDocument('a')])).toEqual(new Set(['a', 'odd']));
      expect(await store.add([alertDocument('a', { message: 'another' }), alertDocument('b')])).toEqual(
        new Set(['b']),
      );
      expect(await store.add([])).toEqual(new Set());
      expect(await store.known(['a', 'b', 'c', "'"])).toEqual(new Set(['a', 'b']));
      expect(await store.byUuids(['odd', 'none', 'a'])).toEqual([
        { uuid: 'odd', version: 1, document: odd },
        { uuid: 'a', version: 1, document: alertDocument('a') },
      ]);
    });

    test('without a filter all alerts are found, sorted by their uuid', async () => {
      expect(await uuidsOf(store)).toEqual([]);
      await store.add(['c', 'a', 'b'].map(uuid => alertDocument(uuid)));
      expect(await uuidsOf(store)).toEqual(['a', 'b', 'c']);
      expect(await uuidsOf(store, { offset: 1, size: 1 })).toEqual(['b']);
      expect(await uuidsOf(store, { offset: 3 })).toEqual([]);
      expect(await uuidsOf(store, { size: 0 })).toEqual([]);
    });

    test('a condition is decided on columns, on documents, and on both', async () => {
      await store.add([
        alertDocument('a'),
        alertDocument('b', { 'kibana.alert.severity': 'high', process: { name: 'B.exe' } }),
        alertDocument('c', { 'kibana.alert.severity': 'high', host: undefined }),
      ]);
      const high = is(SEVERITY.path, 'high');
      const process = is('process.name', 'a.exe');
      const web: Predicate = {
        kind: 'like',
        field: { path: 'host.name', type: 'keyword' },
        patterns: ['WEB-*'],
        ignoreCase: true,
      };
      const found = async (filter: Predicate): Promise<string> => (await uuidsOf(store, { filter })).join('');
      expect(await found(high)).toBe('bc');
      expect(await found({ kind: 'not', term: high })).toBe('a');
      expect(await found(process)).toBe('ac');
      expect(await found({ kind: 'all', terms: [high, process] })).toBe('c');
      expect(await found({ kind: 'not', term: { kind: 'any', terms: [high, process] } })).toBe('');
      expect(await found(web)).toBe('ab');
      expect(await found({ kind: 'all', terms: [high, { kind: 'not', term: web }] })).toBe('c');
      expect(await found(is('kibana.alert.rule.threat.technique.id', 'T1204', 'T9'))).toBe('abc');
      expect(await found(is('kibana.alert.uuid', 'b'))).toBe('b');
      expect(await uuidsOf(store, { filter: process, offset: 1, size: 5 })).toEqual(['c']);
      expect(await uuidsOf(store, { filter: web, offset: 1, size: 1 })).toEqual(['b']);
    });

    test('scores and times compare as numbers and times, whatever way they are spelt', async () => {
      await store.add([
        alertDocument('a', { 'kibana.alert.risk_score': 9, '@timestamp': '2024-01-01T00:00:00.5Z' }),
        alertDocument('b', { 'kibana.alert.risk_score': '73', '@timestamp': '2024-01-01T01:00:00+01:00' }),
        alertDocument('c', { 'kibana.alert.risk_score': [5, 99], '@timestamp': '2024-01-02T00:00:00.000Z' }),
        alertDocument('d', { 'kibana.alert.risk_score': 'none' }),
      ]);
      const score = { path: 'kibana.alert.risk_score', type: 'double' } as const;
      const time = { path: '@timestamp', type: 'date' } as const;
      const range = (
        field: typeof score | typeof time,
        op: '>' | '<=',
        value: number | string,
      ): AlertQuery => ({
        filter: { kind: 'range', field, op, value },
      });
      expect(await uuidsOf(store, range(score, '>', 50))).toEqual(['b', 'c']);
      expect(await uuidsOf(store, range(score, '<=', 9))).toEqual(['a', 'c']);
      expect(await uuidsOf(store, range(time, '<=', '2024-01-01'))).toEqual(['a', 'b', 'd']);
      expect(await uuidsOf(store, range(time, '>', '2024-01-01T00:00:00.000Z'))).toEqual(['a', 'c']);
      expect(
        await uuidsOf(store, {
          filter: {
            kind: 'between',
            field: score,
            bounds: [
              { op: '>', value: 5 },
              { op: '<', value: 99 },
            ],
          },
        }),
      ).toEqual(['a', 'b']);
    });

    test('alerts are sorted by several fields, and who lacks one stands last either way', async () => {
      await store.add([
        alertDocument('a', { 'kibana.alert.severity': 'low', process: { pid: 7 } }),
        alertDocument('b', { 'kibana.alert.severity': 'high', process: { pid: 30 } }),
        alertDocument('c', { 'kibana.alert.severity': undefined, process: { pid: [1, 40] } }),
        alertDocument('d', { 'kibana.alert.severity': 'low', process: undefined }),
      ]);
      const by = async (...sort: NonNullable<AlertQuery['sort']>): Promise<string> =>
        (await uuidsOf(store, { sort })).join('');
      expect(await by({ field: 'kibana.alert.severity', order: 'asc' })).toBe('badc');
      expect(await by({ field: 'kibana.alert.severity', order: 'desc' })).toBe('adbc');
      expect(await by({ field: 'process.pid', order: 'asc' })).toBe('cabd');
      expect(await by({ field: 'process.pid', order: 'desc' })).toBe('cbad');
      expect(
        await by({ field: 'kibana.alert.severity', order: 'desc' }, { field: 'process.pid', order: 'desc' }),
      ).toBe('adbc');
      expect(await by({ field: 'kibana.alert.uuid', order: 'desc' })).toBe('dcba');
      const sort = [{ field: 'process.pid', order: 'desc' }] as const;
      expect(await uuidsOf(store, { sort, offset: 1, size: 2 })).toEqual(['b', 'a']);
    });

    test('values are told as the documents have them', async () => {
      await store.add([
        alertDocument('a', { 'kibana.alert.workflow_tags': [], host: { name: ['x', 5] } }),
        alertDocument('b', { host: { name: 'it\ud800\uffff' }, 'kibana.alert.original_time': 1704067200000 }),
        alertDocument('c', { host: { name: 7 }, 'kibana.alert.original_time': '2024-01-01' }),
      ]);
      expect(await valuesOf(store, ['host.name', 'kibana.alert.original_time', 'kibana.alert.uuid'])).toEqual(
        [
          [['x', 5], null, 'a'],
          ['it\ud800\uffff', 1704067200000, 'b'],
          [7, '2024-01-01', 'c'],
        ]
          .map(row => JSON.stringify(row))
          .sort(),
      );
      expect(await valuesOf(store, ['process.pid', 'kibana.alert.risk_score'])).toEqual(
        Array(3).fill('[12,21]'),
      );
      expect(await valuesOf(store, [], is('host.name', '7'))).toEqual(['[]']);
      const untyped = { path: 'host.name', type: 'unknown' } as const;
      const seven: Predicate = { kind: 'equals', field: untyped, values: [7, 'x'], ignoreCase: false };
      expect(await valuesOf(store, ['host.name'], seven)).toEqual(['[7]', '[["x",5]]']);
      expect(await valuesOf(store, ['process.name'], is('host.name', 'x'))).toEqual(['["a.exe"]']);
    });

    test('a patch sets and removes flat keys, and searches see it at once', async () => {
      await store.add([alertDocument('a'), alertDocument('b'), alertDocument('c')]);
      const closed = { [STATUS.path]: 'closed', 'kibana.alert.workflow_reason': 'duplicate' };
      expect(await store.patch(['a', 'none', 'b', 'a'], closed, BY)).toBe(2);
      expect(await uuidsOf(store, { filter: is(STATUS.path, 'closed') })).toEqual(['a', 'b']);
      expect(await valuesOf(store, [STATUS.path])).toEqual(['["closed"]', '["closed"]', '["open"]']);
      const reopened = { [STATUS.path]: 'open', 'kibana.alert.workflow_reason': undefined };
      expect(await store.patch(['a'], reopened, { who: 'bob', atMs: 2_000 })).toBe(1);
      expect(await store.byUuids(['a', 'b'])).toEqual([
        { uuid: 'a', version: 3, document: alertDocument('a') },
        { uuid: 'b', version: 2, document: alertDocument('b', closed) },
      ]);
      expect(await store.history('a')).toEqual([
        { version: 2, who: 'ann', atMs: 1_000, set: closed, removed: [] },
        {
          version: 3,
          who: 'bob',
          atMs: 2_000,
          set: { [STATUS.path]: 'open' },
          removed: ['kibana.alert.workflow_reason'],
        },
      ]);
      expect(await store.history('c')).toEqual([]);
    });

    test('a patch may follow from the document, and changes nothing where it is empty', async () => {
      const key = 'kibana.alert.workflow_tags';
      await store.add([alertDocument('a', { [key]: ['x'] }), alertDocument('b')]);
      const addTag = (document: AlertDocument): { readonly [key: string]: Json | undefined } => {
        const tags = (document[key] ?? []) as readonly string[];
        return tags.includes('x') ? {} : { [key]: [...tags, 'x'] };
      };
      expect(await store.patch(['a', 'b'], addTag, BY)).toBe(1);
      expect(await store.patch(['a', 'b'], {}, BY)).toBe(0);
      expect((await store.byUuids(['a', 'b'])).map(({ version }) => version)).toEqual([1, 2]);
      expect(await uuidsOf(store, { filter: is(key, 'x') })).toEqual(['a', 'b']);
    });

    test('a patch also counts where the document spells the field inside of objects', async () => {
      const nested = { kibana: { alert: { workflow_status: 'acknowledged' } } };
      await store.add([alertDocument('a', { ...nested, [STATUS.path]: undefined })]);
      await store.patch(['a'], { [STATUS.path]: 'closed' }, BY);
      expect(await valuesOf(store, [STATUS.path])).toEqual(['[["acknowledged","closed"]]']);
      await store.patch(['a'], { 'kibana.alert.rule.threat': undefined, 'host.name': 'web-2' }, BY);
      expect(await valuesOf(store, ['kibana.alert.rule.threat.tactic.id', 'host.name'])).toEqual([
        '[null,["web-1","web-2"]]',
      ]);
    });

    test('alerts with equal values of some fields are told together, with the values that each has', async () => {
      await store.add([
        alertDocument('a'),
        alertDocument('b', { host: { name: ['x', 5] } }),
        alertDocument('c'),
        alertDocument('d', { host: undefined, 'kibana.alert.severity': 'high', '@timestamp': 'never' }),
        alertDocument('e', { process: { name: 'other.exe' } }),
      ]);
      const told = async (by: readonly string[], each: readonly string[], filter?: Predicate) => {
        const found: string[] = [];
        for await (const groups of store.groups(filter === undefined ? {} : { filter }, { by, each }))
          for (const group of groups) {
            expect(group.each.every(values => values.length === group.count)).toBe(true);
            for (let at = 0; at < group.count; at++)
              found.push(JSON.stringify([...group.by, ...group.each.map(values => values[at])]));
          }
        return found.sort();
      };
      const all = ['a', 'c', 'e'].map(uuid => `["low","web-1","${uuid}",1704067200000]`);
      expect(await told([SEVERITY.path, 'host.name'], ['kibana.alert.uuid', '@timestamp'])).toEqual(
        [...all, '["low",["x",5],"b",1704067200000]', '["high",null,"d",null]'].sort(),
      );
      expect(await told([SEVERITY.path], ['kibana.alert.uuid'], is('process.name', 'a.exe'))).toEqual([
        '["high","d"]',
        '["low","a"]',
        '["low","b"]',
        '["low","c"]',
      ]);
      expect(await told(['process.name'], [SEVERITY.path], is(SEVERITY.path, 'low'))).toHaveLength(4);
      expect(await told([SEVERITY.path], [], is(SEVERITY.path, 'none'))).toEqual([]);
      expect(await told([], ['kibana.alert.uuid'], is(SEVERITY.path, 'none'))).toEqual([]);
      expect(await told([], ['kibana.alert.uuid'])).toHaveLength(5);
    });

    test('a census tells the same alerts together, and beside it how many hold equal values of each list', async () => {
      await store.add([
        alertDocument('a'),
        alertDocument('b', { host: { name: ['x', 5] } }),
        alertDocument('c', { process: undefined }),
        alertDocument('d', { host: undefined, 'kibana.alert.severity': 'high', '@timestamp': 'never' }),
        alertDocument('e', { host: { name: 'it\ud800' }, process: { name: ['a.exe', 'b.exe'] } }),
      ]);
      const lists = [['host.name'], ['process.name', SEVERITY.path], [SEVERITY.path, 'process.name']];
      const told = async (filter?: Predicate) => {
        const uuids: string[] = [];
        const counts = lists.map(() => new Map<string, number>());
        const query = filter === undefined ? {} : { filter };
        const asked = { by: [SEVERITY.path], each: ['kibana.alert.uuid', '@timestamp'], lists };
        for await (const census of store.census(query, asked)) {
          for (const { by, each } of census.groups)
            for (const [at, uuid] of (each[0] ?? []).entries())
              uuids.push(`${by} ${uuid} ${each[1]?.[at] ?? 'never'}`);
          for (const [at, list] of census.counts.entries())
            for (const { by, count } of list) {
              const key = JSON.stringify(by.map(value => value ?? null));
              counts[at]?.set(key, (counts[at].get(key) ?? 0) + count);
            }
        }
        return { uuids: uuids.sort(), counts: counts.map(list => Object.fromEntries(list)) };
      };
      const whole = {
        uuids: ['high d never', ...['a', 'b', 'c', 'e'].map(uuid => `low ${uuid} 1704067200000`)],
        counts: [
          { '["web-1"]': 2, '[["x",5]]': 1, '[null]': 1, '["it\\ud800"]': 1 },
          { '["a.exe","low"]': 2, '[null,"low"]': 1, '["a.exe","high"]': 1, '[["a.exe","b.exe"],"low"]': 1 },
          { '["low","a.exe"]': 2, '["low",null]': 1, '["high","a.exe"]': 1, '["low",["a.exe","b.exe"]]': 1 },
        ],
      };
      expect(await told()).toEqual(whole);
      // Decided on documents.
      expect(await told({ kind: 'exists', field: { path: 'event.kind', type: 'keyword' } })).toEqual(whole);
      const none = await told(is(SEVERITY.path, 'none'));
      expect(none).toEqual({ uuids: [], counts: [{}, {}, {}] });
    });

    test('a patch of many alerts does to each what it does to one', async () => {
      const many = Array.from({ length: 1_400 }, (_, at) => `m${at}`);
      const tags = 'kibana.alert.workflow_tags';
      const reason = 'kibana.alert.workflow_reason';
      await store.add([
        ...many.slice(1).map(uuid => alertDocument(uuid)),
        alertDocument('m0', { kibana: { alert: { workflow_status: 'acknowledged' } } }),
      ]);
      await store.patch(many.slice(0, 600), { [tags]: ["it's \\ ?{}\u0000", 'b'], odd: 0.1 }, BY);
      await store.patch(many.slice(1_390), { [reason]: 'other' }, BY);
      expect(await store.patch([...many, 'none'], { [STATUS.path]: 'closed', [reason]: undefined }, BY)).toBe(
        1_400,
      );
      const told = await store.byUuids(['m0', 'm1', 'm599', 'm600', 'm1399']);
      const closed = (more: { readonly [key: string]: Json }) => ({ [STATUS.path]: 'closed', ...more });
      const tagged = closed({ [tags]: ["it's \\ ?{}\u0000", 'b'], odd: 0.1 });
      expect(told.map(({ version }) => version)).toEqual([3, 3, 3, 2, 3]);
      expect(told.slice(1).map(({ document }) => document)).toEqual([
        alertDocument('m1', tagged),
        alertDocument('m599', tagged),
        alertDocument('m600', closed({})),
        alertDocument('m1399', closed({})),
      ]);
      expect(await uuidsOf(store, { filter: is(STATUS.path, 'closed') })).toHaveLength(1_400);
      expect(await uuidsOf(store, { filter: is(STATUS.path, 'acknowledged') })).toEqual(['m0']);
      expect(await uuidsOf(store, { filter: is(tags, 'b') })).toHaveLength(600);
      expect(await uuidsOf(store, { filter: is(reason, 'other') })).toEqual([]);
      expect(await store.history('m1')).toEqual([
        { version: 2, ...BY, set: { [tags]: ["it's \\ ?{}\u0000", 'b'], odd: 0.1 }, removed: [] },
        { version: 3, ...BY, set: { [STATUS.path]: 'closed' }, removed: [reason] },
      ]);
      const [state] = await store.states(['m1'], [STATUS.path, tags, reason]);
      expect(state).toEqual({
        uuid: 'm1',
        version: 3,
        values: ['closed', ["it's \\ ?{}\u0000", 'b'], undefined],
      });
      // Of a version that is none any more: 600 of them, and one more.
      const patches = many.map((uuid, at) => ({
        uuid,
        ifVersion: at < 600 ? 2 : at < 1_390 ? 2 : 3,
        patch: { [STATUS.path]: 'open' },
      }));
      expect(await store.patchEach(patches, BY)).toEqual(new Set(many.slice(600)));
      expect(await uuidsOf(store, { filter: is(STATUS.path, 'closed') })).toHaveLength(600);
    });

    test('the state of an alert is what its flat keys hold now', async () => {
      const keys = [STATUS.path, 'kibana.alert.workflow_reason', 'kibana.alert.workflow_tags', 'a"b'];
      await store.add([
        alertDocument('a', { 'kibana.alert.workflow_tags': ['x'], 'a"b': { c: 1.5 } }),
        alertDocument('b', { message: 'half a character \ud800', 'kibana.alert.workflow_reason': 'added' }),
      ]);
      const stateOf = async (uuid: string) => (await store.states([uuid, 'none', uuid], keys))[0];
      expect(await stateOf('a')).toEqual({
        uuid: 'a',
        version: 1,
        values: ['open', undefined, ['x'], { c: 1.5 }],
      });
      expect(await stateOf('b')).toMatchObject({ values: ['open', 'added', undefined, undefined] });
      await store.patch(
        ['a', 'b'],
        { [STATUS.path]: 'closed', 'kibana.alert.workflow_reason': undefined },
        BY,
      );
      await store.patch(['a'], { 'kibana.alert.workflow_tags': undefined }, BY);
      expect(await stateOf('a')).toMatchObject({
        version: 3,
        values: ['closed', undefined, undefined, { c: 1.5 }],
      });
      expect(await stateOf('b')).toMatchObject({
        version: 2,
        values: ['closed', undefined, undefined, undefined],
      });
      expect(await store.states(['none'], keys)).toEqual([]);
    });

    test('each alert can have a patch of its own, which counts only where it stands at the version meant', async () => {
      await store.add([alertDocument('a'), alertDocument('b'), alertDocument('c')]);
      await store.patch(['b'], { [STATUS.path]: 'acknowledged' }, BY);
      const to = (status: string) => ({ [STATUS.path]: status });
      const changed = await store.patchEach(
        [
          { uuid: 'a', ifVersion: 1, patch: to('closed') },
          { uuid: 'b', ifVersion: 1, patch: to('closed') },
          { uuid: 'c', ifVersion: 1, patch: {} },
          { uuid: 'none', ifVersion: 1, patch: to('closed') },
        ],
        BY,
      );
      expect(changed).toEqual(new Set(['a']));
      expect(await valuesOf(store, [STATUS.path])).toEqual(['["acknowledged"]', '["closed"]', '["open"]']);
      const again = [
        { uuid: 'a', ifVersion: 2, patch: to('open') },
        { uuid: 'b', ifVersion: 2, patch: to('open') },
      ];
      expect(await store.patchEach(again, BY)).toEqual(new Set(['a', 'b']));
      expect(await valuesOf(store, [STATUS.path])).toEqual(['["open"]', '["open"]', '["open"]']);
    });

    test('patches that are asked for at once all count', async () => {
      await store.add([alertDocument('a')]);
      const key = 'kibana.alert.suppression.docs_count';
      const countUp = (document: AlertDocument): { readonly [key: string]: Json } => ({
        [key]: Number(document[key] ?? 0) + 1,
      });
      await Promise.all(Array.from({ length: 6 }, () => store.patch(['a'], countUp, BY)));
      const [alert] = await store.byUuids(['a']);
      expect([alert?.document[key], alert?.version]).toEqual([6, 7]);
      expect(await store.history('a')).toHaveLength(6);
    });

    test('a search that is given up ends with its reason', async () => {
      await store.add([alertDocument('a')]);
      const signal = AbortSignal.abort(new Error('gone'));
      await expect(uuidsOf(store, { signal })).rejects.toThrow('gone');
    });

    test('what was added and patched is there after the store was closed', async () => {
      if (opened.reopen === undefined) return;
      await store.add([alertDocument('a'), alertDocument('b')]);
      await store.patch(['b'], { [STATUS.path]: 'closed' }, BY);
      const again = await opened.reopen();
      expect(await uuidsOf(again, { filter: is(STATUS.path, 'closed') })).toEqual(['b']);
      expect(await again.add([alertDocument('a'), alertDocument('c')])).toEqual(new Set(['c']));
      expect(await again.history('b')).toHaveLength(1);
    });
  });
}
