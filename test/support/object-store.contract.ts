/** What every store of objects does: one suite for all of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ObjectStore, VersionConflict } from '../../src/store/object-store.ts';

export interface OpenedObjects {
  readonly store: ObjectStore;
  /** Closes it and opens what it left; undefined: nothing outlasts it. */
  readonly reopen?: () => Promise<ObjectStore>;
  readonly close: () => Promise<void>;
}

const BY = { who: 'ann', atMs: 1_000 };

export function describeObjectStore(name: string, open: () => Promise<OpenedObjects>): void {
  describe(`the store of objects ${name}`, () => {
    let opened: OpenedObjects;
    let store: ObjectStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(async () => {
      await opened.close();
    });

    test.each(['rule', 'run'] as const)('an object of kind %s stands as it was written last', async kind => {
      expect(await store.get(kind, 'a')).toBeUndefined();
      expect(await store.write([{ kind, id: 'a', body: { n: 1 } }], BY)).toEqual([1]);
      const written = [
        { kind, id: 'b', body: { 'x.y': ["it's \\ \u0000 \ud800"] } },
        { kind, id: 'a', body: { n: 2 } },
      ];
      expect(await store.write(written, { who: 'bob', atMs: 2_000 })).toEqual([1, 2]);
      const a = { kind, id: 'a', version: 2, body: { n: 2 }, changedBy: 'bob', changedAtMs: 2_000 };
      expect(await store.get(kind, 'a')).toEqual(a);
      expect(await store.list(kind)).toEqual([
        a,
        { ...a, id: 'b', version: 1, body: { 'x.y': ["it's \\ \u0000 \ud800"] } },
      ]);
      expect(await store.list(kind === 'rule' ? 'run' : 'rule')).toEqual([]);
    });

    test('ids of any letters are told apart', async () => {
      const ids = ["it's", 'a\\', 'a\\\\', '\ud800', '\uffff', '\ufffd', '\u0000', ''];
      await store.write(
        ids.map((id, n) => ({ kind: 'value-list-item', id, body: { n } })),
        BY,
      );
      for (const [n, id] of ids.entries())
        expect((await store.get('value-list-item', id))?.body, JSON.stringify(id)).toEqual({ n });
    });

    test.each(['rule', 'run'] as const)(
      'objects of kind %s are listed by the beginning of their ids',
      async kind => {
        const ids = ['a', 'a%/2', 'a%/1', "a'b", 'ab', '\ud800c'];
        await store.write(
          ids.map(id => ({ kind, id, body: {} })),
          BY,
        );
        const listed = async (idPrefix: string): Promise<readonly string[]> =>
          (await store.list(kind, { idPrefix })).map(({ id }) => id);
        expect(await listed('a%/')).toEqual(['a%/1', 'a%/2']);
        expect(await listed("a'")).toEqual(["a'b"]);
        expect(await listed('\ud800')).toEqual(['\ud800c']);
        expect(await listed('')).toHaveLength(ids.length);
        expect(await listed('b')).toEqual([]);
      },
    );

    test.each(['setting', 'note'] as const)('a removed %s is gone, and its versions go on', async kind => {
      await store.write([{ kind, id: 'a', body: { n: 1 } }], BY);
      expect(await store.write([{ kind, id: 'a', body: undefined }], { who: 'bob', atMs: 5 })).toEqual([2]);
      expect(await store.get(kind, 'a')).toBeUndefined();
      expect(await store.list(kind)).toEqual([]);
      expect(await store.write([{ kind, id: 'a', body: { n: 3 }, ifVersion: 0 }], BY)).toEqual([3]);
      expect(
        (await store.history(kind, 'a')).map(({ body, changedBy, version }) => [version, body, changedBy]),
      ).toEqual([
        [1, { n: 1 }, 'ann'],
        [2, undefined, 'bob'],
        [3, { n: 3 }, 'ann'],
      ]);
      expect(await store.history(kind, 'none')).toEqual([]);
    });

    test('of several writes all are done or, where one is refused, none', async () => {
      await store.write([{ kind: 'rule', id: 'a', body: {} }], BY);
      const writes = [
        { kind: 'rule', id: 'b', body: {} },
        { kind: 'rule', id: 'a', body: {}, ifVersion: 0 },
      ] as const;
      await expect(store.write(writes, BY)).rejects.toThrow(VersionConflict);
      await expect(store.write(writes, BY)).rejects.toThrow('rule a stands at version 1, not at 0');
      expect(await store.get('rule', 'b')).toBeUndefined();
    });

    test.each(['rule', 'run'] as const)(
      'of many writers of a %s that expect one version, one wins',
      async kind => {
        const tries = Array.from({ length: 8 }, (_, n) =>
          store.write([{ kind, id: 'a', body: { n }, ifVersion: 0 }], BY),
        );
        const results = await Promise.allSettled(tries);
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await store.history(kind, 'a')).toHaveLength(1);
      },
    );

    test('of ids that begin alike the object whose id is the last is told', async () => {
      const write = (id: string, body: { n: number } | undefined) => ({ kind: 'run' as const, id, body });
      await store.write([write('a/1', { n: 1 }), write('a/3', { n: 3 }), write('a/2', { n: 2 })], BY);
      await store.write([write('b/1', { n: 4 }), write('b/2', { n: 5 }), write('c', { n: 6 })], BY);
      await store.write([write('b/2', undefined), write('c', { n: 7 })], BY);
      expect((await store.lastOfEach('run')).map(({ body, id }) => [id, body['n']])).toEqual([
        ['a/3', 3],
        ['b/1', 4],
        ['c', 7],
      ]);
      expect(await store.lastOfEach('note')).toEqual([]);
    });

    test('objects are forgotten by the time of their last change, with their history', async () => {
      await store.write([{ kind: 'run', id: 'old', body: {} }], { who: 'ann', atMs: 100 });
      await store.write([{ kind: 'run', id: 'kept', body: {} }], { who: 'ann', atMs: 100 });
      await store.write([{ kind: 'run', id: 'kept', body: {} }], { who: 'ann', atMs: 200 });
      await store.write([{ kind: 'rule', id: 'old', body: {} }], { who: 'ann', atMs: 100 });
      await store.forgetBefore('run', 200);
      expect((await store.list('run')).map(({ id }) => id)).toEqual(['kept']);
      expect(await store.history('run', 'old')).toEqual([]);
      expect(await store.history('run', 'kept')).toHaveLength(2);
      expect(await store.get('rule', 'old')).toBeDefined();
    });

    test('what was written is there after the store was closed', async () => {
      if (opened.reopen === undefined) return;
      await store.write([{ kind: 'rule', id: 'a', body: { n: 1 } }], BY);
      await store.write([{ kind: 'rule', id: 'b', body: { n: 1 } }], BY);
      await store.write([{ kind: 'rule', id: 'b', body: undefined }], BY);
      const again = await opened.reopen();
      expect((await again.list('rule')).map(({ id, version }) => [id, version])).toEqual([['a', 1]]);
      expect(await again.write([{ kind: 'rule', id: 'b', body: {} }], BY)).toEqual([3]);
    });
  });
}
