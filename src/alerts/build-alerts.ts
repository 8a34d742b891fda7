/**
 * From a match to the documents that an analyst, a dashboard and a store see.
 *
 * An event that matches alone becomes one alert: the event's fields and, flat beside them, `kibana.alert.*`.
 * A sequence of N events becomes N + 1: a *building block* for each event, which is hidden by default, and a
 * *shell*, which is the alert. The shell holds what the events have in common and names blocks and events as
 * its ancestors; all share `kibana.alert.group.id`, the shell's id.
 *
 *     events    e1            e2               one that had to be missing gives no block
 *     blocks    b1 (depth 1)  b2 (depth 1)     group.index 0, 1
 *     shell     s  (depth 2)                   ancestors b1, b2, e1, e2
 *
 * Alerts are made from the rule and the events and from nothing else: no clock, no chance, no store. So the
 * time of an alert, `@timestamp`, is that of its latest event: scanning a file again, today or in a year, gives
 * the same documents with the same ids. Where alerts get the time of their writing, that is the store's affair.
 *
 * Field names and structure: Elastic's (engine-semantics: from hit to alert; contracts: alert document).
 */

import type { Match } from '../engine/hit.ts';
import { timeOf } from '../engine/ordinal.ts';
import { ALERT_INDEX } from '../event/alert-index.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { Json, JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Rule, RuleSeverity } from '../rules/rule.ts';
import type { AlertDocument, AlertGroup, SourceEvent } from './alert-document.ts';
import { originalEventFields, ruleFields, sourceFields, withoutUndefined } from './alert-fields.ts';
import { blockAlertId, eventAlertId, ruleUuid, shellAlertId } from './alert-id.ts';
import { alertOf } from './alert-text.ts';
import { ancestorsOf, depthAbove } from './ancestors.ts';
import { nameFor, riskScoreFor, severityFor } from './overrides.ts';
import { blockReason, eventReason, type ReasonHead, sampleReason, sequenceReason } from './reason.ts';
import { commonFields } from './shell.ts';

export interface AlertContext {
  /** Names the run that found the match. */
  readonly executionUuid: string;
  /** The events match in any order: a sample. */
  readonly isUnordered?: boolean;
}

/**
 * The alerts of one match. `events` stand in the order of the steps, undefined where one had to be missing;
 * `joinKeys` is the match's, undefined for a
 * rule without steps, whose one event may override severity, risk score and name. Two matches on the same
 * events, by other keys, have the same ids: they are one alert.
 */
export function buildAlerts(
  rule: Rule,
  places: readonly (SourceEvent | undefined)[],
  joinKeys: Match['joinKeys'],
  context: AlertContext,
): AlertGroup {
  const events = places.filter(event => event !== undefined);
  const [first] = events;
  if (first === undefined) throw new Error('an alert stands on at least one event');
  if (joinKeys === undefined) return { alert: buildEventAlert(rule, first, context), blocks: [] };
  const shellId = shellAlertId(
    rule.rule_id,
    events.map(event => event.id),
  );
  const blocks = events.map((_, position) => buildBlock(rule, events, position, shellId, context));
  const reason = context.isUnordered
    ? sampleReason(rule, documentsOf(events))
    : sequenceReason(
        rule,
        places.map(event => event?.document),
      );
  return { alert: buildShell(rule, events, blocks, { reason, joinKeys }, context), blocks };
}

/** The alert of one event; `changes` are what sets it apart. */
export function buildEventAlert(
  rule: Rule,
  event: SourceEvent,
  context: AlertContext,
  changes: (head: ReasonHead) => Partial<AlertParts> = () => ({}),
): AlertDocument {
  const { document } = event;
  const name = nameFor(rule, document);
  const severity = severityFor(rule, document);
  return assemble(rule, context, {
    uuid: eventAlertId(rule.rule_id, event.id),
    content: document,
    events: [document],
    ancestors: ancestorsOf(event),
    depth: depthAbove([event]),
    name,
    severity,
    riskScore: riskScoreFor(rule, document),
    reason: eventReason({ name, severity }, document),
    buildingBlockType: rule.building_block_type,
    group: {},
    ...changes({ name, severity }),
  });
}

