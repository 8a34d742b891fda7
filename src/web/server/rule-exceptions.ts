/** Exceptions that hold for a rule: those of its own list, and of lists that it shares with others. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { JsonObject } from '../../event/json.ts';
import { announce } from '../frame/announcements.ts';
import { noteUndo, undoLatest } from '../frame/undo.ts';
import { ask } from './request.ts';
import { tellChanged } from './rule-acts.ts';
import type { NamedList } from './rules.ts';

const ITEMS = '/api/exception_lists/items';
/** More are counted, and shown in the settings. */
const MOST = 500;

export interface ExceptionEntry {
  readonly field?: string;
  readonly type?: string;
  readonly operator?: string;
  readonly value?: string | readonly string[];
  readonly list?: { readonly id: string };
  /** Of `nested`. */
  readonly entries?: readonly ExceptionEntry[];
}

export interface ExceptionItem {
  readonly id: string;
  readonly item_id: string;
  readonly list_id: string;
  readonly namespace_type: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly ExceptionEntry[];
  readonly expire_time?: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly comments?: readonly { readonly comment: string; readonly created_by?: string }[];
  readonly tripline?: { readonly warnings?: readonly string[] };
}

export interface ExceptionItems {
  readonly data: readonly ExceptionItem[];
  readonly total: number;
}

export function useExceptionsOfRule(
  id: string,
  lists: readonly NamedList[] | undefined,
): UseQueryResult<ExceptionItems> {
  const names = (lists ?? []).map(({ list_id: listId }) => listId);
  return useQuery({
    queryKey: ['rule', id, 'exceptions', ...names],
    queryFn: async ({ signal }) =>
      names.length === 0
        ? { data: [], total: 0 }
        : await ask<ExceptionItems>(`${ITEMS}/_find`, {
            query: { list_id: names.join(','), namespace_type: 'single,agnostic', per_page: MOST },
            signal,
          }),
    enabled: lists !== undefined,
  });
}

export async function deleteException(item: ExceptionItem): Promise<void> {
  await ask<ExceptionItem>(ITEMS, {
    method: 'DELETE',
    query: { id: item.id, namespace_type: item.namespace_type },
  });
  const what = 'deleted an exception';
  noteUndo(what, async () => {
    await ask<ExceptionItem>(ITEMS, { body: writtenKeys(item) });
    tellChanged();
  });
  announce(what, () => void undoLatest());
}

/** @param expireTime ISO 8601; undefined: it holds for ever */
export async function setExpiry(item: ExceptionItem, expireTime: string | undefined): Promise<void> {
  const put = (time: string | undefined): Promise<ExceptionItem> => {
    const { comments: _comments, expire_time: _time, list_id: _list, ...body } = writtenKeys(item);
    return ask<ExceptionItem>(ITEMS, {
      method: 'PUT',
      body: { ...body, ...(time === undefined ? {} : { expire_time: time }) },
    });
  };
  await put(expireTime);
  const what =
    expireTime === undefined ? 'the exception holds for ever' : 'changed until when the exception holds';
  noteUndo(what, async () => {
    await put(item.expire_time);
    tellChanged();
  });
  announce(what, () => void undoLatest());
}

const WRITTEN = [
  ...['item_id', 'list_id', 'namespace_type', 'name', 'description', 'type', 'entries', 'tags'],
  ...['os_types', 'meta', 'expire_time'],
];

/** What whoever made it wrote, without what the server added. */
function writtenKeys(item: ExceptionItem): JsonObject {
  const known = Object.entries(item).filter(([key]) => WRITTEN.includes(key));
  const comments = (item.comments ?? []).map(({ comment }) => ({ comment }));
  // What came as JSON goes back as JSON.
  return { ...(Object.fromEntries(known) as JsonObject), ...(comments.length > 0 && { comments }) };
}
