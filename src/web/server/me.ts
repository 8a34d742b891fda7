/** Who looks at these screens, and what he may do. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type AccessName, suffices } from '../../api/access.ts';
import type { Me } from '../../api/keys.ts';
import { ask } from './request.ts';

export function useMe(): UseQueryResult<Me> {
  return useQuery({ queryKey: ['me'], queryFn: () => ask<Me>('/api/tripline/me'), staleTime: 60_000 });
}

const WANTED: { readonly [needed in AccessName]?: string } = {
  triage: 'You may look and not change: analysts judge alerts.',
  author: 'You may not change what is detected: authors of rules may.',
  all: 'Only admins may do this.',
};

/** Why a control that changes something is off; undefined where it is not. @param needed what the server asks for */
export function useReadOnlyReason(needed: 'triage' | 'author' | 'all'): string | undefined {
  const { data } = useMe();
  return data === undefined || suffices(data.access, needed) ? undefined : WANTED[needed];
}
