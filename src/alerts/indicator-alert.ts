import type { FoundIndicators, MatchedPair } from '../engine/hit.ts';
import { valuesOf } from '../event/field-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Rule } from '../rules/rule.ts';
import type { AlertDocument, SourceEvent } from './alert-document.ts';
import { type AlertContext, buildEventAlert } from './build-alerts.ts';
import { nestedFields, objectAt } from './nested-fields.ts';
import { eventReason, plain } from './reason.ts';

/**
 * The alert of an event that indicators match: as that of any event, and under `threat.enrichments` what each of them
 * says of each value that it has in common with the event.
 */
export function buildIndicatorAlert(
  rule: Rule,
  [event, ...indicators]: readonly SourceEvent[],
  found: FoundIndicators,
  context: AlertContext,
): AlertDocument {
  if (event === undefined) throw new Error('indicators match an event');
  const path = rule.extra['threat_indicator_path'];
  const enrichments = found.pairs.flatMap(pair => {
    const indicator = indicators[pair.indicator - 1];
    return indicator === undefined
      ? []
      : [enrichmentOf(pair, indicator, typeof path === 'string' && path !== '' ? path : 'threat.indicator')];
  });
  return buildEventAlert(rule, event, context, head => ({
    content: withEnrichments(event.document, enrichments),
    reason: reasonOf(eventReason(head, event.document), found),
    group: found.leftOut === 0 ? {} : { 'kibana.alert.tripline.indicators_left_out': found.leftOut },
  }));
}

function enrichmentOf(
  { field, value }: MatchedPair,
  { document, id, index }: SourceEvent,
  path: string,
): JsonObject {
  const [feed] = valuesOf(readField(document, 'threat.feed.name'));
  return {
    indicator: objectAt(document, path) ?? {},
    feed: typeof feed === 'string' ? { name: feed } : {},
    matched: { atomic: value, field, id, index: index ?? '', type: 'indicator_match_rule' },
  };
}

/** Those that the event came with stand first. */
function withEnrichments(document: JsonObject, enrichments: readonly JsonObject[]): JsonObject {
  const others = Object.entries(document).filter(
    ([name]) => name !== 'threat' && !name.startsWith('threat.'),
  );
  const threat = objectAt(document, 'threat') ?? {};
  const known = isJsonObject(threat) ? (threat['enrichments'] ?? []) : [];
  const all: readonly Json[] = [...[known].flat(), ...enrichments] as readonly Json[];
  return { ...Object.fromEntries(others), ...nestedFields([['threat', { ...threat, enrichments: all }]]) };
}

/** The event's own reason, and `; source.ip 203.0.113.9 is an indicator's`. */
function reasonOf(eventsReason: string, { leftOut, pairs }: FoundIndicators): string {
  const values = [...new Set(pairs.map(({ field, value }) => `${field} ${plain(String(value))}`))];
  const shown = values.slice(0, MOST_VALUES).join(', ');
  const more = values.length > MOST_VALUES ? ` and ${values.length - MOST_VALUES} more` : '';
  const indicators = new Set(pairs.map(({ indicator }) => indicator)).size + leftOut;
  const whose = indicators === 1 ? "an indicator's" : `of ${indicators} indicators`;
  return `${eventsReason.slice(0, -1)}; ${shown}${more} is ${whose}.`;
}

const MOST_VALUES = 3;
