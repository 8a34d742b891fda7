/** Objects in memory, as plainly as can be: for tests, and the yardstick of the stores that last. */
import {
  type ObjectChange,
  type ObjectKind,
  type ObjectStore,
  type ObjectWrite,
  type StoredObject,
  VersionConflict,
} from '../object-store.ts';

export class MemoryObjectStore implements ObjectStore {
  readonly #histories = new Map<string, ObjectChange[]>();

  async get(kind: ObjectKind, id: string): Promise<StoredObject | undefined> {
    return standing(this.#histories.get(keyOf(kind, id)));
  }

  async list(
    kind: ObjectKind,
    { idPrefix = '' }: { readonly idPrefix?: string } = {},
  ): Promise<readonly StoredObject[]> {
    return [...this.#histories.values()]
      .flatMap(history => standing(history) ?? [])
      .filter(object => object.kind === kind && object.id.startsWith(idPrefix))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async lastOfEach(kind: ObjectKind): Promise<readonly StoredObject[]> {
    const last = new Map<string, StoredObject>();
    for (const object of await this.list(kind)) last.set(object.id.split('/', 1)[0] ?? '', object);
    return [...last.values()];
  }

  async write(
    writes: readonly ObjectWrite[],
    { atMs, who }: { readonly who: string; readonly atMs: number },
  ): Promise<readonly number[]> {
    for (const { id, ifVersion, kind } of writes) {
      const version = standing(this.#histories.get(keyOf(kind, id)))?.version ?? 0;
      if (ifVersion !== undefined && ifVersion !== version)
        throw new VersionConflict(`${kind} ${id} stands at version ${version}, not at ${ifVersion}`);
    }
    return writes.map(({ body, id, kind }) => {
      const history = this.#histories.get(keyOf(kind, id)) ?? [];
      const version = (history.at(-1)?.version ?? 0) + 1;
      this.#histories.set(keyOf(kind, id), history);
      history.push({ kind, id, version, body, changedBy: who, changedAtMs: atMs });
      return version;
    });
  }

  async history(kind: ObjectKind, id: string): Promise<readonly ObjectChange[]> {
    return [...(this.#histories.get(keyOf(kind, id)) ?? [])];
  }

  async forgetBefore(kind: ObjectKind, ms: number): Promise<void> {
    for (const [key, history] of this.#histories) {
      const latest = history.at(-1);
      if (latest?.kind === kind && latest.changedAtMs < ms) this.#histories.delete(key);
    }
  }

  async close(): Promise<void> {}
}

function keyOf(kind: ObjectKind, id: string): string {
  return `${kind}/${id}`;
}

function standing(history: readonly ObjectChange[] | undefined): StoredObject | undefined {
  const latest = history?.at(-1);
  return latest?.body === undefined ? undefined : { ...latest, body: latest.body };
}
