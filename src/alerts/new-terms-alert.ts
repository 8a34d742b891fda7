import type { FoundNewTerms, KeyValue } from '../engine/hit.ts';
import { formatTimestamp } from '../event/instant.ts';
import { withFlatNewTerms } from '../rules/new-terms-form.ts';
import type { Rule } from '../rules/rule.ts';
import type { AlertDocument, SourceEvent } from './alert-document.ts';
import { newTermsAlertId } from './alert-id.ts';
import { type AlertContext, buildEventAlert } from './build-alerts.ts';
import { eventReason, plain } from './reason.ts';

/**
 * The alert of the event in which values are seen for the first time in the history: as that of any event, and under
 * `kibana.alert.new_terms` the values, in the order of the rule's fields. `…tripline.unseen_since` says since when they
 * were not seen: the start of the history, or what was read first.
 */
export function buildNewTermsAlert(
  rule: Rule,
  events: readonly SourceEvent[],
  terms: readonly KeyValue[],
  { atMs, unseenSinceMs }: FoundNewTerms,
  context: AlertContext,
): AlertDocument {
  const [event] = events;
  if (event === undefined) throw new Error('new terms stand in an event');
  return buildEventAlert(rule, event, context, head => ({
    uuid: newTermsAlertId(rule.rule_id, terms, atMs),
    reason: reasonOf(eventReason(head, event.document), rule, terms, unseenSinceMs),
    group: {
      'kibana.alert.new_terms': terms,
      'kibana.alert.tripline.unseen_since': formatTimestamp(unseenSinceMs),
    },
  }));
}

/** The event's own reason, and `; user.name root was not seen since …`. */
function reasonOf(
  eventsReason: string,
  { extra }: Rule,
  terms: readonly KeyValue[],
  unseenSinceMs: number,
): string {
  const fields = [withFlatNewTerms(extra)['new_terms_fields'] ?? []].flat();
  const values = terms.map((value, at) => `${String(fields[at] ?? 'value')} ${plain(String(value))}`);
  const were = values.length > 1 ? 'were not seen together' : 'was not seen';
  return `${eventsReason.slice(0, -1)}; ${values.join(' and ')} ${were} since ${formatTimestamp(unseenSinceMs)}.`;
}
