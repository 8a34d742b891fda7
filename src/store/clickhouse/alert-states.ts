/**
 * What flat keys of alerts hold now. A key that a patch set or took away is known from the row, and so is what the keys
 * that people change held at first. Another that no patch touched is as the document was added: ClickHouse takes it out of the text, so that the rest of some kilobytes stays where it is.
 */
import type { Json, JsonObject } from '../../event/json.ts';
import type { AlertState } from '../alert-store.ts';
import { rowsOf } from './alert-rows.ts';
import type { AlertSearch } from './alert-search.ts';
import { type AlertKey, isWorkflowKey, KEY_COLUMNS, patchParts } from './alert-tables.ts';
import { sqlText } from './sql-text.ts';
import type { Statements } from './statements.ts';

/** Alerts of one statement. */
const BATCH = 10_000;
/** Documents that are held at a time. */
const MOST_DOCUMENTS = 500;

type StateRow = AlertKey & { readonly added_workflow: string };

export async function statesOf(
  statements: Statements,
  search: AlertSearch,
  uuids: readonly string[],
  keys: readonly string[],
): Promise<readonly AlertState[]> {
  const found = await rowsOf<StateRow>(statements, `${KEY_COLUMNS}, added_workflow`, uuids);
  const rows = [...found.values()];
  const parts = new Map(rows.map(row => [row.uuid, patchParts(row)]));
  const untouched = (uuid: string, key: string): boolean => {
    const own = parts.get(uuid);
    return own === undefined || !(Object.hasOwn(own.set, key) || own.removed.includes(key));
  };
  const others = keys.filter(key => !isWorkflowKey(key));
  const added = await addedValues(
    statements,
    search,
    rows.filter(({ uuid }) => others.some(key => untouched(uuid, key))),
    others,
  );
  const workflows = new Map<string, JsonObject>();
  return rows.map(({ added_workflow, uuid, version }) => {
    // Written by `workflowText`; few differ.
    const workflow = workflows.get(added_workflow) ?? (JSON.parse(added_workflow) as JsonObject);
    workflows.set(added_workflow, workflow);
    const held = (key: string): Json | undefined => {
      if (!untouched(uuid, key)) return parts.get(uuid)?.set[key];
      return isWorkflowKey(key) ? workflow[key] : added.get(uuid)?.[others.indexOf(key)];
    };
    return { uuid, version, values: keys.map(held) };
  });
}

/** By uuid, what the keys held when the alert was added. */
async function addedValues(
  statements: Statements,
  search: AlertSearch,
  rows: readonly AlertKey[],
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly (Json | undefined)[]>> {
  const added = new Map<string, readonly (Json | undefined)[]>();
  const raws = keys.map((key, at) => `JSONExtractRaw(document, ${sqlText(key)}) AS raw_${at}`);
  for (let at = 0; at < rows.length; at += BATCH) {
    const some = rows.slice(at, at + BATCH);
    const wanted = some.map(row => `(${row.added}, ${sqlText(row.uuid)})`).join(', ');
    const found = await statements.read<{ readonly uuid: string } & { readonly [raw: string]: Json }>(
      `SELECT ${['uuid', 'isValidJSON(document) AS is_readable', ...raws].join(', ')}
      FROM ${statements.table('alert_documents')} WHERE (added, uuid) IN (${wanted})`,
    );
    for (const row of found)
      if (row['is_readable'] === 1)
        added.set(
          row.uuid,
          keys.map((_, key) => parsed(row[`raw_${key}`])),
        );
    // A text with half a character in it is JSON to us and none to ClickHouse.
    const others = some.filter(({ uuid }) => !added.has(uuid));
    const plain = others.map(row => ({ ...row, patch_set: '{}', patch_removed: [] }));
    for (let from = 0; from < plain.length; from += MOST_DOCUMENTS)
      for (const { document, uuid } of await search.alerts(plain.slice(from, from + MOST_DOCUMENTS)))
        added.set(
          uuid,
          keys.map(key => document[key]),
        );
  }
  return added;
}

/** Nothing: the key is not there. */
function parsed(raw: Json | undefined): Json | undefined {
  // What JSON.parse gives is JSON.
  return typeof raw === 'string' && raw !== '' ? (JSON.parse(raw) as Json) : undefined;
}
