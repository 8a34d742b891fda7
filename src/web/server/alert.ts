/** One alert and what belongs to it. */
import {
  keepPreviousData,
  type QueryClient,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { AlertActChange } from '../../api/acts.ts';
import type { JsonObject } from '../../event/json.ts';
import { announce } from '../frame/announcements.ts';
import { actOn } from './acts.ts';
import type {
  AlertAnswer,
  ExplanationAnswer,
  NoteAnswer,
  PrevalenceAnswer,
  ProcessTreeAnswer,
  RelatedAnswer,
} from './alert-answers.ts';
import { Problem } from './problem.ts';
import { ask } from './request.ts';

const base = (uuid: string): string => `/api/tripline/alerts/${encodeURIComponent(uuid)}`;

export function useAlert(uuid: string): UseQueryResult<AlertAnswer> {
  return useQuery({
    queryKey: ['alert', uuid],
    queryFn: ({ signal }) => ask<AlertAnswer>(base(uuid), { signal }),
  });
}

export function useExplanation(uuid: string): UseQueryResult<ExplanationAnswer> {
  return useQuery({
    queryKey: ['explanation', uuid],
    queryFn: ({ signal }) => ask<ExplanationAnswer>(`${base(uuid)}/explanation`, { signal }),
    staleTime: 60_000,
  });
}

export function useRelated(uuid: string, isWanted = true): UseQueryResult<RelatedAnswer> {
  return useQuery({
    enabled: isWanted,
    queryKey: ['related', uuid],
    queryFn: ({ signal }) => ask<RelatedAnswer>(`${base(uuid)}/related`, { method: 'POST', signal }),
    staleTime: 30_000,
  });
}

export function useNotes(uuid: string): UseQueryResult<{ readonly notes: readonly NoteAnswer[] }> {
  return useQuery({
    queryKey: ['notes', uuid],
    queryFn: ({ signal }) =>
      ask<{ readonly notes: readonly NoteAnswer[] }>(`${base(uuid)}/notes`, { signal }),
  });
}

export async function addNote(queries: QueryClient, uuid: string, text: string): Promise<void> {
  await ask<NoteAnswer>(`${base(uuid)}/notes`, { body: { text } });
  await queries.invalidateQueries({ queryKey: ['notes', uuid] });
}

export async function deleteNote(queries: QueryClient, uuid: string, id: string): Promise<void> {
  await ask<undefined>(`${base(uuid)}/notes/${encodeURIComponent(id)}`, { method: 'DELETE' });
  await queries.invalidateQueries({ queryKey: ['notes', uuid] });
}

/** The processes around an event; undefined while there is no event to ask about. */
export function useProcessTree(eventId: string | undefined): UseQueryResult<ProcessTreeAnswer> {
  return useQuery({
    queryKey: ['process-tree', eventId],
    queryFn: ({ signal }) =>
      ask<ProcessTreeAnswer>(`/api/tripline/events/${encodeURIComponent(eventId ?? '')}/process-tree`, {
        signal,
      }),
    enabled: eventId !== undefined,
    staleTime: 60_000,
  });
}

export function usePrevalence(
  field: string,
  value: string | number | undefined,
): UseQueryResult<PrevalenceAnswer> {
  return useQuery({
    queryKey: ['prevalence', field, value],
    queryFn: ({ signal }) =>
      ask<PrevalenceAnswer>('/api/tripline/prevalence', { body: { field, value }, signal }),
    enabled: value !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Changes this alert: shown at once, and as it was with the reason where the server refuses. */
export function useActOnAlert(uuid: string): (change: AlertActChange, note?: string) => Promise<void> {
  const queries = useQueryClient();
  return async (change, note) => {
    const before = queries.getQueryData<AlertAnswer>(['alert', uuid]);
    if (before !== undefined)
      queries.setQueryData<AlertAnswer>(['alert', uuid], {
        ...before,
        document: { ...before.document, ...changedFields(before.document, change) },
      });
    try {
      await actOn({ uuids: [uuid] }, change, note);
      await queries.invalidateQueries({ queryKey: ['alert', uuid] });
      if (note !== undefined) await queries.invalidateQueries({ queryKey: ['notes', uuid] });
    } catch (error) {
      if (before !== undefined) queries.setQueryData<AlertAnswer>(['alert', uuid], before);
      announce(`not changed: ${error instanceof Problem ? error.message || error.title : String(error)}`);
    }
  };
}

function changedFields(document: JsonObject, change: AlertActChange): JsonObject {
  const { addTags, assign, removeTags, status, unassign } = change;
  return {
    ...(status !== undefined && { 'kibana.alert.workflow_status': status }),
    ...((addTags ?? removeTags) !== undefined && {
      'kibana.alert.workflow_tags': changedList(document['kibana.alert.workflow_tags'], addTags, removeTags),
    }),
    ...((assign ?? unassign) !== undefined && {
      'kibana.alert.workflow_assignee_ids': changedList(
        document['kibana.alert.workflow_assignee_ids'],
        assign,
        unassign,
      ),
    }),
  };
}

function changedList(
  before: unknown,
  added: readonly string[] = [],
  removed: readonly string[] = [],
): readonly string[] {
  const stood = Array.isArray(before) ? before.filter(one => typeof one === 'string') : [];
  return [...new Set([...stood, ...added])].filter(one => !removed.includes(one));
}

const DAYS_30_MS = 30 * 86_400_000;

/** How many alerts of the rule there were on a host in the 30 days before this one. */
export function useKnownOnHost(
  uuid: string,
  ruleUuid: string | undefined,
  host: { readonly field: string; readonly value: string } | undefined,
  at: string | undefined,
): UseQueryResult<number> {
  return useQuery({
    queryKey: ['known-on-host', uuid],
    queryFn: async ({ signal }) => {
      const toMs = Date.parse(at ?? '');
      const range = { gte: new Date(toMs - DAYS_30_MS).toISOString(), lt: new Date(toMs).toISOString() };
      const { hits } = await ask<{ readonly hits: { readonly total: { readonly value: number } } }>(
        '/api/detection_engine/signals/search',
        {
          body: {
            query: {
              bool: {
                filter: [
                  { term: { 'kibana.alert.rule.uuid': ruleUuid } },
                  { term: { [host?.field ?? '']: host?.value } },
                  { range: { '@timestamp': range } },
                ],
                must_not: [{ exists: { field: 'kibana.alert.building_block_type' } }],
              },
            },
            size: 0,
            track_total_hits: true,
          },
          signal,
        },
      );
      return hits.total.value;
    },
    enabled: ruleUuid !== undefined && host !== undefined && at !== undefined,
    staleTime: 300_000,
  });
}
