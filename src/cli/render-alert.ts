/**
 * An alert for an analyst at a terminal: what fired and where, the events on a line of time with the conditions
 * that decided, what joined them, why it counts and what to do first.
 */

import type { FoundAlert } from '../app/scan.ts';
import { formatTimestamp, parseTimestampMs } from '../event/instant.ts';
import type { Json } from '../event/json.ts';
import { type StoryEvent, tellMatch } from '../explain/match-story.ts';
import type { Rule, RuleSeverity } from '../rules/rule.ts';
import { displayWidth } from '../source/display-text.ts';
import type { Colors } from './colors.ts';
import { describeEvent, hostOf, userOf } from './describe-event.ts';
import { guideSteps } from './guide-steps.ts';
import { seconds } from './numbers.ts';
import { clip, pad, wrap } from './wrap.ts';

const GUIDE_STEPS = 3;
/** Conditions that say which events a step is about rather than why this one counts. */
const GENERIC =
  /^(event\.(category|type|action|kind|dataset)|host\.os\.(type|family|platform)|data_stream\.\w+)$/;

/** `withGuide`: why the rule exists and what to do first, which is said once a rule. */
export function renderAlert(found: FoundAlert, width: number, colors: Colors, withGuide: boolean): string {
  const { rule } = found.rule;
  const documents = found.match.events.map(event => event.document);
  const story = tellMatch(found.rule.plan, documents, found.match.joinKeys);
  const lines = [
    `${severityBadge(rule.severity, colors)} ${colors.bold(clip(ruleName(found), width - 24))}  ${colors.dim(`risk ${riskOf(found)}`)}`,
    colors.dim(clip(whereLine(found), width)),
    ...attackLines(rule).map(line => colors.dim(clip(line, width))),
    '',
  ];
  const offsets = story.events.map(event =>
    event.offsetMs === undefined ? '' : `+${seconds(event.offsetMs)}`,
  );
  const gutter = story.events.length > 1 ? Math.max(...offsets.map(displayWidth)) + 4 : 2;
  for (const [at, event] of story.events.entries()) {
    const isLast = at === story.events.length - 1;
    const head =
      story.events.length > 1 ? ` ${pad(offsets[at] ?? '', gutter - 3)} ${colors.cyan('●')} ` : '  ';
    const bar =
      story.events.length > 1 ? `${' '.repeat(gutter - 1)}${isLast ? ' ' : colors.cyan('│')}   ` : '    ';
    const document = documents[at] ?? {};
    lines.push(
      `${head}${colors.bold(clip(stepTitle(event), 40))}  ${clip(describeEvent(document), width - gutter - 24)}`,
    );
    lines.push(...conditionLines(event, width - gutter - 4, colors).map(line => `${bar}${line}`));
    if (!isLast) lines.push(bar.trimEnd());
  }
  if (story.joinedBy.length > 0) {
    const joins = story.joinedBy.map(({ paths, value }) => `${paths[0] ?? ''} = ${String(value)}`);
    const span =
      story.tookMs === undefined || story.allowedMs === undefined
        ? []
        : [`${seconds(story.tookMs)} of the ${seconds(story.allowedMs)} allowed`];
    lines.push('', ...section('joined', [...joins, ...span], width, colors));
  }
  if (withGuide) lines.push('', ...guideLines(rule, width, colors));
  return `${lines.join('\n')}\n`;
}

function guideLines(rule: Rule, width: number, colors: Colors): string[] {
  const steps = guideSteps(rule.note ?? '', GUIDE_STEPS).map((step, at) => `${at + 1}. ${step}`);
  return [
    ...section('why', [rule.description], width, colors),
    ...(steps.length === 0 ? [] : section('first', steps, width, colors)),
  ];
}

/** One line an alert, for when there are many. */
export function renderAlertLine(found: FoundAlert, width: number, colors: Colors): string {
  const { alert } = found.group;
  const time = formatAlertTime(alert['kibana.alert.original_time'] ?? alert['@timestamp']);
  const host = hostOf(found.match.events[0]?.document ?? {}) ?? '';
  const badge = severityBadge(severityOf(found), colors);
  const hostWidth = Math.max(16, Math.floor(width / 4));
  const rest = width - TIME_WIDTH - hostWidth - 11;
  return `${pad(time, TIME_WIDTH)} ${badge} ${pad(clip(host, hostWidth), hostWidth)} ${clip(ruleName(found), rest)}\n`;
}

const TIME_WIDTH = '2026-03-17T08:41:42.407Z'.length;

function formatAlertTime(time: Json | undefined): string {
  const ms = typeof time === 'string' ? parseTimestampMs(time) : undefined;
  return ms === undefined ? 'no time' : formatTimestamp(ms);
}

export function severityBadge(severity: RuleSeverity, colors: Colors): string {
  const text = severity.toUpperCase().padEnd(8);
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

function whereLine(found: FoundAlert): string {
  const documents = found.match.events.map(event => event.document);
  const [first] = tellMatch(found.rule.plan, documents, found.match.joinKeys).events;
  const time = first?.timestampMs === undefined ? undefined : formatTimestamp(first.timestampMs);
  const host = documents.map(hostOf).find(name => name !== undefined);
  const user = documents.map(userOf).find(name => name !== undefined);
  return [time, host && `host ${host}`, user && `user ${user}`].filter(Boolean).join(' · ');
}

function attackLines(rule: Rule): string[] {
  return rule.threat.map(threat => {
    const techniques = threat.technique.flatMap(technique => [technique, ...(technique.subtechnique ?? [])]);
    return [
      `ATT&CK ${threat.tactic.id} ${threat.tactic.name}`,
      ...techniques.map(t => `${t.id} ${t.name}`),
    ].join(' › ');
  });
}

/** `process start`, `network connection_attempted`; the category only once where the action begins with it. */
function stepTitle({ category, action, step }: StoryEvent): string {
  const words = [category, action].flatMap(part => part?.toLowerCase().split(' ') ?? []);
  return words.filter((word, at) => word !== words[at - 1]).join(' ') || `event ${step}`;
}

function conditionLines(event: StoryEvent, width: number, colors: Colors): string[] {
  const telling = event.conditions.filter(({ fields }) => !fields.every(({ path }) => GENERIC.test(path)));
  const shown = telling.length > 0 ? telling : event.conditions;
  const texts = shown.map(({ text }) => clip(text, Math.floor(width * 0.6)));
  const column = Math.max(...texts.map(displayWidth));
  return shown.map(({ fields }, at) => {
    const values = fields.map(({ values }) =>
      values.length === 0 ? 'missing' : values.map(String).join(', '),
    );
    return `${colors.dim(pad(texts[at] ?? '', column))}  ${clip(values.join(' · '), width - column - 2)}`;
  });
}

/** A labelled block of wrapped lines. */
function section(label: string, paragraphs: readonly string[], width: number, colors: Colors): string[] {
  const indent = 9;
  const lines = paragraphs.flatMap(paragraph => {
    const [first, ...more] = wrap(paragraph, width - indent);
    const hanging = /^\d\. /.test(paragraph) ? '   ' : '';
    return [first ?? '', ...more.map(line => hanging + line)];
  });
  return lines.map((line, at) => `  ${colors.dim((at === 0 ? label : '').padEnd(indent - 2))}${line}`);
}
