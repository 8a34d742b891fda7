/**
 * Alerts as comma-separated values for a spreadsheet (RFC 4180): one line an alert, the columns an analyst sorts
 * by.
 */
import { documentsOf } from '../../app/finishing.ts';
import type { FoundAlert } from '../../app/scan.ts';
import { type Rule, techniquesOf } from '../../rules/rule.ts';
import { csvCell } from '../csv-cell.ts';
import { hostOf, userOf } from '../describe-event.ts';

type Column = readonly [name: string, value: (alert: FoundAlert) => unknown];

const columns: readonly Column[] = [
  ['time', ({ group }) => group.alert['kibana.alert.original_time'] ?? group.alert['@timestamp']],
  ['severity', ({ group }) => group.alert['kibana.alert.severity']],
  ['risk_score', ({ group }) => group.alert['kibana.alert.risk_score']],
  ['rule', ({ group }) => group.alert['kibana.alert.rule.name']],
  ['rule_id', ({ rule }) => rule.rule.rule_id],
  ['host', found => firstOf(found, hostOf)],
  ['user', found => firstOf(found, userOf)],
  ['reason', ({ group }) => group.alert['kibana.alert.reason']],
  ['tactics', ({ rule }) => rule.rule.threat.map(({ tactic }) => `${tactic.id} ${tactic.name}`).join('; ')],
  ['techniques', ({ rule }) => techniqueNames(rule.rule).join('; ')],
  ['events', ({ match }) => match.events.flatMap(event => event?.id ?? []).join('; ')],
  ['alert_id', ({ group }) => group.alert['kibana.alert.uuid']],
];

export const csvHeader: string = `${columns.map(([name]) => name).join(',')}\r\n`;

export function csvLine(found: FoundAlert): string {
  return `${columns.map(([, value]) => csvCell(value(found))).join(',')}\r\n`;
}

function firstOf({ match }: FoundAlert, read: typeof hostOf): string | undefined {
  return documentsOf(match)
    .map(read)
    .find(value => value !== undefined);
}

function techniqueNames({ threat }: Rule): string[] {
  return [...new Set(threat.flatMap(techniquesOf).map(({ id, name }) => `${id} ${name}`))];
}
