/** Value lists and their values as Elastic's API answers with them. */
import type { BookValue, BookValueList } from '../../detect/value-list-book.ts';
import type { JsonObject } from '../../event/json.ts';

export function listAnswer(list: BookValueList): JsonObject {
  return {
    _version: String(list.lock),
    '@timestamp': new Date(list.createdAtMs).toISOString(),
    ...{ id: list.id, type: list.type, name: list.name, description: list.description },
    ...{ immutable: false, version: list.version, tie_breaker_id: list.id },
    ...(list.meta !== undefined && { meta: list.meta }),
    ...{ created_at: new Date(list.createdAtMs).toISOString(), created_by: list.createdBy },
    ...{ updated_at: new Date(list.updatedAtMs).toISOString(), updated_by: list.updatedBy },
  };
}

export function valueAnswer({ added, id, listId, value }: BookValue, type: string): JsonObject {
  const at = new Date(added.atMs).toISOString();
  return {
    ...{ _version: '1', '@timestamp': at, id, list_id: listId, type, value, tie_breaker_id: id },
    ...{ created_at: at, created_by: added.by, updated_at: at, updated_by: added.by },
  };
}
