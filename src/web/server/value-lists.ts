/** Lists of values that exceptions look into, by Elastic's API. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ask, askText } from './request.ts';

export const VALUE_TYPES = ['keyword', 'text', 'ip', 'ip_range'] as const;

export interface ValueList {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly total: number;
}

const LISTS = '/api/lists';
const ITEMS = `${LISTS}/items`;
const MOST_LISTS = 1_000;

export function useValueLists(): UseQueryResult<Page<ValueList>> {
  return useQuery({
    queryKey: ['value-lists'],
    queryFn: ({ signal }) =>
      ask<Page<ValueList>>(`${LISTS}/_find`, { query: { per_page: MOST_LISTS }, signal }),
  });
}

/** Values that hold a text, the first ones, and how many there are. */
export function useListValues(
  listId: string,
  filter: string,
  size: number,
): UseQueryResult<Page<{ readonly id: string; readonly value: string }>> {
  return useQuery({
    queryKey: ['value-lists', listId, filter, size],
    queryFn: ({ signal }) =>
      ask<Page<{ readonly id: string; readonly value: string }>>(`${ITEMS}/_find`, {
        query: { list_id: listId, filter, per_page: size },
        signal,
      }),
  });
}

export interface ImportedValues extends ValueList {
  readonly tripline: {
    readonly lines_added: number;
    readonly lines_known: number;
    readonly lines_refused: number;
    /** The first ones, in words. */
    readonly refused: readonly string[];
  };
}

/** @param into an id: made, of this type, where there is no such list */
export async function importValues(
  file: Blob,
  name: string,
  into: { readonly listId: string; readonly type: string },
): Promise<ImportedValues> {
  const form = new FormData();
  form.append('file', file, name);
  return await ask<ImportedValues>(`${ITEMS}/_import`, {
    body: form,
    query: { list_id: into.listId, type: into.type },
  });
}

/** A value on each line. */
export async function exportValues(listId: string): Promise<string> {
  return await askText(`${ITEMS}/_export`, { method: 'POST', query: { list_id: listId } });
}

export async function createValueList({
  description,
  id,
  name,
  type,
}: Pick<ValueList, 'id' | 'name' | 'description' | 'type'>): Promise<void> {
  await ask(LISTS, { body: { id, name, description, type } });
}

export async function removeValueList(id: string): Promise<void> {
  await ask(LISTS, { method: 'DELETE', query: { id } });
}
