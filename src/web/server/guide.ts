/** The guide of an alert: which steps somebody has done, and what its searches find. */
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { GuideSteps } from '../../api/guide-steps.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { announce } from '../frame/announcements.ts';
import { Problem } from './problem.ts';
import { ask } from './request.ts';

const path = (uuid: string): string => `/api/tripline/alerts/${encodeURIComponent(uuid)}/guide-steps`;

export function useGuideSteps(uuid: string): UseQueryResult<GuideSteps> {
  return useQuery({
    queryKey: ['guide-steps', uuid],
    queryFn: ({ signal }) => ask<GuideSteps>(path(uuid), { signal }),
  });
}

/** Marks a step as done or not; said at once, taken back where the server refuses. */
export function useMarkStep(uuid: string): (index: number, isDone: boolean) => Promise<void> {
  const queries = useQueryClient();
  const key = ['guide-steps', uuid];
  return async (index, isDone) => {
    const before = queries.getQueryData<GuideSteps>(key);
    const others = (before?.done ?? []).filter(step => step.index !== index);
    const now = isDone ? [...others, { index, who: '', at: new Date().toISOString() }] : others;
    queries.setQueryData<GuideSteps>(key, { done: now });
    try {
      await ask<unknown>(path(uuid), { method: 'PUT', body: { done: now.map(step => step.index) } });
      await queries.invalidateQueries({ queryKey: key });
    } catch (error) {
      queries.setQueryData(key, before);
      announce(
        `the step was not marked: ${error instanceof Problem ? error.message || error.title : String(error)}`,
      );
    }
  };
}

export interface SearchFound {
  readonly total: number;
  readonly isAtLeast: boolean;
  readonly rows: readonly { readonly id: string; readonly document: JsonObject }[];
}

interface Hits {
  readonly total: { readonly value: number; readonly relation: string };
  readonly events?: readonly { readonly _id: string; readonly _source: JsonObject }[];
  readonly hits?: readonly { readonly _id: string; readonly _source: JsonObject }[];
}

const ROWS = 5;

/** The first events, or of a clause alerts, within a time; asked once it is seen. */
export function useGuideSearch(
  search: {
    readonly query: string;
    readonly alertClause: JsonObject | undefined;
    readonly from: string;
    readonly to: string;
  },
  isWanted: boolean,
): UseQueryResult<SearchFound> {
  const { alertClause, from, query, to } = search;
  return useQuery({
    queryKey: ['guide-search', query, from, to, alertClause !== undefined],
    queryFn: async ({ signal }) => {
      const { hits } =
        alertClause === undefined
          ? await ask<{ readonly hits: Hits }>('/api/tripline/events/search', {
              body: { language: 'kql', query, from, to, size: ROWS },
              signal,
            })
          : await ask<{ readonly hits: Hits }>('/api/detection_engine/signals/search', {
              body: { query: clauseWithin(alertClause, from, to), size: ROWS, track_total_hits: true },
              signal,
            });
      return {
        total: hits.total.value,
        isAtLeast: hits.total.relation === 'gte',
        rows: (hits.events ?? hits.hits ?? []).map(({ _id, _source }) => ({ id: _id, document: _source })),
      };
    },
    enabled: isWanted,
    staleTime: 300_000,
  });
}

function clauseWithin(clause: JsonObject, from: string, to: string): Json {
  return {
    bool: {
      filter: [clause, { range: { '@timestamp': { gte: from, lte: to } } }],
      must_not: [{ exists: { field: 'kibana.alert.building_block_type' } }],
    },
  };
}