function buildBlock(
  rule: Rule,
  events: readonly SourceEvent[],
  position: number,
  shellId: string,
  context: AlertContext,
): AlertDocument {
  const event = events[position] as SourceEvent; // called for each of them
  return assemble(rule, context, {
    uuid: blockAlertId(shellId, position),
    content: event.document,
    events: [event.document],
    ancestors: ancestorsOf(event),
    depth: depthAbove([event]),
    name: rule.name,
    severity: rule.severity,
    riskScore: rule.risk_score,
    reason: blockReason(rule, event.document, position, events.length),
    buildingBlockType: 'default',
    group: { 'kibana.alert.group.id': shellId, 'kibana.alert.group.index': position },
  });
}

function buildShell(
  rule: Rule,
  events: readonly SourceEvent[],
  blocks: readonly AlertDocument[],
  { reason, joinKeys }: { readonly reason: string; readonly joinKeys: NonNullable<Match['joinKeys']> },
  context: AlertContext,
): AlertDocument {
  const documents = documentsOf(events);
  const uuid = shellAlertId(
    rule.rule_id,
    events.map(event => event.id),
  );
  return assemble(rule, context, {
    uuid,
    content: commonFields(documents),
    events: documents,
    ancestors: [...blocks.map(block => blockAncestor(block, rule)), ...events.flatMap(ancestorsOf)],
    depth: depthAbove(events) + 1,
    name: rule.name,
    severity: rule.severity,
    riskScore: rule.risk_score,
    reason,
    buildingBlockType: rule.building_block_type,
    group: { 'kibana.alert.group.id': uuid, 'kibana.alert.tripline.join_keys': joinKeys },
  });
}

function documentsOf(events: readonly SourceEvent[]): readonly JsonObject[] {
  return events.map(event => event.document);
}

export interface AlertParts {
  readonly uuid: string;
  /** The fields that the alert takes over. */
  readonly content: JsonObject;
  /** The documents it stands on, in order. */
  readonly events: readonly JsonObject[];
  readonly ancestors: readonly JsonObject[];
  readonly depth: number;
  readonly name: string;
  readonly severity: RuleSeverity;
  readonly riskScore: number;
  readonly reason: string;
  readonly buildingBlockType: string | undefined;
  readonly group: JsonObject;
}

export function assemble(rule: Rule, context: AlertContext, parts: AlertParts): AlertDocument {
  // The last event is the latest, but in a sample, whose events stand in no order of time.
  const times = parts.events.map(document => alertTimeMs(document, rule.timestamp_field));
  const time = formatTimestamp(times.reduce((latest, ms) => Math.max(latest, ms)));
  const own = {
    '@timestamp': time,
    ...sourceFields(parts.content),
    'kibana.space_ids': ['default'],
    'kibana.alert.uuid': parts.uuid,
    'kibana.alert.status': 'active',
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.workflow_tags': [],
    'kibana.alert.workflow_assignee_ids': [],
    'kibana.alert.start': time,
    'kibana.alert.reason': parts.reason,
    'kibana.alert.severity': parts.severity,
    'kibana.alert.risk_score': parts.riskScore,
    'kibana.alert.depth': parts.depth,
    'kibana.alert.ancestors': parts.ancestors,
    ...parts.group,
    ...withoutUndefined({
      'kibana.alert.building_block_type': parts.buildingBlockType,
      'kibana.alert.original_time': originalTime(parts.events[0] ?? {}),
    }),
    ...originalEventFields(parts.content),
  };
  return alertOf(own, ruleFields(rule, parts.name, context.executionUuid));
}

/**
 * The time that an event gives its alert. One without a time has when it was recorded or taken in; if it has
 * neither, its alert stands at the beginning of 1970, where nobody takes it for a real time.
 */
function alertTimeMs(document: JsonObject, timestampField: string | undefined): number {
  for (const field of [timestampField, '@timestamp', 'event.created', 'event.ingested']) {
    const ms = field === undefined ? undefined : timeOf(readField(document, field));
    if (ms !== undefined) return ms;
  }
  return 0;
}

function originalTime(document: JsonObject): string | undefined {
  const ms = timeOf(readField(document, '@timestamp'));
  return ms === undefined ? undefined : formatTimestamp(ms);
}

function blockAncestor(block: AlertDocument, rule: Rule): JsonObject {
  const id: Json = block['kibana.alert.uuid'];
  const depth = block['kibana.alert.depth'] ?? 1;
  return { id, type: 'signal', index: ALERT_INDEX, depth, rule: ruleUuid(rule.rule_id) };
}
