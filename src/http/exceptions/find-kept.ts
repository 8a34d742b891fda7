/** Lists and items that a request asks for: a filter in KQL on `exception-list.attributes.*`, sorted, a page of them. */
import type { FindKeptQuery } from '../../api/exception.ts';
import type { Kept } from '../../detect/exception-book.ts';
import type { JsonObject } from '../../event/json.ts';
import type { Schema } from '../../event/schema.ts';
import { ElasticError } from '../detection/elastic-scope.ts';
import { kqlTest } from '../detection/kql-test.ts';
import { pageOf } from '../detection/page.ts';

const PREFIXES = ['exception-list.attributes.', 'exception-list-agnostic.attributes.'];
const KEYS = [
  ...['name', 'description', 'list_id', 'item_id', 'type', 'list_type', 'tags', 'os_types', 'entries'],
  ...['comments', 'created_at', 'created_by', 'updated_at', 'updated_by', 'expire_time', 'immutable'],
  ...['tie_breaker_id', 'version'],
];

const keptSchema: Schema = {
  typeOf(path) {
    const prefix = PREFIXES.find(one => path.startsWith(one));
    const [first = ''] = prefix === undefined ? [] : path.slice(prefix.length).split('.');
    if (!KEYS.includes(first)) return undefined;
    if (first === 'version') return 'long';
    if (first === 'immutable') return 'boolean';
    return first.endsWith('_at') || first === 'expire_time' ? 'date' : 'keyword';
  },
  sourceOf: path => path.replace(/\.(text|keyword)$/, ''),
  names: () => PREFIXES.flatMap(prefix => KEYS.map(key => `${prefix}${key}`)),
};

export function foundKept(
  all: readonly Kept[],
  query: FindKeptQuery,
  answer: (kept: Kept) => JsonObject,
): JsonObject {
  const test = kqlTest(query.filter, keptSchema);
  const words = query.search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const namespaces = query.namespace_type?.split(',');
  const found = all.filter(
    kept =>
      (namespaces === undefined || namespaces.includes(kept.namespace)) &&
      test({
        'exception-list': { attributes: kept.body },
        'exception-list-agnostic': { attributes: kept.body },
      }) &&
      matchesWords(kept, words),
  );
  const sorted = sortedKept(found, query);
  const { items, page, perPage } = pageOf(sorted, query.page, query.per_page);
  return { data: items.map(answer), page, per_page: perPage, total: found.length };
}

function matchesWords({ body }: Kept, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = JSON.stringify([
    body['name'],
    body['description'],
    body['entries'],
    body['tags'],
  ]).toLowerCase();
  return words.every(word => text.includes(word));
}

function sortedKept(
  found: readonly Kept[],
  { sort_field: field = 'created_at', sort_order: order = 'desc' }: FindKeptQuery,
): readonly Kept[] {
  const key = field.replace(/^exception-list(-agnostic)?\.(attributes\.)?/, '');
  if (!KEYS.includes(key))
    throw new ElasticError(
      400,
      `exceptions are not sorted by "${field}": sort_field can be ${KEYS.join(', ')}`,
    );
  const sign = order === 'asc' ? 1 : -1;
  return [...found].sort((a, b) => {
    const [left, right] = [String(a.body[key] ?? ''), String(b.body[key] ?? '')];
    if (left !== right) return left < right ? -sign : sign;
    return a.id < b.id ? -1 : 1;
  });
}
