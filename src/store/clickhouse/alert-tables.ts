/**
 * Where alerts are: three tables, of which `alert_rows` says what is so. It is written last: a document or a change
 * without its row is as if it had never been, and is written over when it comes again. So a kill leaves nothing half
 * done.
 */

import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { PatchParts } from '../alert-patch.ts';
import { type ColumnValues, columnDefinitions } from './alert-columns.ts';

const DURABLE = 'fsync_after_insert = 1, fsync_part_directory = 1';

export const alertTables = (database: string): readonly string[] => [
  // The documents as they were added. Alerts of one time stand together, as they are read; a page of alerts is a few
  // of them, so granules are small.
  `CREATE TABLE IF NOT EXISTS ${database}.alert_documents (
    added Int64,
    uuid String,
    document String CODEC(ZSTD(1))
  ) ENGINE = ReplacingMergeTree ORDER BY (added, uuid)
  SETTINGS index_granularity = 32, ${DURABLE}`,
  // Of each alert the latest version: its columns, and all that patches made of the document since.
  `CREATE TABLE IF NOT EXISTS ${database}.alert_rows (
    uuid String,
    added Int64,
    version UInt32,
    patch_set String CODEC(ZSTD(1)),
    patch_removed Array(String),
    odd Array(LowCardinality(String)),
    ${columnDefinitions().join(',\n    ')}
  ) ENGINE = ReplacingMergeTree(version) ORDER BY uuid
  SETTINGS ${DURABLE}`,
  // Each patch. Of several rows of a version the last one took effect.
  `CREATE TABLE IF NOT EXISTS ${database}.alert_changes (
    uuid String,
    version UInt32,
    who String,
    at Int64,
    patch_set String CODEC(ZSTD(1)),
    patch_removed Array(String)
  ) ENGINE = ReplacingMergeTree ORDER BY (uuid, version)
  SETTINGS ${DURABLE}`,
];

/** Programs by which alerts are grouped, verdicts, and `added_workflow`; `fillAlertColumns` gives older rows what they hold. */
export const furtherAlertColumns = (database: string): readonly string[] =>
  ['added_workflow String CODEC(ZSTD(1))', ...columnDefinitions(4)].map(
    column => `ALTER TABLE ${database}.alert_rows ADD COLUMN IF NOT EXISTS ${column}`,
  );

/**
 * Of a document as it was added, the flat keys that people change, as JSON: what `added_workflow` holds. What they hold
 * now is known from the row, so that closing many alerts reads no document.
 */
export function workflowText(document: AlertDocument): string {
  return JSON.stringify(Object.fromEntries(Object.entries(document).filter(([key]) => isWorkflowKey(key))));
}

export function isWorkflowKey(key: string): boolean {
  return key.startsWith('kibana.alert.workflow_');
}

/** A patch, as rows have it. */
export interface PatchColumns {
  /** The text of an object. */
  readonly patch_set: string;
  readonly patch_removed: readonly string[];
}

/** Which document is an alert's, and what patches made of it since. */
export interface AlertKey extends PatchColumns {
  readonly uuid: string;
  /** With the uuid, the key of the document: when the alert says it was made, in milliseconds since 1970. */
  readonly added: number;
  readonly version: number;
}

export const KEY_COLUMNS = 'uuid, added, version, patch_set, patch_removed';

/** A row of `alert_rows`; it also holds the columns by their names, which only go back into another row. */
export type AlertRow = AlertKey & Pick<ColumnValues, 'odd'>;

export function patchColumns({ removed, set }: PatchParts): PatchColumns {
  return { patch_set: JSON.stringify(set), patch_removed: removed };
}

export function patchParts({ patch_removed, patch_set }: PatchColumns): PatchParts {
  // Written by `patchColumns`.
  return { set: JSON.parse(patch_set) as PatchParts['set'], removed: patch_removed };
}
