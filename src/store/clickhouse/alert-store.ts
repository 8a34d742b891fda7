/** Alerts in ClickHouse: docs/design/alert-store.md. */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import { Turns } from '../../base/turns.ts';
import { parseTimestampMs } from '../../event/instant.ts';
import type { Json } from '../../event/json.ts';
import { applyPatch, joinPatches, type PatchParts, splitPatch } from '../alert-patch.ts';
import type { AlertChange, AlertPatch, AlertQuery, AlertStore, StoredAlert } from '../alert-store.ts';
import { columnsOf, patchedColumns } from './alert-columns.ts';
import { AlertSearch } from './alert-search.ts';
import { type AlertKey, type AlertRow, KEY_COLUMNS, patchColumns, patchParts } from './alert-tables.ts';
import type { ClickHouse } from './connection.ts';
import { sqlText, sqlTexts } from './sql-text.ts';
import { Statements } from './statements.ts';
import { shownText, storedText } from './stored-text.ts';

/** Ids of one statement. */
const MOST_IDS = 10_000;
/** Documents of one insert: some megabytes. */
const MOST_DOCUMENTS = 1_000;

export class ClickHouseAlertStore implements AlertStore {
  /** Writes read as well, and do not wait for searches. */
  readonly #writing: Statements;
  readonly #reads: Statements;
  readonly #search: AlertSearch;
  readonly #searchForWrites: AlertSearch;
  readonly #turns = new Turns();

  constructor(clickHouse: ClickHouse) {
    this.#writing = new Statements(clickHouse);
    this.#reads = new Statements(clickHouse);
    this.#search = new AlertSearch(this.#reads);
    this.#searchForWrites = new AlertSearch(this.#writing);
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

  patch(
    uuids: readonly string[],
    change: AlertPatch | ((document: AlertDocument) => AlertPatch),
    by: { readonly who: string; readonly atMs: number },
  ): Promise<number> {
    return this.#turns.take(async () => {
      let count = 0;
      for (const ids of chunks([...new Set(uuids)], typeof change === 'function' ? MOST_DOCUMENTS : MOST_IDS))
        count += await this.#patch(ids, change, by);
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
        version: 1,
      })),
    );
  }

  async #patch(
    uuids: readonly string[],
    change: AlertPatch | ((document: AlertDocument) => AlertPatch),
    { atMs, who }: { readonly who: string; readonly atMs: number },
  ): Promise<number> {
    const rows = [...(await rowsOf<AlertRow>(this.#writing, '*', uuids)).values()];
    const documents = await this.#documentsFor(rows, change);
    const changes: object[] = [];
    const changed: object[] = [];
    for (const row of rows) {
      const document = documents.get(row.uuid);
      const patch = typeof change !== 'function' ? change : document === undefined ? {} : change(document);
      const parts = splitPatch(patch);
      if (parts === undefined) continue;
      const version = row.version + 1;
      changes.push({ uuid: row.uuid, version, who: storedText(who), at: atMs, ...patchColumns(parts) });
      changed.push({ ...nextRow(row, parts, document), version });
    }
    await this.#writing.insert('alert_changes', changes);
    await this.#writing.insert('alert_rows', changed);
    return changed.length;
  }

  /** The documents without which a patch cannot be known, or what it makes of the columns. */
  async #documentsFor(
    rows: readonly AlertRow[],
    change: AlertPatch | ((document: AlertDocument) => AlertPatch),
  ): Promise<ReadonlyMap<string, AlertDocument>> {
    const parts = typeof change === 'function' ? undefined : splitPatch(change);
    const needed =
      typeof change === 'function'
        ? rows
        : rows.filter(row => parts !== undefined && patchedColumns(row, parts) === undefined);
    const documents = new Map<string, AlertDocument>();
    for (const part of chunks(needed, MOST_DOCUMENTS))
      for (const { document, uuid } of await this.#searchForWrites.alerts(part))
        documents.set(uuid, document);
    return documents;
  }
}

/** The latest rows, by uuid. */
async function rowsOf<Row extends { readonly uuid: string }>(
  statements: Statements,
  selected: string,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (uuids.length === 0) return new Map();
  const sql = `SELECT ${selected} FROM ${statements.table('alert_rows')} FINAL WHERE uuid IN (${sqlTexts(uuids)})`;
  return new Map((await statements.read<Row>(sql)).map(row => [row.uuid, row]));
}

/** The row after a patch; its version is the caller's. */
function nextRow(row: AlertRow, parts: PatchParts, document: AlertDocument | undefined): object {
  const columns =
    document === undefined ? patchedColumns(row, parts) : columnsOf(applyPatch(document, parts));
  return { ...row, ...columns, ...patchColumns(joinPatches(patchParts(row), parts)) };
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
