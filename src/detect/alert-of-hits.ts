/** What a match of a run is called, and the alerts that it becomes. */
import type { AlertDocument, AlertGroup, SourceEvent } from '../alerts/alert-document.ts';
import {
  blockAlertId,
  eventAlertId,
  newTermsAlertId,
  shellAlertId,
  thresholdAlertId,
} from '../alerts/alert-id.ts';
import { alertsOfMatch } from '../alerts/alerts-of-match.ts';
import { unreachable } from '../base/unreachable.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { Rule } from '../rules/rule.ts';
import type { HitMatch } from './search-hits.ts';

/** The ids of a match, known before a document is read: of the alert, and of its building blocks. */
export interface AlertIds {
  readonly uuid: string;
  readonly blocks: readonly string[];
}

export function idsOfMatch({ rule_id: ruleId }: Rule, { found, hits, joinKeys }: HitMatch): AlertIds {
  const events = hits.flatMap(hit => hit?.event.id ?? []);
  if (found === undefined) {
    if (joinKeys === undefined) return { uuid: eventAlertId(ruleId, events[0] ?? ''), blocks: [] };
    const uuid = shellAlertId(ruleId, events);
    return { uuid, blocks: events.map((_, position) => blockAlertId(uuid, position)) };
  }
  switch (found.kind) {
    case 'threshold':
      return { uuid: thresholdAlertId(ruleId, joinKeys ?? [], found.fromMs), blocks: [] };
    case 'new-terms':
      return { uuid: newTermsAlertId(ruleId, joinKeys ?? [], found.atMs), blocks: [] };
    case 'indicators':
      return { uuid: eventAlertId(ruleId, events[0] ?? ''), blocks: [] };
    default:
      return unreachable(found);
  }
}

/** The time of its latest event, by the field that the rule orders by. */
export function timeOfMatch({ hits }: HitMatch): number | undefined {
  const times = hits.flatMap(hit => hit?.ordinal.timestampMs ?? []);
  return times.length === 0 ? undefined : times.reduce((latest, ms) => Math.max(latest, ms));
}

/** The run that an alert is found by. */
export interface FindingRun {
  readonly id: string;
  readonly kind: 'scheduled' | 'manual';
  /** When it was due, or would have been. */
  readonly dueMs: number;
  readonly startedMs: number;
}

/** @param events in the order of the hits. */
export function buildRunAlerts(
  rule: Rule,
  match: HitMatch,
  events: readonly (SourceEvent | undefined)[],
  isUnordered: boolean,
  run: FindingRun,
): AlertGroup {
  const { found, joinKeys } = match;
  const { alert, blocks } = alertsOfMatch(
    rule,
    { events, ...(found !== undefined && { found }), ...(joinKeys !== undefined && { joinKeys }) },
    { executionUuid: run.id, isUnordered },
  );
  return { alert: written(alert, run), blocks: blocks.map(block => written(block, run)) };
}

/** An alert as it is stored: its time is that of its writing. */
function written(alert: AlertDocument, { dueMs, kind, startedMs }: FindingRun): AlertDocument {
  const time = formatTimestamp(startedMs);
  return {
    ...alert,
    '@timestamp': time,
    'kibana.alert.rule.execution.timestamp': time,
    'kibana.alert.rule.execution.type': kind,
    'kibana.alert.intended_timestamp': kind === 'manual' ? formatTimestamp(dueMs) : time,
  };
}
