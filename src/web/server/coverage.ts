/** What the rules cover of ATT&CK. */
import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CoverageAnswer } from '../../api/coverage.ts';
import { basePath } from './base-path.ts';
import { useChanges } from './changes.ts';
import { ask } from './request.ts';

/** @param without indices that are not to count, as if nothing came into them */
export function useCoverage(from: string, without: readonly string[]): UseQueryResult<CoverageAnswer> {
  const queries = useQueryClient();
  const readAnew = (): void => void queries.invalidateQueries({ queryKey: ['coverage'] });
  useChanges(kind => {
    if (kind === 'rule' || kind === 'missed') readAnew();
  });
  useEffect(() => {
    const onUndone = (): void => void queries.invalidateQueries({ queryKey: ['coverage'] });
    window.addEventListener('tripline-undone', onUndone);
    return () => window.removeEventListener('tripline-undone', onUndone);
  }, [queries]);
  return useQuery({
    queryKey: ['coverage', from, without],
    queryFn: ({ signal }) =>
      ask<CoverageAnswer>('/api/tripline/coverage', { query: queryOf(from, without), signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** The address of the same as a layer of the ATT&CK Navigator. */
export function navigatorHref(from: string, without: readonly string[]): string {
  const query = Object.entries({ ...queryOf(from, without), format: 'navigator' });
  const said = query.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `${basePath}/api/tripline/coverage?${new URLSearchParams(said)}`;
}

function queryOf(
  from: string,
  without: readonly string[],
): { readonly from: string; readonly without: string | undefined } {
  return { from, without: without.length === 0 ? undefined : without.join(',') };
}
