import { sqlTexts } from './sql-text.ts';
import type { Statements } from './statements.ts';

/** The latest rows, by uuid. */
export async function rowsOf<Row extends { readonly uuid: string }>(
  statements: Statements,
  selected: string,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (uuids.length === 0) return new Map();
  const sql = `SELECT ${selected} FROM ${statements.table('alert_rows')} FINAL WHERE uuid IN (${sqlTexts(uuids)})`;
  return new Map((await statements.read<Row>(sql)).map(row => [row.uuid, row]));
}
