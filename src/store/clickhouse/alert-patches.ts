/**
 * Changes of alerts. Where many alerts that were patched alike get the same patch, ClickHouse makes their new rows of the
 * old ones, and neither rows nor documents come here:
 *
 *     {severity: high, patch_set: {}}  x 9,000   + {status: closed}   one INSERT SELECT
 *     {severity: low,  patch_set: {tags: [a]}}   + {status: closed}   few of a kind: read, patched and written here
 */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { Json } from '../../event/json.ts';
import { applyPatch, joinPatches, type PatchParts, splitPatch } from '../alert-patch.ts';
import type { AlertPatch, VersionedPatch } from '../alert-store.ts';
import { columnsOf, patchedColumns } from './alert-columns.ts';
import { rowsOf } from './alert-rows.ts';
import type { AlertSearch } from './alert-search.ts';
import { type AlertKey, type AlertRow, KEY_COLUMNS, patchColumns, patchParts } from './alert-tables.ts';
import { sqlLiteral, sqlText, sqlTexts } from './sql-text.ts';
import type { Statements } from './statements.ts';
import { storedText } from './stored-text.ts';

/** Documents that are held at a time: some megabytes. */
const MOST_DOCUMENTS = 1_000;
/** So many that are alike are worth statements of their own. */
const MANY = 500;

/** One patch for all, one that follows from the document, or one for each uuid. */
type Patching = AlertPatch | ((document: AlertDocument) => AlertPatch) | ReadonlyMap<string, VersionedPatch>;

interface By {
  readonly who: string;
  readonly atMs: number;
}

/** Rows to which the same patch does the same. */
interface Alike {
  readonly parts: PatchParts;
  /** What becomes of the columns by which they are searched. */
  readonly columns: object;
  readonly joined: PatchParts;
  readonly uuids: string[];
}

export class AlertPatches {
  readonly #statements: Statements;
  readonly #search: AlertSearch;

  /** To be called by one at a time: nobody else may write between what is read here and what is written. */
  constructor(statements: Statements, search: AlertSearch) {
    this.#statements = statements;
    this.#search = search;
  }

