/**
 * Finds alerts. SQL passes on what a condition can find in the columns (alert-conditions.ts); what it cannot decide is
 * decided on the values of the columns where the condition asks nothing else, and else on the documents:
 *
 *     severity == "high"             decided by SQL, sorted and cut to a page there
 *     host.name like "web-*"         on the values of one column
 *     process.name == "a.exe"        on the documents
 */

import type { AlertDocument } from '../../alerts/alert-document.ts';
import { alertSchema } from '../../alerts/alert-schema.ts';
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import { buildExtractor } from '../../engine/extract/extractor.ts';
import type { FieldValues } from '../../event/field-value.ts';
import type { Json } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { applyPatch } from '../alert-patch.ts';
import type { AlertQuery, StoredAlert } from '../alert-store.ts';
import { compareSortValues, sortValue } from '../sort-values.ts';
import { type AlertColumn, columnOf, fieldValueOf, selectionOf, UUID } from './alert-columns.ts';
import { type AlertFilter, filterOf } from './alert-filter.ts';
import { type AlertKey, KEY_COLUMNS, patchParts } from './alert-tables.ts';
import { sqlText } from './sql-text.ts';
import type { Statements } from './statements.ts';

type Filtered = Pick<AlertQuery, 'filter' | 'signal'>;
type Sort = NonNullable<AlertQuery['sort']>;

/** An alert that passed, with its document where that had to be read. */
interface Found {
  readonly key: AlertKey;
  readonly alert?: StoredAlert;
}

/** Documents that are held at a time: some megabytes. */
const BATCH = 500;
/** Rows whose columns are held at a time. */
const SLICE = 200_000;

export class AlertSearch {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  async *search(query: AlertQuery): AsyncIterable<readonly StoredAlert[]> {
    const { offset = 0, signal, size = Number.POSITIVE_INFINITY, sort = [] } = query;
    if (size <= 0) return;
    const order = sqlOrder(sort);
    let skipped = 0;
    let taken = 0;
    const found =
      order === undefined ? await this.#sorted(query, sort) : this.#passing(query, order, { offset, size });
    const pushed = order !== undefined && filterOf(query.filter).kind === 'sql' ? offset : 0;
    for await (const batch of found) {
      const from = Math.min(batch.length, offset - pushed - skipped);
      skipped += from;
      const wanted = batch.slice(from, from + size - taken);
      taken += wanted.length;
      for (let at = 0; at < wanted.length; at += BATCH)
        yield await this.#alertsOf(wanted.slice(at, at + BATCH), signal);
      if (taken >= size) return;
    }
  }

  async *values(
    query: Filtered,
    fields: readonly string[],
  ): AsyncIterable<readonly (readonly (Json | undefined)[])[]> {
    const filter = filterOf(query.filter);
    const columns = fields.map(columnOf);
    if (filter.kind === 'documents' || columns.includes(undefined)) {
      const extractor = buildExtractor(fields);
      // What is read of a JSON document holds no bigint.
      for await (const batch of this.search(query))
        yield batch.map(({ document }) => extractor.fromDocument(document) as readonly (Json | undefined)[]);
      return;
    }
    const known = columns.filter(column => column !== undefined);
    for (const slice of await this.slices(query.signal))
      yield await this.#valuesOfSlice(query, filter, known, slice);
  }

