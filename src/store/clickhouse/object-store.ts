/**
 * Objects in ClickHouse. A write is one block of new versions, so it is there as a whole or not at all. Writes come one
 * after the other, which is what makes `ifVersion` hold: the versions they go by are those of this process, the only
 * one that writes (docs/design/alert-store.md).
 *
 * Kinds of which there are few are held in memory as they stand: rules, keys and sessions are asked for with every
 * request. The rest is read when asked for.
 */
import { Turns } from '../../base/turns.ts';
import type { JsonObject } from '../../event/json.ts';
import {
  type ObjectChange,
  type ObjectKind,
  type ObjectStore,
  type ObjectWrite,
  type StoredObject,
  VersionConflict,
} from '../object-store.ts';
import type { ClickHouse } from './connection.ts';
import { sqlText, sqlTexts } from './sql-text.ts';
import { Statements } from './statements.ts';
import { shownText, storedText } from './stored-text.ts';

/** Of these there may be millions. */
const UNHELD: ReadonlySet<ObjectKind> = new Set([
  'run',
  'note',
  'alert-act',
  'alert-act-part',
  'guide-steps',
  'value-list-item',
]);
/** Ids of one statement. */
const MOST_IDS = 10_000;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly is_removed: boolean;
  readonly body: string;
  readonly who: string;
  readonly at: number;
}

const COLUMNS = 'id, version, is_removed, body, who, at';
/** Of each object its latest version. */
const LATEST = 'ORDER BY id, version DESC LIMIT 1 BY id';

/** The latest versions of one kind, by id, removed ones too. */
type Held = Map<string, ObjectChange>;

export class ClickHouseObjectStore implements ObjectStore {
  readonly #reads: Statements;
  readonly #writing: Statements;
  readonly #turns = new Turns();
  readonly #held = new Map<ObjectKind, Held>();

  constructor(clickHouse: ClickHouse) {
    this.#reads = new Statements(clickHouse);
    this.#writing = new Statements(clickHouse);
  }

