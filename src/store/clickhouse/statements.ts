/** Statements as the stores of alerts and objects need them, over the one client API of embedded and remote ClickHouse. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Json } from '../../event/json.ts';
import { type BinaryRows, queryRows } from './binary-rows.ts';
import type { ClickHouse } from './connection.ts';
import { asStoreError } from './store-errors.ts';

/** What no default of a server should change: statements that name many ids, and numbers as numbers. */
const READING = {
  max_query_size: '1000000000',
  max_ast_elements: '10000000',
  max_expanded_ast_elements: '10000000',
  output_format_json_quote_64bit_integers: 0,
  precise_float_parsing: 1,
} as const;

/** Large enough that the rows of one insert are one block, which is there as a whole or not at all. */
const WRITING = {
  async_insert: 0,
  precise_float_parsing: 1,
  input_format_parallel_parsing: 0,
  max_insert_block_size: '1000000000',
  min_insert_block_size_rows: '1000000000',
  min_insert_block_size_bytes: '100000000000',
} as const;

export class Statements {
  readonly #client: ClickHouseClient;
  readonly #database: string;

  /** With a client of its own, so that it does not wait for queries of others. */
  constructor(clickHouse: ClickHouse) {
    this.#client = clickHouse.newClient();
    this.#database = clickHouse.database;
  }

  /** A table, as statements call it. */
  table(name: string): string {
    return `${this.#database}.${name}`;
  }

  /** @throws StoreFull or StoreUnavailable, as everything here */
  async run(sql: string): Promise<void> {
    await answered(() => this.#client.command({ query: sql, clickhouse_settings: READING }));
  }

  /** An INSERT SELECT: all of its rows are one block, there as a whole or not at all, and durable where the table is. */
  async write(sql: string): Promise<void> {
    await answered(() =>
      this.#client.command({
        query: sql,
        clickhouse_settings: { ...READING, ...WRITING, max_insert_threads: '1' },
      }),
    );
  }

  /** @typeParam Row what the statement selects: who writes it knows. */
  async read<Row>(sql: string, signal?: AbortSignal): Promise<readonly Row[]> {
    return await answered(async () => {
      const options = { query: sql, clickhouse_settings: READING, ...withSignal(signal) };
      const result = await this.#client.query({ ...options, format: 'JSONEachRow' });
      return await result.json<Row>();
    }, signal);
  }

  /** By position, all values of each selected column: of many rows the quickest form. */
  async readColumns(sql: string, signal?: AbortSignal): Promise<readonly (readonly Json[])[]> {
    return await answered(async () => {
      const options = { query: sql, clickhouse_settings: READING, ...withSignal(signal) };
      // One that the client does not know; to it, all JSON that is in one piece is alike.
      const result = await this.#client.query({ ...options, format: 'JSONCompactColumns' as 'JSON' });
      const text = await result.text();
      return text.trim() === '' ? [] : JSON.parse(text);
    }, signal);
  }

  /** Row by row, in the order of what is selected: of long texts the quickest form. @param sql without its format */
  async readBinary(sql: string, signal?: AbortSignal): Promise<BinaryRows> {
    return await answered(() => queryRows(this.#client, sql, signal), signal);
  }

  /** All rows or none, and durable where the table is. */
  async insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const options = { table: this.table(table), values: rows, clickhouse_settings: WRITING };
    await answered(() => this.#client.insert({ ...options, format: 'JSONEachRow' }));
  }
}

async function answered<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    throw asStoreError(error);
  }
}

function withSignal(signal: AbortSignal | undefined): { readonly abort_signal?: AbortSignal } {
  return signal === undefined ? {} : { abort_signal: signal };
}
