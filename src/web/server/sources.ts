/** What arrives, and how the server goes. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Sources } from '../../api/sources.ts';
import type { ServerStatus } from '../../api/status.ts';
import { ask } from './request.ts';

const OFTEN_MS = 5_000;
const SELDOM_MS = 15_000;

export function useStatus(everyMs: number = OFTEN_MS): UseQueryResult<ServerStatus> {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => ask<ServerStatus>('/api/tripline/status', { signal }),
    refetchInterval: everyMs,
  });
}

export function useSources(from: string): UseQueryResult<Sources> {
  return useQuery({
    queryKey: ['sources', from],
    queryFn: ({ signal }) => ask<Sources>('/api/tripline/sources', { query: { from }, signal }),
    refetchInterval: SELDOM_MS,
    placeholderData: keepPreviousData,
  });
}

/** One source with the fields of its latest events. */
export function useSourceFields(index: string | null, from: string): UseQueryResult<Sources> {
  return useQuery({
    queryKey: ['sources', from, index, 'fields'],
    queryFn: ({ signal }) =>
      ask<Sources>('/api/tripline/sources', { query: { from, index: index ?? '', fields: true }, signal }),
    staleTime: 60_000,
  });
}

interface Histogram {
  readonly bucketMs: number;
  readonly buckets: readonly { readonly from: string; readonly count: number }[];
  readonly isPartial: boolean;
}

/** Events of a source by the time that they state. */
export function useArrivals(index: string | null, from: string): UseQueryResult<Histogram> {
  return useQuery({
    queryKey: ['sources', from, index, 'histogram'],
    queryFn: ({ signal }) =>
      ask<Histogram>('/api/tripline/events/histogram', {
        body: { ...everythingOf(index), from, to: 'now', buckets: 96 },
        signal,
      }),
    staleTime: 30_000,
  });
}

interface TopValues {
  readonly values: readonly { readonly value: string | number | boolean; readonly count: number }[];
  readonly different: number;
  readonly isPartial: boolean;
}

/** The hosts that events of a source name. */
export function useHosts(index: string | null, from: string): UseQueryResult<TopValues> {
  return useQuery({
    queryKey: ['sources', from, index, 'hosts'],
    queryFn: ({ signal }) =>
      ask<TopValues>('/api/tripline/events/top-values', {
        body: { ...everythingOf(index), from, to: 'now', field: 'host.name', size: 50 },
        signal,
      }),
    staleTime: 30_000,
  });
}

function everythingOf(index: string | null): object {
  return { language: 'kql', query: '', ...(index === null ? {} : { index: [index] }) };
}

export interface FoundEvent {
  readonly _index: string;
  readonly _id: string;
  readonly _source: { readonly [field: string]: unknown };
}

/** The latest events of an index, or of all. */
export async function latestEvents(
  index: string | null,
  size: number,
  signal?: AbortSignal,
): Promise<readonly FoundEvent[]> {
  const { hits } = await ask<{ readonly hits: { readonly events?: readonly FoundEvent[] } }>(
    '/api/tripline/events/search',
    { body: { ...everythingOf(index), size, order: 'desc' }, ...(signal === undefined ? {} : { signal }) },
  );
  return hits.events ?? [];
}

/** Lets every rule that is on run over a stretch of the past; it goes on behind. @returns how many rules were asked */
export async function runOver(window: { readonly from: string; readonly to: string }): Promise<number> {
  const { rules_count: count } = await ask<{ readonly rules_count: number }>(
    '/api/detection_engine/rules/_bulk_action',
    {
      body: {
        action: 'run',
        query: 'alert.attributes.enabled: true',
        run: { start_date: window.from, end_date: window.to },
      },
    },
  );
  return count;
}

interface RunRequests {
  readonly total: number;
  readonly requests: readonly {
    readonly id: string;
    readonly ruleId: string;
    readonly state: 'waiting' | 'running' | 'done' | 'failed';
    readonly window: { readonly from: string; readonly to: string };
    readonly requestedAt: string;
    readonly runs?: { readonly count: number; readonly failed: number; readonly newAlerts: number };
    readonly problem?: string;
  }[];
}

/** Runs over the past that were asked for. */
export function useRunRequests(): UseQueryResult<RunRequests> {
  return useQuery({
    queryKey: ['run-requests'],
    queryFn: ({ signal }) => ask<RunRequests>('/api/tripline/run-requests', { signal }),
    refetchInterval: OFTEN_MS,
  });
}
