/** Exceptions of a rule: what they would remove, and making them. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ExceptionFields, ExceptionTrial } from '../../api/exception-trial.ts';
import type { JsonObject } from '../../event/json.ts';
import { noteUndo } from '../frame/undo.ts';
import { ask } from './request.ts';

export function useExceptionFields(uuid: string): UseQueryResult<ExceptionFields> {
  return useQuery({
    queryKey: ['exception-fields', uuid],
    queryFn: ({ signal }) =>
      ask<ExceptionFields>(`/api/tripline/alerts/${encodeURIComponent(uuid)}/exception-fields`, { signal }),
    staleTime: 60_000,
  });
}

/** What an item would have removed; the answer before stays while the next is counted. */
export function useExceptionTrial(
  ruleId: string | undefined,
  item: JsonObject | undefined,
): UseQueryResult<ExceptionTrial> {
  return useQuery({
    queryKey: ['exception-trial', ruleId, item],
    queryFn: ({ signal }) =>
      ask<ExceptionTrial>(`/api/tripline/rules/${encodeURIComponent(ruleId ?? '')}/exceptions/dry-run`, {
        body: { items: [item] },
        signal,
      }),
    enabled: ruleId !== undefined && item !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** Makes exceptions of the rule's own; `z` deletes them again. @throws Problem where none was made */
export async function createExceptions(ruleId: string, items: readonly JsonObject[]): Promise<void> {
  const made = await ask<readonly { readonly id: string; readonly namespace_type?: string }[]>(
    `/api/detection_engine/rules/${encodeURIComponent(ruleId)}/exceptions`,
    { body: { items } },
  );
  noteUndo('made an exception', async () => {
    for (const { id, namespace_type } of made)
      await ask<unknown>('/api/exception_lists/items', {
        method: 'DELETE',
        query: { id, namespace_type: namespace_type ?? 'single' },
      });
  });
}
