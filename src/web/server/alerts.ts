/** Lists of alerts that do not move while they are read, and what came since. */
import {
  keepPreviousData,
  type QueryClient,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type {
  AlertRow,
  AlertSnapshot,
  NewerAlerts,
  NewSnapshotBody,
  SnapshotRows,
} from '../../api/alert-list.ts';
import { useChanges } from './changes.ts';
import { ask } from './request.ts';

const SNAPSHOTS = '/api/tripline/alerts/snapshots';
export const ROWS_A_PAGE = 100;
/** How often one hears at most of what came since. */
const NEWER_EVERY_MS = 10_000;

/** @param turn another one takes another snapshot */
export function useSnapshot(body: NewSnapshotBody, turn: number): UseQueryResult<AlertSnapshot> {
  return useQuery({
    queryKey: ['alert-snapshot', body, turn],
    queryFn: ({ signal }) => ask<AlertSnapshot>(SNAPSHOTS, { body: { ...body, size: ROWS_A_PAGE }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

/**
 * What else there would be to choose or to see; asked only while `isWanted`.
 * @param turn of the list beside which it is shown: with another one it is counted again
 */
export function useSnapshotCounts(
  body: NewSnapshotBody,
  turn: string,
  isWanted: boolean,
): UseQueryResult<AlertSnapshot> {
  return useQuery({
    queryKey: ['alert-snapshot-counts', body, turn],
    queryFn: ({ signal }) => ask<AlertSnapshot>(SNAPSHOTS, { body: { ...body, size: 0 }, signal }),
    staleTime: 60_000,
    enabled: isWanted,
  });
}

/** Rows as they are now, from `page * ROWS_A_PAGE` of the snapshot, or of one of its groups. */
export function rowsQuery(
  snapshot: AlertSnapshot,
  group: string | undefined,
  page: number,
): UseQueryOptions<readonly AlertRow[]> {
  return {
    queryKey: ['alert-rows', snapshot.id, group ?? null, page],
    queryFn: async ({ signal }) => {
      const { rows } = await ask<SnapshotRows>(`${SNAPSHOTS}/${encodeURIComponent(snapshot.id)}/rows`, {
        query: { offset: page * ROWS_A_PAGE, size: ROWS_A_PAGE, group },
        signal,
      });
      return rows;
    },
    staleTime: Number.POSITIVE_INFINITY,
    // The rows are looked at while the lines are drawn, which is too late to be noticed.
    notifyOnChangeProps: ['data', 'error'],
    ...(group === undefined && page === 0 && snapshot.rows.length > 0 ? { initialData: snapshot.rows } : {}),
  };
}

/** Reads again the rows that are shown, and forgets what the others were. */
export async function readRowsAgain(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['alert-rows'] });
}

/** How many alerts came since the snapshot that pass its question. */
export function useNewer(id: string | undefined): NewerAlerts | undefined {
  const queries = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { data } = useQuery({
    queryKey: ['alerts-newer', id],
    queryFn: ({ signal }) =>
      ask<NewerAlerts>(`${SNAPSHOTS}/${encodeURIComponent(id ?? '')}/newer`, { signal }),
    enabled: id !== undefined,
    refetchInterval: 60_000,
  });
  useChanges(kind => {
    if ((kind !== 'alerts' && kind !== 'missed') || waiting.current !== undefined) return;
    const { dataUpdatedAt = 0 } = queries.getQueryState(['alerts-newer', id]) ?? {};
    waiting.current = setTimeout(
      () => {
        waiting.current = undefined;
        void queries.invalidateQueries({ queryKey: ['alerts-newer', id] });
      },
      Math.max(300, dataUpdatedAt + NEWER_EVERY_MS - Date.now()),
    );
  });
  useEffect(() => () => clearTimeout(waiting.current), []);
  return data;
}

/** Fetches what the panel shows of an alert, so that it opens at once. */
export function usePrefetchAlert(): (uuid: string) => void {
  const queries = useQueryClient();
  return useCallback(
    uuid => {
      const path = `/api/tripline/alerts/${encodeURIComponent(uuid)}`;
      const fresh = { staleTime: 60_000 };
      void queries.prefetchQuery({ queryKey: ['alert', uuid], queryFn: () => ask(path), ...fresh });
      void queries.prefetchQuery({
        queryKey: ['explanation', uuid],
        queryFn: () => ask(`${path}/explanation`),
        ...fresh,
      });
    },
    [queries],
  );
}
