/** Alerts in ClickHouse: docs/design/alert-store.md. */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import { Turns } from '../../base/turns.ts';
import { parseTimestampMs } from '../../event/instant.ts';
import type { Json } from '../../event/json.ts';
import type {
  AlertCensus,
  AlertChange,
  AlertPatch,
  AlertQuery,
  AlertState,
  AlertStore,
  CensusFields,
  StoredAlert,
  ValueGroup,
  VersionedPatch,
} from '../alert-store.ts';
import { columnsOf } from './alert-columns.ts';
import { AlertGroups } from './alert-groups.ts';
import { AlertPatches } from './alert-patches.ts';
import { rowsOf } from './alert-rows.ts';
import { AlertSearch } from './alert-search.ts';
import { statesOf } from './alert-states.ts';
import { type AlertKey, KEY_COLUMNS, patchColumns, patchParts, workflowText } from './alert-tables.ts';
import type { ClickHouse } from './connection.ts';
import { sqlText, sqlTexts } from './sql-text.ts';
import { Statements } from './statements.ts';
import { shownText } from './stored-text.ts';

/** Ids of one statement. */
const MOST_IDS = 10_000;
/** Documents of one insert: some megabytes. */
const MOST_DOCUMENTS = 1_000;

export class ClickHouseAlertStore implements AlertStore {
  /** Writes read as well, and do not wait for searches. */
  readonly #writing: Statements;
  readonly #reads: Statements;
  readonly #search: AlertSearch;
  readonly #groups: AlertGroups;
  readonly #patches: AlertPatches;
  readonly #turns = new Turns();

  constructor(clickHouse: ClickHouse) {
    this.#writing = new Statements(clickHouse);
    this.#reads = new Statements(clickHouse);
    this.#search = new AlertSearch(this.#reads);
    this.#groups = new AlertGroups(this.#reads, this.#search);
    this.#patches = new AlertPatches(this.#writing, new AlertSearch(this.#writing));
  }

  add(alerts: readonly AlertDocument[]): Promise<ReadonlySet<string>> {
    return this.#turns.take(async () => {
      const byUuid = new Map<string, AlertDocument>();
      for (const document of alerts) {
        const uuid = document['kibana.alert.uuid'];
        if (!byUuid.has(uuid)) byUuid.set(uuid, document);
      }
      for (const uuid of await this.#knownTo(this.#writing, [...byUuid.keys()])) byUuid.delete(uuid);
      const fresh = [...byUuid];
      for (let at = 0; at < fresh.length; at += MOST_DOCUMENTS)
        await this.#insert(fresh.slice(at, at + MOST_DOCUMENTS));
      return new Set(byUuid.keys());
    });
  }

  known(uuids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#knownTo(this.#reads, uuids);
  }

  async byUuids(uuids: readonly string[]): Promise<readonly StoredAlert[]> {
    const alerts: StoredAlert[] = [];
    for (const ids of chunks(uuids, MOST_DOCUMENTS)) {
      const keys = await rowsOf<AlertKey>(this.#reads, KEY_COLUMNS, ids);
      alerts.push(...(await this.#search.alerts(ids.flatMap(uuid => keys.get(uuid) ?? []))));
    }
    return alerts;
  }

  search(query: AlertQuery): AsyncIterable<readonly StoredAlert[]> {
    return this.#search.search(query);
  }

  values(
    query: Pick<AlertQuery, 'filter' | 'signal'>,
    fields: readonly string[],
  ): AsyncIterable<readonly (readonly (Json | undefined)[])[]> {
    return this.#search.values(query, fields);
  }

  groups(
    query: Pick<AlertQuery, 'filter' | 'signal'>,
    fields: { readonly by: readonly string[]; readonly each: readonly string[] },
  ): AsyncIterable<readonly ValueGroup[]> {
    return this.#groups.groups(query, fields);
  }

  census(query: Pick<AlertQuery, 'filter' | 'signal'>, fields: CensusFields): AsyncIterable<AlertCensus> {
    return this.#groups.census(query, fields);
  }

  async states(uuids: readonly string[], keys: readonly string[]): Promise<readonly AlertState[]> {
    const states: AlertState[] = [];
    for (const ids of chunks([...new Set(uuids)], MOST_IDS))
      states.push(...(await statesOf(this.#reads, this.#search, ids, keys)));
    return states;
  }

  patchEach(
    patches: readonly VersionedPatch[],
    by: { readonly who: string; readonly atMs: number },
  ): Promise<ReadonlySet<string>> {
    return this.#turns.take(async () => {
      const changed = new Set<string>();
      for (const some of chunks(patches, MOST_IDS)) {
        const byUuid = new Map(some.map(patch => [patch.uuid, patch]));
        for (const uuid of await this.#patches.patch([...byUuid.keys()], byUuid, by)) changed.add(uuid);
      }
      return changed;
    });
  }

  patch(
    uuids: readonly string[],
    change: AlertPatch | ((document: AlertDocument) => AlertPatch),
    by: { readonly who: string; readonly atMs: number },
  ): Promise<number> {
    return this.#turns.take(async () => {
      let count = 0;
      for (const ids of chunks([...new Set(uuids)], typeof change === 'function' ? MOST_DOCUMENTS : MOST_IDS))
        count += (await this.#patches.patch(ids, change, by)).length;
      return count;
    });
  }

  async history(uuid: string): Promise<readonly AlertChange[]> {
    interface Row {
      readonly version: number;
      readonly who: string;
      readonly at: number;
      readonly patch_set: string;
      readonly patch_removed: readonly string[];
    }
    const id = sqlText(uuid);
    const rows = await this.#reads.read<Row>(
      `SELECT version, who, at, patch_set, patch_removed FROM ${this.#reads.table('alert_changes')} FINAL
      WHERE uuid = ${id} AND version <= (SELECT max(version) FROM ${this.#reads.table('alert_rows')} WHERE uuid = ${id})
      ORDER BY version`,
    );
    return rows.map(({ at, version, who, ...patch }) => ({
      version,
      who: shownText(who),
      atMs: at,
      ...patchParts(patch),
    }));
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {});
  }

  async #knownTo(statements: Statements, uuids: readonly string[]): Promise<ReadonlySet<string>> {
    const known = new Set<string>();
    for (const ids of chunks(uuids, MOST_IDS)) {
      const sql = `SELECT DISTINCT uuid FROM ${statements.table('alert_rows')} WHERE uuid IN (${sqlTexts(ids)})`;
      for (const { uuid } of await statements.read<{ readonly uuid: string }>(sql)) known.add(uuid);
    }
    return known;
  }

  async #insert(alerts: readonly (readonly [uuid: string, document: AlertDocument])[]): Promise<void> {
    const added = alerts.map(([, document]) => parseTimestampMs(document['@timestamp']) ?? 0);
    await this.#writing.insert(
      'alert_documents',
      alerts.map(([uuid, document], at) => ({ uuid, added: added[at], document: JSON.stringify(document) })),
    );
    const unpatched = patchColumns({ set: {}, removed: [] });
    await this.#writing.insert(
      'alert_rows',
      alerts.map(([uuid, document], at) => ({
        ...columnsOf(document),
        ...unpatched,
        uuid,
        added: added[at],
        added_workflow: workflowText(document),
        version: 1,
      })),
    );
  }
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
