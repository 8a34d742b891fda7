/** Who looks at these screens, and what he may do. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Me } from '../../api/keys.ts';
import { ask } from './request.ts';

export function useMe(): UseQueryResult<Me> {
  return useQuery({ queryKey: ['me'], queryFn: () => ask<Me>('/api/tripline/me'), staleTime: 60_000 });
}

/** Why a control that changes something is off; undefined where it is not. */
export function useReadOnlyReason(): string | undefined {
  const { data } = useMe();
  return data === undefined || data.access === 'all'
    ? undefined
    : 'You may look and not change: ask for access to everything.';
}
