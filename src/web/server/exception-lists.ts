/** Exception lists and their items, by Elastic's API. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ask, askText } from './request.ts';

export type Namespace = 'single' | 'agnostic';

export interface ExceptionList {
  readonly id: string;
  readonly list_id: string;
  readonly namespace_type: Namespace;
  readonly name: string;
  readonly description: string;
  /** `rule_default`: of one rule alone. */
  readonly type: string;
  readonly created_at: string;
  readonly created_by: string;
}

export interface ExceptionEntry {
  readonly field: string;
  readonly type: string;
  readonly operator?: string;
  readonly value?: unknown;
  readonly list?: { readonly id: string; readonly type: string };
  readonly entries?: readonly ExceptionEntry[];
}

export interface ExceptionItem {
  readonly id: string;
  readonly item_id: string;
  readonly list_id: string;
  readonly namespace_type: Namespace;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly entries: readonly ExceptionEntry[];
  readonly os_types?: readonly string[];
  readonly tags?: readonly string[];
  readonly comments?: readonly { readonly comment: string; readonly created_by?: string }[];
  readonly meta?: object;
  /** ISO: it holds of no event after it. */
  readonly expire_time?: string;
  readonly created_at: string;
  readonly created_by: string;
  /** Why it is not applied as it stands. */
  readonly tripline?: { readonly warnings?: readonly string[] };
}

interface Page<T> {
  readonly data: readonly T[];
  readonly total: number;
}

const MOST_LISTS = 1_000;
const MOST_ITEMS = 5_000;
const LISTS = '/api/exception_lists';
const ITEMS = `${LISTS}/items`;

export function useExceptionLists(): UseQueryResult<Page<ExceptionList>> {
  return useQuery({
    queryKey: ['exception-lists'],
    queryFn: ({ signal }) =>
      ask<Page<ExceptionList>>(`${LISTS}/_find`, {
        query: {
          namespace_type: 'single,agnostic',
          per_page: MOST_LISTS,
          sort_field: 'name',
          sort_order: 'asc',
        },
        signal,
      }),
  });
}

/** Items of all lists at once, the newest first. */
export function useExceptionItems(
  lists: readonly ExceptionList[] | undefined,
): UseQueryResult<Page<ExceptionItem>> {
  const ids = lists?.map(({ list_id }) => list_id).join(',') ?? '';
  return useQuery({
    queryKey: ['exception-items', ids],
    queryFn: ({ signal }) =>
      ask<Page<ExceptionItem>>(`${ITEMS}/_find`, {
        query: { list_id: ids, namespace_type: 'single,agnostic', per_page: MOST_ITEMS },
        signal,
      }),
    enabled: ids !== '',
  });
}

export async function removeItem({ item_id, namespace_type }: ExceptionItem): Promise<void> {
  await ask(ITEMS, { method: 'DELETE', query: { item_id, namespace_type } });
}

/** Puts back what was removed, under its id; who made it first is not known any more. */
export async function restoreItem(item: ExceptionItem): Promise<void> {
  const { comments, created_at, created_by, id, tripline, ...rest } = item;
  const { _version, tie_breaker_id, updated_at, updated_by, ...body } = rest as typeof rest & {
    readonly [key: string]: unknown;
  };
  await ask(ITEMS, {
    body: {
      ...body,
      ...(comments === undefined ? {} : { comments: comments.map(({ comment }) => ({ comment })) }),
    },
  });
}

/** The list with its items as lines of JSON, as an import takes them. */
export async function exportList({ id, list_id, namespace_type }: ExceptionList): Promise<string> {
  return await askText(`${LISTS}/_export`, { method: 'POST', query: { id, list_id, namespace_type } });
}

export interface ImportedLists {
  readonly success: boolean;
  readonly success_count_exception_lists: number;
  readonly success_count_exception_list_items: number;
  readonly errors: readonly { readonly error: { readonly message: string } }[];
}

export async function importLists(file: Blob, name: string): Promise<ImportedLists> {
  const form = new FormData();
  form.append('file', file, name);
  return await ask<ImportedLists>(`${LISTS}/_import`, { body: form, query: { overwrite: true } });
}

export async function removeList({ list_id, namespace_type }: ExceptionList): Promise<void> {
  await ask(LISTS, { method: 'DELETE', query: { list_id, namespace_type } });
}
