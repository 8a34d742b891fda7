/**
 * The one setting that rule files write otherwise than Kibana's JSON does (rule-format.md §1.3):
 *
 *     [rule.new_terms]                                  { "new_terms_fields": ["user.name"],
 *     field = "new_terms_fields"                          "history_window_start": "now-7d" }
 *     value = ["user.name"]
 *     history_window_start = [{ field = "history_window_start", value = "now-7d" }]
 */
import { isJsonObject, type JsonObject } from '../event/json.ts';

export function withFlatNewTerms(written: JsonObject): JsonObject {
  const { new_terms, ...others } = written;
  if (!isJsonObject(new_terms)) return written;
  const { value, history_window_start } = new_terms;
  const window = Array.isArray(history_window_start) ? history_window_start[0] : undefined;
  if (value === undefined || !isJsonObject(window) || window['value'] === undefined) return written;
  return { ...others, new_terms_fields: value, history_window_start: window['value'] };
}

export function withNewTermsTable(written: JsonObject): JsonObject {
  const { new_terms_fields, history_window_start, ...others } = written;
  if (new_terms_fields === undefined || history_window_start === undefined) return written;
  const window = [{ field: 'history_window_start', value: history_window_start }];
  const new_terms = { field: 'new_terms_fields', value: new_terms_fields, history_window_start: window };
  return { ...others, new_terms };
}
