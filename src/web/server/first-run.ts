/** How far a new system has come: its first alert, and what almost was one. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ask } from './request.ts';

export interface FirstAlert {
  readonly uuid: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly severity: string;
  /** What happened. */
  readonly reason: string;
}

export interface FirstAlerts {
  readonly total: number;
  /** The earliest. */
  readonly first?: FirstAlert;
}

const FIELDS = {
  uuid: 'kibana.alert.uuid',
  ruleId: 'kibana.alert.rule.rule_id',
  ruleName: 'kibana.alert.rule.name',
  severity: 'kibana.alert.severity',
  reason: 'kibana.alert.reason',
} as const;

interface Found {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly { readonly _source: { readonly [field: string]: unknown } }[];
  };
}

/** Alerts but for the single events of sequences. */
export async function firstAlerts(signal: AbortSignal): Promise<FirstAlerts> {
  const { hits } = await ask<Found>('/api/detection_engine/signals/search', {
    body: {
      query: { bool: { must_not: [{ exists: { field: 'kibana.alert.building_block_type' } }] } },
      sort: [{ '@timestamp': { order: 'asc' } }],
      size: 1,
      _source: Object.values(FIELDS),
    },
    signal,
  });
  const source = hits.hits[0]?._source;
  if (source === undefined) return { total: hits.total.value };
  const text = (field: string): string => String(source[field] ?? '');
  return {
    total: hits.total.value,
    first: {
      uuid: text(FIELDS.uuid),
      ruleId: text(FIELDS.ruleId),
      ruleName: text(FIELDS.ruleName),
      severity: text(FIELDS.severity),
      reason: text(FIELDS.reason),
    },
  };
}

/** @param everyMs false: once is enough */
export function useFirstAlerts(everyMs: number | false): UseQueryResult<FirstAlerts> {
  return useQuery({
    queryKey: ['first-alerts'],
    queryFn: ({ signal }) => firstAlerts(signal),
    refetchInterval: everyMs,
  });
}

interface Misses {
  readonly verdict: string;
  readonly misses: readonly {
    readonly text: string;
    readonly alike: number;
    readonly reason: { readonly kind: string };
    readonly events: readonly { readonly id: string; readonly timestamp?: string }[];
  }[];
  /** Events by id. */
  readonly documents: { readonly [id: string]: { readonly _source: { readonly [field: string]: unknown } } };
}

/** What a rule did not fire on in the last hour though only one thing was missing. */
export function useNearMisses(ruleId: string | undefined, everyMs: number | false): UseQueryResult<Misses> {
  return useQuery({
    queryKey: ['near-misses', ruleId],
    queryFn: ({ signal }) =>
      ask<Misses>('/api/tripline/rules/explain', {
        body: { rule: ruleId ?? '', from: 'now-1h', to: 'now' },
        signal,
      }),
    enabled: ruleId !== undefined,
    refetchInterval: everyMs,
  });
}
