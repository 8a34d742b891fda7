import type { Match } from '../engine/hit.ts';
import type { Rule } from '../rules/rule.ts';
import type { AlertGroup, SourceEvent } from './alert-document.ts';
import { type AlertContext, buildAlerts } from './build-alerts.ts';
import { buildIndicatorAlert } from './indicator-alert.ts';
import { buildNewTermsAlert } from './new-terms-alert.ts';
import { buildThresholdAlert } from './threshold-alert.ts';

/** A match with its events, which stand in the order of its refs. */
export interface MatchWithEvents extends Pick<Match, 'joinKeys' | 'found'> {
  readonly events: readonly (SourceEvent | undefined)[];
}

/** The alerts of one match, by what its finisher found. */
export function alertsOfMatch(rule: Rule, match: MatchWithEvents, context: AlertContext): AlertGroup {
  const { events, found, joinKeys = [] } = match;
  if (found === undefined) return buildAlerts(rule, events, match.joinKeys, context);
  const present = events.filter(event => event !== undefined);
  switch (found.kind) {
    case 'threshold':
      return { alert: buildThresholdAlert(rule, present, joinKeys, found, context), blocks: [] };
    case 'new-terms':
      return { alert: buildNewTermsAlert(rule, present, joinKeys, found, context), blocks: [] };
    case 'indicators':
      return { alert: buildIndicatorAlert(rule, present, found, context), blocks: [] };
  }
}
