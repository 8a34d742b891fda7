/**
 * Cases of exceptions: a name, the entries of an item, and events with what becomes of them.
 *
 *     # name
 *     os ["windows"]                     optional: os_types
 *     expires 2026-01-02T00:00:00Z       optional: expire_time
 *     user.name not match "eve"          field, `not` for excluded, type, value as JSON, or the id of a value list
 *     sig nested                         its entries are indented
 *       trusted match "true"
 *     removed {"user":{"name":"bob"}}    or `kept`
 */
import type { Json, JsonObject } from '../../../src/event/json.ts';

export interface ExceptionCase {
  readonly name: string;
  readonly item: JsonObject;
  readonly events: readonly { readonly document: JsonObject; readonly isRemoved: boolean }[];
}

export function parseExceptionCases(text: string): ExceptionCase[] {
  return text
    .split(/^(?=# )/m)
    .filter(part => part.startsWith('# '))
    .map(parseCase);
}

function parseCase(text: string): ExceptionCase {
  const [name = '', ...lines] = text.split('\n').filter(line => line.trim() !== '');
  const item: { [key: string]: Json } = { list_id: 'list', item_id: 'item', name: 'item', type: 'simple' };
  const entries: { [key: string]: Json }[] = [];
  const events: { document: JsonObject; isRemoved: boolean }[] = [];
  for (const line of lines) {
    const [, first = '', rest = ''] = /^\s*(\S+)\s+(.*)$/.exec(line) ?? [];
    if (first === 'removed' || first === 'kept')
      events.push({ document: JSON.parse(rest), isRemoved: first === 'removed' });
    else if (first === 'os') item['os_types'] = JSON.parse(rest);
    else if (first === 'expires') item['expire_time'] = rest;
    else if (line.startsWith(' ')) (entries.at(-1)?.['entries'] as Json[]).push(entryOf(first, rest));
    else entries.push(entryOf(first, rest));
  }
  return { name: name.slice(2), item: { ...item, entries }, events };
}

function entryOf(field: string, rest: string): { [key: string]: Json } {
  const [, not, type = '', value = ''] = /^(not )?(\S+)\s*(.*)$/.exec(rest) ?? [];
  if (type === 'nested') return { field, type, entries: [] };
  const head = { field, type, operator: not === undefined ? 'included' : 'excluded' };
  if (type === 'list') return { ...head, list: { id: value, type: 'keyword' } };
  return type === 'exists' ? head : { ...head, value: JSON.parse(value) };
}