  async get(kind: ObjectKind, id: string): Promise<StoredObject | undefined> {
    if (!UNHELD.has(kind)) return standing((await this.#heldOf(kind)).get(id));
    const [latest] = await this.#read(this.#reads, kind, `AND id = ${sqlText(storedText(id))} ${LATEST}`);
    return standing(latest);
  }

  async list(
    kind: ObjectKind,
    { idPrefix = '' }: { readonly idPrefix?: string } = {},
  ): Promise<readonly StoredObject[]> {
    const latest = UNHELD.has(kind)
      ? await this.#read(this.#reads, kind, `${beginsWith(idPrefix)} ${LATEST}`)
      : [...(await this.#heldOf(kind)).values()];
    return latest
      .filter(({ id }) => id.startsWith(idPrefix))
      .flatMap(change => standing(change) ?? [])
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async lastOfEach(kind: ObjectKind): Promise<readonly StoredObject[]> {
    const ids = await this.#reads.read<{ readonly last: string }>(
      // A removed object leaves one that is before it: each latest version is looked at.
      `SELECT max(id) AS last FROM (
        SELECT id, argMax(is_removed, version) AS is_gone FROM ${this.#reads.table('objects')}
        WHERE kind = ${sqlText(kind)} GROUP BY id
      ) WHERE NOT is_gone GROUP BY substringIndex(id, '/', 1) ORDER BY last`,
    );
    const found: StoredObject[] = [];
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      const among = sqlTexts(ids.slice(at, at + MOST_IDS).map(({ last }) => last));
      const latest = await this.#read(this.#reads, kind, `AND id IN (${among}) ${LATEST}`);
      found.push(...latest.flatMap(change => standing(change) ?? []));
    }
    return found;
  }

  write(
    writes: readonly ObjectWrite[],
    { atMs, who }: { readonly who: string; readonly atMs: number },
  ): Promise<readonly number[]> {
    return this.#turns.take(async () => {
      const latest = await this.#latestOf(writes);
      for (const { id, ifVersion, kind } of writes) {
        const version = standing(latest.get(keyOf(kind, id)))?.version ?? 0;
        if (ifVersion !== undefined && ifVersion !== version)
          throw new VersionConflict(`${kind} ${id} stands at version ${version}, not at ${ifVersion}`);
      }
      const changes = writes.map(({ body, id, kind }): ObjectChange => {
        const version = (latest.get(keyOf(kind, id))?.version ?? 0) + 1;
        const change = { kind, id, version, body, changedBy: who, changedAtMs: atMs };
        latest.set(keyOf(kind, id), change);
        return change;
      });
      await this.#insert(changes);
      return changes.map(({ version }) => version);
    });
  }

  async history(kind: ObjectKind, id: string): Promise<readonly ObjectChange[]> {
    return await this.#read(this.#reads, kind, `AND id = ${sqlText(storedText(id))} ORDER BY version`);
  }

  forgetBefore(kind: ObjectKind, ms: number): Promise<void> {
    return this.#turns.take(async () => {
      const table = this.#writing.table('objects');
      const ofKind = `kind = ${sqlText(kind)}`;
      const old = `SELECT id FROM ${table} WHERE ${ofKind} GROUP BY id HAVING argMax(at, version) < ${Math.ceil(ms)}`;
      await this.#writing.run(`DELETE FROM ${table} WHERE ${ofKind} AND id IN (${old})`);
      this.#held.delete(kind);
    });
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {});
  }

  async #insert(changes: readonly ObjectChange[]): Promise<void> {
    try {
      await this.#writing.insert('objects', changes.map(rowOf));
    } catch (error) {
      // It may have been written all the same: what stands is to be asked anew.
      for (const { kind } of changes) this.#held.delete(kind);
      throw error;
    }
    for (const change of changes) this.#held.get(change.kind)?.set(change.id, change);
  }

  async #heldOf(kind: ObjectKind): Promise<Held> {
    return this.#held.get(kind) ?? (await this.#turns.take(() => this.#load(kind)));
  }

  /** In a turn: a write that came between the reading and the holding would be missed. */
  async #load(kind: ObjectKind): Promise<Held> {
    const known = this.#held.get(kind);
    if (known !== undefined) return known;
    const latest = await this.#read(this.#writing, kind, LATEST);
    const held = new Map(latest.map(change => [change.id, change]));
    this.#held.set(kind, held);
    return held;
  }

  async #latestOf(writes: readonly ObjectWrite[]): Promise<Map<string, ObjectChange>> {
    const latest = new Map<string, ObjectChange>();
    for (const kind of new Set(writes.map(write => write.kind))) {
      const ids = [...new Set(writes.filter(write => write.kind === kind).map(({ id }) => id))];
      for (const change of await this.#latestAmong(kind, ids)) latest.set(keyOf(kind, change.id), change);
    }
    return latest;
  }

  async #latestAmong(kind: ObjectKind, ids: readonly string[]): Promise<readonly ObjectChange[]> {
    if (!UNHELD.has(kind)) {
      const held = await this.#load(kind);
      return ids.flatMap(id => held.get(id) ?? []);
    }
    const found: ObjectChange[] = [];
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      const among = sqlTexts(ids.slice(at, at + MOST_IDS).map(storedText));
      found.push(...(await this.#read(this.#writing, kind, `AND id IN (${among}) ${LATEST}`)));
    }
    return found;
  }

  /** @param rest what further conditions there are, and the order */
  async #read(statements: Statements, kind: ObjectKind, rest: string): Promise<readonly ObjectChange[]> {
    const rows = await statements.read<Row>(
      `SELECT ${COLUMNS} FROM ${statements.table('objects')} WHERE kind = ${sqlText(kind)} ${rest}`,
    );
    return rows.map(({ at, body, id, is_removed, version, who }) => ({
      kind,
      id: shownText(id),
      version,
      // Written by `rowOf`.
      body: is_removed ? undefined : (JSON.parse(body) as JsonObject),
      changedBy: shownText(who),
      changedAtMs: at,
    }));
  }
}

function rowOf({
  body,
  changedAtMs,
  changedBy,
  id,
  kind,
  version,
}: ObjectChange): Row & { kind: ObjectKind } {
  const text = body === undefined ? '' : JSON.stringify(body);
  return {
    kind,
    id: storedText(id),
    version,
    is_removed: body === undefined,
    body: text,
    who: storedText(changedBy),
    at: changedAtMs,
  };
}

/** As far as the prefix is stored as it stands: whoever reads looks again. */
function beginsWith(prefix: string): string {
  return prefix === '' || storedText(prefix) !== prefix ? '' : `AND startsWith(id, ${sqlText(prefix)})`;
}

function keyOf(kind: ObjectKind, id: string): string {
  return `${kind}/${id}`;
}

function standing(latest: ObjectChange | undefined): StoredObject | undefined {
  return latest?.body === undefined ? undefined : { ...latest, body: latest.body };
}