  /** Gives the uuids of those that changed. */
  async patch(uuids: readonly string[], change: Patching, by: By): Promise<readonly string[]> {
    if (typeof change === 'function' || uuids.length < MANY) return await this.#patchHere(uuids, change, by);
    const changed: string[] = [];
    const others: string[] = [];
    for (const alike of await this.#alike(uuids, change)) {
      if (alike.uuids.length < MANY) others.push(...alike.uuids);
      else {
        await this.#patchThere(alike, by);
        changed.push(...alike.uuids);
      }
    }
    const inGroups = new Set([...changed, ...others]);
    const rest = uuids.filter(uuid => !inGroups.has(uuid));
    return [...changed, ...(await this.#patchHere([...others, ...rest], change, by))];
  }

  /** Of those for which no document is needed. */
  async #alike(
    uuids: readonly string[],
    change: AlertPatch | ReadonlyMap<string, VersionedPatch>,
  ): Promise<readonly Alike[]> {
    const rows = await rowsOf<AlertKey & Pick<AlertRow, 'odd'>>(
      this.#statements,
      `${KEY_COLUMNS}, odd`,
      uuids,
    );
    const groups = new Map<string, Alike | undefined>();
    for (const row of rows.values()) {
      const parts = knownPatch(change, row);
      if (parts === undefined) continue;
      const key = JSON.stringify([parts, row.patch_set, row.patch_removed, row.odd]);
      if (!groups.has(key)) {
        const columns = patchedColumns(row, parts);
        const joined = joinPatches(patchParts(row), parts);
        groups.set(key, columns === undefined ? undefined : { parts, columns, joined, uuids: [] });
      }
      groups.get(key)?.uuids.push(row.uuid);
    }
    return [...groups.values()].filter(alike => alike !== undefined);
  }

  async #patchThere({ columns, joined, parts, uuids }: Alike, { atMs, who }: By): Promise<void> {
    const rows = this.#statements.table('alert_rows');
    const own = patchColumns(parts);
    const from = `FROM ${rows} FINAL WHERE uuid IN (${sqlTexts(uuids)})`;
    const changed = Object.entries({ ...columns, ...patchColumns(joined) }) as readonly (readonly [
      string,
      Json,
    ])[];
    const replaced = changed.map(([name, value]) => `${sqlLiteral(value)} AS ${name}`);
    await this.#statements.write(
      `INSERT INTO ${this.#statements.table('alert_changes')} (uuid, version, who, at, patch_set, patch_removed)
      SELECT uuid, version + 1, ${sqlText(storedText(who))}, ${atMs}, ${sqlLiteral(own.patch_set)},
        ${sqlLiteral(own.patch_removed)} ${from}`,
    );
    await this.#statements.write(
      `INSERT INTO ${rows} SELECT * REPLACE (version + 1 AS version, ${replaced.join(', ')}) ${from}`,
    );
  }

  async #patchHere(
    uuids: readonly string[],
    change: Patching,
    { atMs, who }: By,
  ): Promise<readonly string[]> {
    const rows = [...(await rowsOf<AlertRow>(this.#statements, '*', uuids)).values()];
    const documents = await this.#documentsFor(rows, change);
    const changes: object[] = [];
    const changed: object[] = [];
    const changedUuids: string[] = [];
    for (const row of rows) {
      const document = documents.get(row.uuid);
      const parts =
        typeof change === 'function'
          ? splitPatch(document === undefined ? {} : change(document))
          : knownPatch(change, row);
      if (parts === undefined) continue;
      const version = row.version + 1;
      changes.push({ uuid: row.uuid, version, who: storedText(who), at: atMs, ...patchColumns(parts) });
      changed.push({ ...nextRow(row, parts, document), version });
      changedUuids.push(row.uuid);
    }
    await this.#statements.insert('alert_changes', changes);
    await this.#statements.insert('alert_rows', changed);
    return changedUuids;
  }

  /** The documents without which a patch cannot be known, or what it makes of the columns. */
  async #documentsFor(
    rows: readonly AlertRow[],
    change: Patching,
  ): Promise<ReadonlyMap<string, AlertDocument>> {
    const isNeeded = (row: AlertRow): boolean => {
      if (typeof change === 'function') return true;
      const parts = knownPatch(change, row);
      return parts !== undefined && patchedColumns(row, parts) === undefined;
    };
    const needed = rows.filter(isNeeded);
    const documents = new Map<string, AlertDocument>();
    for (let at = 0; at < needed.length; at += MOST_DOCUMENTS)
      for (const { document, uuid } of await this.#search.alerts(needed.slice(at, at + MOST_DOCUMENTS)))
        documents.set(uuid, document);
    return documents;
  }
}

/** A patch for which no document is needed; undefined where there is none, or it is of another version. */
function knownPatch(
  change: AlertPatch | ReadonlyMap<string, VersionedPatch>,
  { uuid, version }: AlertKey,
): PatchParts | undefined {
  if (!isByUuid(change)) return splitPatch(change);
  const own = change.get(uuid);
  return own?.ifVersion === version ? splitPatch(own.patch) : undefined;
}

function isByUuid(
  change: AlertPatch | ReadonlyMap<string, VersionedPatch>,
): change is ReadonlyMap<string, VersionedPatch> {
  return change instanceof Map;
}

/** The row after a patch; its version is the caller's. */
function nextRow(row: AlertRow, parts: PatchParts, document: AlertDocument | undefined): object {
  const columns =
    document === undefined ? patchedColumns(row, parts) : columnsOf(applyPatch(document, parts));
  return { ...row, ...columns, ...patchColumns(joinPatches(patchParts(row), parts)) };
}
