/** Searches over stored events, as the hunt shows them. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ShownDiagnostic } from '../../api/rules-overview.ts';
import type { JsonObject } from '../../event/json.ts';
import type { Scalar } from '../parts/event-fields.ts';
import type { QueryLanguage } from '../parts/query-filter.ts';
import { ask } from './request.ts';

/** What is asked of the stored events; times that do not move, so that table, histogram and counts agree. */
export interface EventQuestion {
  readonly language: QueryLanguage;
  readonly query: string;
  readonly from: string;
  readonly to: string;
}

export interface FoundEvent {
  readonly _index: string;
  readonly _id: string;
  readonly _source: JsonObject;
  /** ISO 8601. */
  readonly ingested?: string;
  /** It holds the place of an event that was to be missing. */
  readonly missing?: boolean;
}

export interface FoundSequence {
  readonly join_keys: readonly (Scalar | null)[];
  readonly events: readonly FoundEvent[];
}

export interface Searched {
  readonly from: string | null;
  readonly to: string | null;
  readonly events: number;
  readonly isComplete: boolean;
}

export interface SearchEnd {
  /** Milliseconds. */
  readonly took: number;
  readonly is_partial: boolean;
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly searched: Searched;
  readonly cursor?: string;
  readonly warnings: readonly string[];
}

export interface SearchProgress {
  readonly done: number;
  readonly all: number;
  /** Events that were looked at. */
  readonly events: number;
}

export type SearchPart =
  | ({ readonly type: 'progress' } & SearchProgress)
  | { readonly type: 'diagnostics'; readonly diagnostics: readonly ShownDiagnostic[] }
  | { readonly type: 'result'; readonly result: FoundEvent | FoundSequence }
  | ({ readonly type: 'end' } & SearchEnd)
  | { readonly type: 'error'; readonly detail: string };

export interface EventHistogram {
  readonly bucketMs: number;
  readonly buckets: readonly { readonly from: string; readonly count: number }[];
  readonly isPartial: boolean;
}

/** @param buckets of which there are at most 500 */
export function useEventHistogram(
  question: EventQuestion | undefined,
  buckets = 120,
): UseQueryResult<EventHistogram> {
  return useQuery({
    queryKey: ['event-histogram', question, buckets],
    queryFn: ({ signal }) =>
      ask<EventHistogram>('/api/tripline/events/histogram', { body: { ...question, buckets }, signal }),
    enabled: question !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** When events of this query came at all, whatever the range. */
export function useEventTimes({
  language,
  query,
}: Pick<EventQuestion, 'language' | 'query'>): UseQueryResult<EventHistogram> {
  return useQuery({
    queryKey: ['event-times', language, query],
    queryFn: ({ signal }) =>
      ask<EventHistogram>('/api/tripline/events/histogram', {
        body: { language, query, buckets: 500 },
        signal,
      }),
    staleTime: 60_000,
  });
}

export interface ValueCount {
  readonly value: Scalar;
  readonly count: number;
}

export interface TopValues {
  readonly values: readonly ValueCount[];
  readonly rarest: readonly ValueCount[];
  readonly different: number;
  readonly events: number;
  readonly eventsWithField: number;
  readonly uncounted: number;
  readonly isPartial: boolean;
}

export function useTopValues(question: EventQuestion, field: string): UseQueryResult<TopValues> {
  return useQuery({
    queryKey: ['top-values', question, field],
    queryFn: ({ signal }) =>
      ask<TopValues>('/api/tripline/events/top-values', { body: { ...question, field, size: 5 }, signal }),
    staleTime: 60_000,
  });
}

export interface KnownField {
  readonly name: string;
  readonly type: string;
  readonly isEcs: boolean;
  /** Of the events that were sampled. */
  readonly events: number;
}

export interface KnownFields {
  readonly total: number;
  readonly sampledEvents: number;
  readonly fields: readonly KnownField[];
}

export function useKnownFields(): UseQueryResult<KnownFields> {
  return useQuery({
    queryKey: ['fields', 'all'],
    queryFn: ({ signal }) => ask<KnownFields>('/api/tripline/fields', { query: { size: 999 }, signal }),
    staleTime: 60_000,
  });
}

export interface CheckedQuery {
  readonly isValid: boolean;
  readonly kind: 'events' | 'sequence' | 'sample' | null;
  readonly diagnostics: readonly ShownDiagnostic[];
}

export function useCheckedQuery(language: QueryLanguage, query: string): UseQueryResult<CheckedQuery> {
  return useQuery({
    queryKey: ['query-check', language, query],
    queryFn: ({ signal }) =>
      ask<CheckedQuery>('/api/tripline/query/check', { body: { language, query }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useStoredEvent(id: string | undefined): UseQueryResult<FoundEvent> {
  return useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) =>
      ask<FoundEvent>(`/api/tripline/events/${encodeURIComponent(id ?? '')}`, { signal }),
    enabled: id !== undefined,
    staleTime: 60_000,
  });
}

export interface QueryFunnel {
  /** Events of the range. */
  readonly eventsInWindow: number | null;
  readonly isPartial: boolean;
  readonly steps: readonly {
    readonly asked: number;
    readonly hits: number;
    readonly lackKey: number;
    readonly role: 'present' | 'absent' | 'until';
    readonly conditions: readonly {
      readonly text: string;
      readonly passed: number;
      readonly failedAlone: number;
    }[];
  }[];
  readonly notes: readonly string[];
}

/** How many events pass each condition in turn: which of them leaves nothing. */
export function useQueryFunnel({ from, language, query, to }: EventQuestion): UseQueryResult<QueryFunnel> {
  const rule =
    language === 'eql'
      ? { type: 'eql', language: 'eql', query, index: ['*'] }
      : { type: 'query', language: 'kuery', query, index: ['*'] };
  return useQuery({
    queryKey: ['query-funnel', language, query, from, to],
    queryFn: ({ signal }) =>
      ask<QueryFunnel>('/api/tripline/rules/funnel', { body: { rule, from, to, timeoutMs: 8_000 }, signal }),
    staleTime: 60_000,
    retry: false,
  });
}
