/** What ran of a rule, what no run covered, and runs over the past that somebody asked for. */
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import type {
  ShownGap as Gap,
  ShownRun as Run,
  ShownRunRequest as RunRequest,
  RunRequestList as RunRequests,
  ShownWindow as Window,
} from '../../api/runs.ts';
import { ask } from './request.ts';

export type { Gap, Run, RunRequest, Window };

const RUNS_AT_ONCE = 60;
/** While something is under way. */
const WATCHED_EVERY_MS = 1_000;

/** The newest first; more are read as they are wanted. */
export function useRuns(id: string): UseInfiniteQueryResult<InfiniteData<readonly Run[]>> {
  return useInfiniteQuery({
    queryKey: ['rule', id, 'runs'],
    queryFn: async ({ pageParam, signal }) => {
      const { runs } = await ask<{ readonly runs: readonly Run[] }>(
        `/api/tripline/rules/${encodeURIComponent(id)}/runs`,
        { query: { size: RUNS_AT_ONCE, before: pageParam === '' ? undefined : pageParam }, signal },
      );
      return runs;
    },
    initialPageParam: '',
    getNextPageParam: last => (last.length < RUNS_AT_ONCE ? undefined : last.at(-1)?.startedAt),
  });
}

/** Of one rule, the newest first; also those that are filled. */
export function useGaps(id: string): UseQueryResult<readonly Gap[]> {
  return useQuery({
    queryKey: ['rule', id, 'gaps'],
    queryFn: async ({ signal }) =>
      (await ask<{ readonly gaps: readonly Gap[] }>('/api/tripline/gaps', { query: { ruleId: id }, signal }))
        .gaps,
  });
}

/** All open gaps, of all rules. */
export async function openGaps(): Promise<readonly Gap[]> {
  const { gaps } = await ask<{ readonly gaps: readonly Gap[] }>('/api/tripline/gaps', {
    query: { state: 'open' },
  });
  return gaps;
}

/** What was asked for of one rule during the last week, watched while some of it is under way. */
export function useRunRequests(id: string): UseQueryResult<readonly RunRequest[]> {
  return useQuery({
    queryKey: ['rule', id, 'requests'],
    queryFn: async ({ signal }) =>
      (await ask<RunRequests>('/api/tripline/run-requests', { query: { ruleId: id }, signal })).requests,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) === true ? WATCHED_EVERY_MS : false),
  });
}

export interface UnderWay {
  readonly waiting: number;
  readonly running: readonly RunRequest[];
}

/** Of all rules; watched while there is any. */
export function useUnderWay(): UseQueryResult<UnderWay> {
  return useQuery({
    queryKey: ['rules', 'under-way'],
    queryFn: async ({ signal }) => {
      const inState = (state: string): Promise<RunRequests> =>
        ask<RunRequests>('/api/tripline/run-requests', { query: { state }, signal });
      const [waiting, running] = await Promise.all([inState('waiting'), inState('running')]);
      return { waiting: waiting.total, running: running.requests };
    },
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && data.waiting + data.running.length > 0 ? WATCHED_EVERY_MS : false,
  });
}

export function isUnderWay({ state }: RunRequest): boolean {
  return state === 'waiting' || state === 'running';
}

/** Answered when it is taken; it runs behind. */
export function runOver(id: string, window: Window): Promise<RunRequest> {
  return ask<RunRequest>(`/api/tripline/rules/${encodeURIComponent(id)}/runs`, { body: window });
}

export function fillGaps(id: string, { from, to }: Window): Promise<RunRequest> {
  return ask<RunRequest>(`/api/tripline/rules/${encodeURIComponent(id)}/gaps/fill`, { body: { from, to } });
}
