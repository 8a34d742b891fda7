import { applyPatch } from '../alert-patch.ts';
import { columnsOf } from './alert-columns.ts';
import { AlertSearch } from './alert-search.ts';
import { type AlertRow, patchColumns, patchParts, workflowText } from './alert-tables.ts';
import type { ClickHouse } from './connection.ts';
import { sqlText } from './sql-text.ts';
import { Statements } from './statements.ts';

/** Alerts that are held at a time. */
const BATCH = 1_000;

/**
 * Writes the rows of all alerts anew, with all columns, from their documents. Each keeps its version: of two rows of one
 * version the later counts, so it may be broken off and run again.
 */
export async function fillAlertColumns(clickHouse: ClickHouse): Promise<void> {
  const statements = new Statements(clickHouse);
  const search = new AlertSearch(statements);
  for (let last: string | undefined; ; ) {
    const rows = await statements.read<AlertRow>(
      `SELECT * FROM ${statements.table('alert_rows')} FINAL
      ${last === undefined ? '' : `WHERE uuid > ${sqlText(last)}`} ORDER BY uuid LIMIT ${BATCH}`,
    );
    if (rows.length === 0) break;
    last = rows.at(-1)?.uuid;
    // As they were added, without the patches.
    const added = await search.alerts(
      rows.map(row => ({ ...row, ...patchColumns({ set: {}, removed: [] }) })),
    );
    await statements.insert(
      'alert_rows',
      rows.map((row, at) => {
        const document = added[at]?.document;
        if (document === undefined) return row;
        const now = applyPatch(document, patchParts(row));
        return { ...row, ...columnsOf(now), added_workflow: workflowText(document) };
      }),
    );
  }
  // Else each search would pass over all rows twice, until they are merged.
  await statements.run(`OPTIMIZE TABLE ${statements.table('alert_rows')} FINAL`);
}
