/** Changes of alerts by people, in Elastic's form. What is changed of a shell does not change its building blocks. */
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { ChangeAssignees, ChangeStatus, ChangeTags, Updated } from '../../api/signals.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import type { AlertPatch, AlertStore } from '../../store/alert-store.ts';
import { HttpProblem } from '../problems.ts';
import { alertCondition } from './alert-query.ts';

export interface ChangedBy {
  readonly who: string;
  readonly atMs: number;
}

const UUID = 'kibana.alert.uuid';
/** Alerts that are changed in one step. */
const STEP = 10_000;

export type UpdateCounts = Pick<Updated, 'total' | 'updated' | 'batches'>;

export async function changeStatus(
  alerts: AlertStore,
  body: ChangeStatus,
  by: ChangedBy,
): Promise<UpdateCounts> {
  const { query, reason, signal_ids: ids, status } = body;
  if ((query === undefined) === (ids === undefined))
    throw new HttpProblem('invalid', 'one of `signal_ids` and `query` must say which alerts are meant');
  if (reason !== undefined && status !== 'closed')
    throw new HttpProblem(
      'invalid',
      `\`reason\` must stand beside the status \`closed\`, found \`${status}\``,
    );
  const patch: AlertPatch = {
    'kibana.alert.workflow_status': status,
    'kibana.alert.workflow_status_updated_at': formatTimestamp(by.atMs),
    'kibana.alert.workflow_user': by.who,
    'kibana.alert.workflow_reason': reason,
  };
  // The body was parsed from JSON.
  const found = ids ?? (await uuidsFound(alerts, query as JsonObject, by.atMs));
  const updated = await patchAll(alerts, found, patch, by);
  return { total: updated, updated, batches: Math.ceil(found.length / STEP) };
}

export async function changeTags(
  alerts: AlertStore,
  { ids, tags }: ChangeTags,
  by: ChangedBy,
): Promise<UpdateCounts> {
  const change = { add: tags.tags_to_add, remove: tags.tags_to_remove };
  return await changeList(alerts, ids, 'kibana.alert.workflow_tags', change, by);
}

export async function changeAssignees(
  alerts: AlertStore,
  { assignees, ids }: ChangeAssignees,
  by: ChangedBy,
): Promise<UpdateCounts> {
  return await changeList(alerts, ids, 'kibana.alert.workflow_assignee_ids', assignees, by);
}

async function changeList(
  alerts: AlertStore,
  ids: readonly string[],
  key: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  by: ChangedBy,
): Promise<UpdateCounts> {
  const both = add.filter(item => remove.includes(item));
  if (both.length > 0)
    throw new HttpProblem(
      'invalid',
      `${both.map(item => `\`${item}\``).join(', ')} is to be both added and removed: choose one`,
    );
  const { size: total } = await alerts.known(ids);
  const change = (document: AlertDocument): AlertPatch => {
    const held = document[key];
    const before = Array.isArray(held) ? held.map(String) : held === undefined ? [] : [String(held)];
    const after = [...new Set([...before, ...add])].filter(item => !remove.includes(item));
    return after.join('\n') === before.join('\n') ? {} : { [key]: after };
  };
  return { total, updated: await patchAll(alerts, ids, change, by), batches: Math.ceil(ids.length / STEP) };
}

async function uuidsFound(alerts: AlertStore, query: JsonObject, nowMs: number): Promise<readonly string[]> {
  const filter = alertCondition(query, ['query'], nowMs);
  const found: string[] = [];
  for await (const rows of alerts.values({ filter }, [UUID]))
    for (const [uuid] of rows) found.push(String(uuid));
  return found;
}

async function patchAll(
  alerts: AlertStore,
  uuids: readonly string[],
  change: Parameters<AlertStore['patch']>[1],
  by: ChangedBy,
): Promise<number> {
  let updated = 0;
  for (let at = 0; at < uuids.length; at += STEP)
    updated += await alerts.patch(uuids.slice(at, at + STEP), change, by);
  return updated;
}
