/**
 * An alert for an analyst at a terminal: what fired and where, the events on a line of time with the conditions
 * that decided, what joined them, why it counts and what to do first.
 */

import { guideText, readGuide } from '../alerts/guide.ts';
import { documentsOf } from '../app/finishing.ts';
import type { FoundAlert } from '../app/scan.ts';
import { formatTimestamp, parseTimestampMs } from '../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { type JoinedBy, type MatchStory, tellMatch } from '../explain/match-story.ts';
import { type Rule, type RuleSeverity, techniquesOf } from '../rules/rule.ts';
import type { Colors } from './colors.ts';
import { hostOf, userOf } from './describe-event.ts';
import { guideSteps } from './guide-steps.ts';
import { counted, seconds, span } from './numbers.ts';
import { renderStory } from './render-story.ts';
import { clip, pad, wrap } from './wrap.ts';

const GUIDE_STEPS = 3;
const TACTICS = 3;
/** Hosts or users that are named. */
const NAMES = 3;

/** `withGuide`: why the rule exists and what to do first, which is said once a rule. */
export function renderAlert(found: FoundAlert, width: number, colors: Colors, withGuide: boolean): string {
  const { rule } = found.rule;
  const documents = documentsOf(found.match);
  const story = tellMatch(found.rule.plan, documents, found.match.joinKeys);
  const badge = severityBadge(severityOf(found), colors);
  const risk = clip(`risk ${riskOf(found)}`, 12);
  const [name = '', ...nameRest] = wrap(ruleName(found), width - BADGE_WIDTH - risk.length - 3);
  const lines = [
    `${badge} ${colors.bold(name)}  ${colors.dim(risk)}`,
    ...nameRest.map(line => `${' '.repeat(BADGE_WIDTH + 1)}${colors.bold(line)}`),
    ...wrap(whereText(story, documents), width).map(line => colors.dim(line)),
    ...attackLines(rule, width).map(line => colors.dim(line)),
    '',
    ...renderStory(story, width, colors),
  ];
  const joins = [
    ...story.joinedBy.map(joinText),
    ...foundTexts(found.match, found.rule.rule),
    ...spanText(story),
  ];
  if (joins.length > 0) lines.push('', ...section(JOINED[story.kind], joins, width, colors));
  if (withGuide) lines.push('', ...guideLines(found, width, colors));
  return `${lines.join('\n')}\n`;
}

/** `host.id = a`; `source.ip = destination.ip = 10.1.2.3` where the steps call it differently. */
function joinText({ paths, value }: JoinedBy): string {
  return [...new Set(paths), String(value)].join(' = ');
}

const JOINED: { readonly [K in MatchStory['kind']]: string } = {
  events: 'joined',
  sequence: 'joined',
  sample: 'joined',
  threshold: 'group',
  'new-terms': 'new',
  indicators: 'match',
};

/** What was counted or compared. */
function foundTexts({ events, found }: FoundAlert['match'], { extra }: Rule): readonly string[] {
  switch (found?.kind) {
    case undefined:
      return [];
    case 'threshold': {
      const { cardinality = [] } = isJsonObject(extra['threshold']) ? extra['threshold'] : {};
      const [first] = [cardinality].flat() as readonly Json[];
      const field = isJsonObject(first) ? ` of ${first['field']}` : '';
      const values = found.distinct === undefined ? '' : ` with ${counted(found.distinct, 'value')}${field}`;
      return [
        `${counted(found.count, 'event')}${values}${found.count > 2 ? ', the first and the last shown' : ''}`,
      ];
    }
    case 'new-terms':
      return [`not seen since ${formatTimestamp(found.unseenSinceMs)}`];
    case 'indicators': {
      const pairs = found.pairs.map(
        ({ field, indicator, value }) => `${field} = ${value}, of indicator ${events[indicator]?.id ?? ''}`,
      );
      return [
        ...pairs.slice(0, NAMES),
        ...(pairs.length > NAMES ? [`… ${pairs.length - NAMES} more`] : []),
        ...(found.leftOut > 0 ? [`${counted(found.leftOut, 'indicator')} left out`] : []),
      ];
    }
  }
}

function spanText({ kind, entries, tookMs, allowedMs }: MatchStory): readonly string[] {
  const events = entries.filter(entry => entry.kind === 'event').length;
  if (kind === 'events' || tookMs === undefined || events < 2) return [];
  if (kind === 'threshold') return [`within ${seconds(tookMs)}`];
  if (kind === 'sample') return [`in any order, ${seconds(tookMs)} apart`];
  return [
    allowedMs === undefined
      ? `took ${seconds(tookMs)}`
      : `${seconds(tookMs)} of the ${span(allowedMs)} allowed`,
  ];
}

