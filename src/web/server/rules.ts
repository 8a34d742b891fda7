/** Rules as the server knows them: all at a glance, one with its health, and as it was written. */
import {
  keepPreviousData,
  type QueryClient,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { AlertSnapshot } from '../../api/alert-list.ts';
import type { RuleHistory } from '../../api/rule-history.ts';
import type { RuleHealth, RulesDryRun, RulesOverview } from '../../api/rules-overview.ts';
import { useChanges } from './changes.ts';
import { ask } from './request.ts';

export const RULES = '/api/detection_engine/rules';

/** What a page reads of a rule as Elastic's API answers with it. */
export interface StoredRule {
  readonly id: string;
  readonly rule_id: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly immutable: boolean;
  readonly version: number;
  readonly revision: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly updated_by: string;
  readonly author?: readonly string[];
  readonly license?: string;
  readonly index?: readonly string[];
  readonly references?: readonly string[];
  readonly false_positives?: readonly string[];
  readonly tags?: readonly string[];
  readonly threat?: readonly Threat[];
  readonly note?: string;
  readonly setup?: string;
  readonly exceptions_list?: readonly NamedList[];
  readonly max_signals?: number;
  readonly tripline?: { readonly file?: string };
}

export interface NamedList {
  readonly list_id: string;
  readonly type: string;
  readonly namespace_type: string;
}

interface Threat {
  readonly framework: string;
  readonly tactic?: { readonly id: string; readonly name: string };
  readonly technique?: readonly {
    readonly id: string;
    readonly name: string;
    readonly subtechnique?: readonly { readonly id: string; readonly name: string }[];
  }[];
}

const overviewKey = ['rules', 'overview'];

/** Runs close all the time: what they change is shown this often, and what somebody changed at once. */
const CALM_MS = 20_000;
const PROMPT_MS = 400;

export function useRulesOverview(): UseQueryResult<RulesOverview> {
  useRefetched(overviewKey, { alerts: CALM_MS, run: CALM_MS, gap: 2_000 }, () => true);
  return useQuery({
    queryKey: overviewKey,
    queryFn: ({ signal }) => ask<RulesOverview>('/api/tripline/rules/overview', { signal }),
    placeholderData: keepPreviousData,
    staleTime: CALM_MS,
  });
}

export function useRuleHealth(id: string): UseQueryResult<RuleHealth> {
  useRefetched(
    ['rule', id],
    { alerts: 5_000, run: PROMPT_MS, gap: PROMPT_MS },
    ruleId => ruleId === undefined || ruleId === id,
  );
  return useQuery({
    queryKey: ['rule', id, 'health'],
    queryFn: ({ signal }) =>
      ask<RuleHealth>(`/api/tripline/rules/${encodeURIComponent(id)}/health`, { signal }),
  });
}

export function useStoredRule(id: string): UseQueryResult<StoredRule> {
  return useQuery({
    queryKey: ['rule', id, 'stored'],
    queryFn: ({ signal }) => ask<StoredRule>(RULES, { query: { id }, signal }),
  });
}

export function useRuleHistory(id: string): UseQueryResult<RuleHistory> {
  return useQuery({
    queryKey: ['rule', id, 'history'],
    queryFn: ({ signal }) =>
      ask<RuleHistory>(`/api/tripline/rules/${encodeURIComponent(id)}/history`, { signal }),
  });
}

/** The newest alerts of a rule, and how many there are by status. */
export function useAlertsOfRule(id: string, ruleId: string | undefined): UseQueryResult<AlertSnapshot> {
  return useQuery({
    queryKey: ['rule', id, 'alerts'],
    queryFn: ({ signal }) =>
      ask<AlertSnapshot>('/api/tripline/alerts/snapshots', {
        body: { filters: { ruleId: [ruleId ?? ''] }, sort: 'newest', size: 5 },
        signal,
      }),
    enabled: ruleId !== undefined,
  });
}

/** What these rules would have told since `from`, of at most 100 rules. */
export async function dryRun(
  ids: readonly string[],
  from: string,
  signal: AbortSignal,
): Promise<RulesDryRun> {
  return ask<RulesDryRun>('/api/tripline/rules/dry-run', { body: { ids, from }, signal });
}

export async function refetchRules(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['rules'] }),
    queries.invalidateQueries({ queryKey: ['rule'] }),
  ]);
}

/** Reads anew what stands under `key` when the server says so: what somebody changed soon, what runs change calmly. */
function useRefetched(
  key: readonly string[],
  calmMs: { readonly [kind in 'alerts' | 'run' | 'gap']: number },
  concerns: (ruleId: string | undefined) => boolean,
): void {
  const queries = useQueryClient();
  const due = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly atMs: number }>(undefined);
  const refetchIn = useRef((_ms: number): void => {});
  refetchIn.current = ms => {
    const atMs = Date.now() + ms;
    if (due.current !== undefined && due.current.atMs <= atMs) return;
    clearTimeout(due.current?.timer);
    const timer = setTimeout(() => {
      due.current = undefined;
      void queries.invalidateQueries({ queryKey: key });
    }, ms);
    due.current = { timer, atMs };
  };
  useEffect(() => {
    const onUndone = (): void => refetchIn.current(0);
    window.addEventListener('tripline-undone', onUndone);
    return () => {
      window.removeEventListener('tripline-undone', onUndone);
      clearTimeout(due.current?.timer);
      due.current = undefined;
    };
  }, []);
  useChanges((kind, data) => {
    if (!concerns(ruleOf(kind, data))) return;
    const ms = kind === 'alerts' || kind === 'run' || kind === 'gap' ? calmMs[kind] : PROMPT_MS;
    refetchIn.current(ms);
  });
}

/** Which rule a change is about; undefined where it does not say. */
function ruleOf(kind: string, data: unknown): string | undefined {
  const { id, ruleId } = (data ?? {}) as { readonly id?: string; readonly ruleId?: string };
  return kind === 'rule' ? id : ruleId;
}
