/** Keys that programs use, and the session of whoever looks. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { CreatedKey, ListedKeys, NewKey } from '../../api/keys.ts';
import { ask } from './request.ts';

/** @param isAllowed a list of keys is for those who may do everything */
export function useApiKeys(isAllowed: boolean, everyMs?: number): UseQueryResult<ListedKeys> {
  return useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => ask<ListedKeys>('/api/tripline/keys', { signal }),
    enabled: isAllowed,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

export async function makeKey(key: NewKey): Promise<CreatedKey> {
  return await ask<CreatedKey>('/api/tripline/keys', { body: key });
}

export async function revokeKey(id: string): Promise<void> {
  await ask(`/api/tripline/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function signOut(): Promise<void> {
  await ask('/api/tripline/sign-out', { method: 'POST' });
  window.dispatchEvent(new Event('tripline-signed-out'));
}