function guideLines({ group, match, rule: { rule } }: FoundAlert, width: number, colors: Colors): string[] {
  const guide = readGuide(rule.note ?? '', rule.origin.transform, [group.alert, ...documentsOf(match)]);
  const steps = guideSteps(guideText(guide, 'labels'), GUIDE_STEPS).map((step, at) => `${at + 1}. ${step}`);
  return [
    ...section('why', [rule.description], width, colors),
    ...(steps.length === 0 ? [] : section('first', steps, width, colors)),
  ];
}

/** One line an alert, for when there are many. */
export function renderAlertLine(found: FoundAlert, width: number, colors: Colors): string {
  const { alert } = found.group;
  const time = formatAlertTime(alert['kibana.alert.original_time'] ?? alert['@timestamp']);
  const host =
    documentsOf(found.match)
      .map(hostOf)
      .find(name => name !== undefined) ?? '';
  const badge = severityBadge(severityOf(found), colors);
  const isNarrow = width < 90;
  // The seconds' fraction is the first to go.
  const timeText = isNarrow ? time.replace(/\.\d+Z$/, 'Z') : time;
  const timeWidth = isNarrow ? '2026-03-17T08:41:42Z'.length : '2026-03-17T08:41:42.407Z'.length;
  const hostWidth = Math.max(12, Math.floor(width / 5));
  const rest = width - timeWidth - hostWidth - BADGE_WIDTH - 3;
  return `${pad(timeText, timeWidth)} ${badge} ${pad(clip(host, hostWidth), hostWidth)} ${clip(ruleName(found), rest)}\n`;
}

export const BADGE_WIDTH: number = 'CRITICAL'.length;

function formatAlertTime(time: Json | undefined): string {
  const ms = typeof time === 'string' ? parseTimestampMs(time) : undefined;
  return ms === undefined ? 'no time' : formatTimestamp(ms);
}

export function severityBadge(severity: RuleSeverity, colors: Colors): string {
  const text = severity.toUpperCase().padEnd(BADGE_WIDTH);
  switch (severity) {
    case 'critical':
      return colors.inverse(colors.red(text));
    case 'high':
      return colors.red(text);
    case 'medium':
      return colors.yellow(text);
    case 'low':
      return colors.cyan(text);
  }
}

function ruleName(found: FoundAlert): string {
  return String(found.group.alert['kibana.alert.rule.name'] ?? found.rule.rule.name);
}

function severityOf(found: FoundAlert): RuleSeverity {
  const value = found.group.alert['kibana.alert.severity'];
  return value === 'low' || value === 'medium' || value === 'high' || value === 'critical'
    ? value
    : found.rule.rule.severity;
}

function riskOf(found: FoundAlert): string {
  return String(found.group.alert['kibana.alert.risk_score'] ?? found.rule.rule.risk_score);
}

function whereText(story: MatchStory, documents: readonly JsonObject[]): string {
  const times = story.entries.flatMap(entry => (entry.kind === 'event' ? (entry.timestampMs ?? []) : []));
  const time = times.length === 0 ? 'no time' : formatTimestamp(Math.min(...times));
  return [time, named('host', documents.map(hostOf)), named('user', documents.map(userOf))]
    .filter(part => part !== undefined)
    .join(' · ');
}

/** `host a`, `hosts a, b, c … 2 more`; one name that only case tells apart is one. */
function named(what: string, names: readonly (string | undefined)[]): string | undefined {
  const distinct = new Map(names.flatMap(name => (name === undefined ? [] : [[name.toLowerCase(), name]])));
  if (distinct.size === 0) return undefined;
  const shown = [...distinct.values()].slice(0, NAMES).join(', ');
  const more = distinct.size > NAMES ? ` … ${distinct.size - NAMES} more` : '';
  return `${what}${distinct.size > 1 ? 's' : ''} ${shown}${more}`;
}

function attackLines(rule: Rule, width: number): readonly string[] {
  const lines = rule.threat.slice(0, TACTICS).flatMap(threat => {
    const techniques = techniquesOf(threat);
    const path = [`${threat.tactic.id} ${threat.tactic.name}`, ...techniques.map(t => `${t.id} ${t.name}`)];
    const [first = '', ...more] = wrap(`ATT&CK ${path.join(' › ')}`, width - 7);
    return [first, ...more.map(line => `       ${line}`)];
  });
  const left = rule.threat.length - TACTICS;
  return left > 0 ? [...lines, `       … ${left} more`] : lines;
}

/** A labelled block of wrapped lines. */
function section(label: string, paragraphs: readonly string[], width: number, colors: Colors): string[] {
  const indent = 9;
  const lines = paragraphs.flatMap(paragraph => {
    const hanging = /^\d\. /.test(paragraph) ? '   ' : '';
    const [first, ...more] = wrap(paragraph, width - indent - hanging.length);
    return [first ?? '', ...more.map(line => hanging + line)];
  });
  return lines.map((line, at) => `  ${colors.dim((at === 0 ? label : '').padEnd(indent - 2))}${line}`);
}
