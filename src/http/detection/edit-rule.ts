/** The edits of many rules at once: what each makes of the body of a rule. */
import type { Edit } from '../../api/rule.ts';
import { parseDurationMs } from '../../base/duration.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { ElasticError } from './elastic-scope.ts';

/** The body after all edits; the same object where they change nothing of it. */
export function editedRule(body: JsonObject, edits: readonly Edit[]): JsonObject {
  return edits.reduce(edited, body);
}

function edited(body: JsonObject, edit: Edit): JsonObject {
  switch (edit.type) {
    case 'add_tags':
    case 'delete_tags':
    case 'set_tags':
      return withList(body, 'tags', edit.type, edit.value);
    case 'add_index_patterns':
    case 'delete_index_patterns':
    case 'set_index_patterns': {
      const { data_view_id, ...others } = body;
      if (data_view_id === undefined || data_view_id === null)
        return withList(body, 'index', edit.type, edit.value);
      // The data view goes before the patterns: it stays as it is unless it is to be overwritten.
      return edit.overwrite_data_views === true ? withList(others, 'index', edit.type, edit.value) : body;
    }
    case 'add_investigation_fields':
    case 'delete_investigation_fields':
    case 'set_investigation_fields':
      return withInvestigationFields(body, edit.type, edit.value.field_names);
    case 'set_schedule':
      return withSchedule(body, edit.value.interval, edit.value.lookback);
    case 'set_timeline':
      return withKeys(body, edit.value);
  }
}

function withList(body: JsonObject, key: string, verb: string, values: readonly string[]): JsonObject {
  const list = changedList(body[key], verb, values);
  if (key === 'index' && list.length === 0)
    throw new ElasticError(400, 'a rule without index patterns would read everything: one has to stay');
  return withKeys(body, { [key]: list });
}

function withInvestigationFields(body: JsonObject, verb: string, values: readonly string[]): JsonObject {
  const { investigation_fields: before, ...others } = body;
  const list = changedList(isJsonObject(before) ? before['field_names'] : undefined, verb, values);
  if (list.length > 0) return withKeys(body, { investigation_fields: { field_names: list } });
  return before === undefined ? body : others;
}

/** Elastic's look-back is what a window reaches back beyond the interval. */
function withSchedule(body: JsonObject, interval: string, lookback: string): JsonObject {
  const intervalMs = parseDurationMs(interval);
  const lookbackMs = /^0+[smhd]$/.test(lookback) ? 0 : parseDurationMs(lookback);
  if (intervalMs === undefined || lookbackMs === undefined)
    throw new ElasticError(
      400,
      'set_schedule: interval and lookback are time spans such as "5m", in s, m, h or d',
    );
  return withKeys(body, { interval, from: `now-${(intervalMs + lookbackMs) / 1000}s` });
}

function changedList(before: Json | undefined, verb: string, values: readonly string[]): readonly Json[] {
  // Array.isArray loses the element type of a readonly array.
  const list: readonly Json[] = Array.isArray(before) ? (before as readonly Json[]) : [];
  if (verb.startsWith('set_')) return [...new Set(values)];
  if (verb.startsWith('add_')) return [...new Set([...list, ...values])];
  return list.filter(value => typeof value !== 'string' || !values.includes(value));
}

/** An edit that changes nothing counts no revision. */
function withKeys(body: JsonObject, keys: JsonObject): JsonObject {
  const isSame = Object.entries(keys).every(
    ([key, value]) => JSON.stringify(body[key]) === JSON.stringify(value),
  );
  return isSame ? body : { ...body, ...keys };
}