  /** The documents as they are now, in the order of the keys. */
  async alerts(keys: readonly AlertKey[], signal?: AbortSignal): Promise<readonly StoredAlert[]> {
    if (keys.length === 0) return [];
    const wanted = keys.map(({ added, uuid }) => `(${added}, ${sqlText(uuid)})`).join(', ');
    const rows = await this.#statements.readBinary(
      `SELECT uuid, document FROM ${this.#table('alert_documents')} WHERE (added, uuid) IN (${wanted})`,
      signal,
    );
    const texts = new Map<string, string>();
    while (!rows.isEnd) texts.set(rows.text(), rows.text());
    return keys.map(key => {
      const text = texts.get(key.uuid);
      if (text === undefined) throw new Error(`the document of alert ${key.uuid} is missing in the store`);
      // Written by the store.
      const document = applyPatch(JSON.parse(text) as AlertDocument, patchParts(key));
      return { uuid: key.uuid, version: key.version, document };
    });
  }

  #table(name: string): string {
    return this.#statements.table(name);
  }

  /** Conditions in SQL that part all alerts, so that of each part the columns can be held. */
  async slices(signal: AbortSignal | undefined): Promise<readonly string[]> {
    // With older versions that are not merged away yet, which takes no time to count.
    const most = await this.#count('', signal);
    const rows = most > SLICE ? await this.#count('FINAL', signal) : most;
    const count = Math.ceil(rows / SLICE);
    return Array.from({ length: count }, (_, slice) =>
      count === 1 ? '1' : `cityHash64(uuid) % ${count} = ${slice}`,
    );
  }

  async #count(final: 'FINAL' | '', signal: AbortSignal | undefined): Promise<number> {
    const sql = `SELECT count() AS n FROM ${this.#table('alert_rows')} ${final}`;
    const [row] = await this.#statements.read<{ readonly n: number }>(sql, signal);
    return row?.n ?? 0;
  }

  async #valuesOfSlice(
    query: Filtered,
    filter: Exclude<AlertFilter, { kind: 'documents' }>,
    columns: readonly AlertColumn[],
    slice: string,
  ): Promise<readonly (readonly (Json | undefined)[])[]> {
    const { signal } = query;
    const where = `${slice} AND ${filter.where}`;
    const asked = [...columns, ...(filter.kind === 'columns' ? filter.columns : [])];
    const selected = ['1', ...asked.map(selectionOf)].join(', ');
    const plain = asked.length === 0 ? '1' : `NOT ${hasOdd(asked)}`;
    const [ones = [], ...held] = await this.#statements.readColumns(
      `SELECT ${selected} FROM ${this.#table('alert_rows')} FINAL WHERE ${where} AND ${plain}`,
      signal,
    );
    const rows: (readonly (Json | undefined)[])[] = [];
    for (let at = 0; at < ones.length; at++) {
      const row = held.map(column => cell(column[at]));
      if (filter.kind === 'sql' || filter.accepts(row.slice(columns.length)))
        rows.push(row.slice(0, columns.length));
    }
    if (asked.length === 0) return rows;
    for await (const some of this.valuesOfOdd(query, where, hasOdd(asked), columns)) rows.push(...some);
    return rows;
  }

  /** Of alerts whose columns do not tell what was asked: from their documents. @param isOdd says so of a row */
  async *valuesOfOdd(
    { filter, signal }: Filtered,
    where: string,
    isOdd: string,
    columns: readonly AlertColumn[],
  ): AsyncIterable<readonly (readonly (Json | undefined)[])[]> {
    // Mostly there are none, as the rows tell of all versions at once: then no latest versions have to be found.
    const candidates = `SELECT uuid FROM ${this.#table('alert_rows')} WHERE ${isOdd}`;
    const odd = await this.#keys(`uuid IN (${candidates}) AND ${where} AND ${isOdd}`, 'uuid', signal);
    const extractor = buildExtractor(columns.map(({ field }) => field));
    const accepts = compileDocumentFilter(filter ?? { kind: 'constant', value: true });
    for (let at = 0; at < odd.length; at += BATCH) {
      const alerts = await this.alerts(odd.slice(at, at + BATCH), signal);
      yield alerts
        .filter(({ document }) => accepts(document))
        .map(({ document }) => extractor.fromDocument(document) as readonly (Json | undefined)[]);
    }
  }

  async #keys(where: string, order: string, signal: AbortSignal | undefined): Promise<readonly AlertKey[]> {
    const sql = `SELECT ${KEY_COLUMNS} FROM ${this.#table('alert_rows')} FINAL WHERE ${where} ORDER BY ${order}`;
    return await this.#statements.read<AlertKey>(sql, signal);
  }

  /** Those that pass, in order; where SQL decides, no more than the page. */
  async *#passing(
    { filter, signal }: Filtered,
    order: string,
    { offset, size }: { readonly offset: number; readonly size: number },
  ): AsyncIterable<readonly Found[]> {
    const decision = filterOf(filter);
    if (decision.kind === 'sql') {
      const page =
        Number.isFinite(size) || offset > 0 ? ` LIMIT ${Math.min(size, 1e15)} OFFSET ${offset}` : '';
      yield (await this.#keys(decision.where, order + page, signal)).map(key => ({ key }));
      return;
    }
    if (decision.kind === 'documents') {
      const keys = await this.#keys(decision.where, order, signal);
      for (let at = 0; at < keys.length; at += BATCH) {
        const batch = keys.slice(at, at + BATCH);
        const alerts = await this.alerts(batch, signal);
        yield batch.flatMap((key, position) => {
          const alert = alerts[position];
          return alert !== undefined && decision.accepts(alert.document) ? [{ key, alert }] : [];
        });
      }
      return;
    }
    const names = decision.columns.map(({ name }) => sqlText(name)).join(', ');
    const values = decision.columns.map((column, at) => `${selectionOf(column)} AS value_${at}`);
    const rows = await this.#statements.read<AlertKey & { readonly [name: string]: Json }>(
      `SELECT ${[KEY_COLUMNS, ...values].join(', ')}, hasAny(odd, [${names}]) AS is_odd
      FROM ${this.#table('alert_rows')} FINAL WHERE ${decision.where} ORDER BY ${order}`,
      signal,
    );
    const oddKeys = rows.filter(row => row['is_odd'] === 1);
    const passingOdd = new Set<string>();
    for (let at = 0; at < oddKeys.length; at += BATCH)
      for (const { document, uuid } of await this.alerts(oddKeys.slice(at, at + BATCH), signal))
        if (decision.acceptsDocument(document)) passingOdd.add(uuid);
    yield rows
      .filter(row =>
        row['is_odd'] === 1
          ? passingOdd.has(row.uuid)
          : decision.accepts(decision.columns.map((_, at) => cell(row[`value_${at}`]))),
      )
      .map(key => ({ key }));
  }

  /** By fields that are no columns: all that pass are read for what they are sorted by. */
  async #sorted(query: AlertQuery, sort: Sort): Promise<readonly (readonly Found[])[]> {
    const types = sort.map(({ field }) => alertSchema.typeOf(field) ?? 'unknown');
    const held: { readonly key: AlertKey; readonly by: readonly FieldValues[] }[] = [];
    const all = { offset: 0, size: Number.POSITIVE_INFINITY };
    for await (const batch of this.#passing(query, 'uuid', all))
      for (let at = 0; at < batch.length; at += BATCH) {
        const part = batch.slice(at, at + BATCH);
        const alerts = await this.#alertsOf(part, query.signal);
        for (const [position, { key }] of part.entries()) {
          const document = alerts[position]?.document ?? {};
          const by = sort.map(({ field, order }, column) =>
            sortValue(readField(document, field), order, types[column] ?? 'unknown'),
          );
          held.push({ key, by });
        }
      }
    held.sort((a, b) => {
      for (const [at, { order }] of sort.entries()) {
        const compared = compareSortValues(a.by[at], b.by[at], order, 'unknown');
        if (compared !== 0) return compared;
      }
      return a.key.uuid < b.key.uuid ? -1 : 1;
    });
    return [held.map(({ key }) => ({ key }))];
  }

  async #alertsOf(found: readonly Found[], signal: AbortSignal | undefined): Promise<readonly StoredAlert[]> {
    if (found.every(({ alert }) => alert !== undefined)) return found.flatMap(({ alert }) => alert ?? []);
    return await this.alerts(
      found.map(({ key }) => key),
      signal,
    );
  }
}

export function hasOdd(columns: readonly AlertColumn[]): string {
  return `hasAny(odd, [${columns.map(({ name }) => sqlText(name)).join(', ')}])`;
}

/** The values of one column in a row, as the document has them. */
export function cell(selected: Json | undefined): Json | undefined {
  return Array.isArray(selected) ? fieldValueOf(selected as readonly Json[]) : undefined;
}

/** Undefined where a field is no column. */
function sqlOrder(sort: Sort): string | undefined {
  const terms: string[] = [];
  for (const { field, order } of sort) {
    const column = columnOf(field);
    if (column === undefined) return undefined;
    if (column === UUID) return [...terms, `uuid ${order}`].join(', ');
    const edge = order === 'asc' ? `arraySort(${column.name})[1]` : `arrayReverseSort(${column.name})[1]`;
    terms.push(`empty(${column.name})`, `${edge} ${order}`);
  }
  return [...terms, 'uuid'].join(', ');
}
