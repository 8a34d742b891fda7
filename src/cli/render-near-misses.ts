/** Near misses for a terminal: what almost fired, and the one thing that kept it from it. */
import { unreachable } from '../base/unreachable.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { JsonObject } from '../event/json.ts';
import type { WhatIf } from '../explain/change.ts';
import type { NearEvent, NearMiss, NearMissReason } from '../explain/near-miss.ts';
import { type StepPlace, stepName } from '../explain/query-steps.ts';
import type { Colors } from './colors.ts';
import { valuesText } from './condition-lines.ts';
import { cutMiddle } from './cut-middle.ts';
import { describeEvent, hostOf, titleOf } from './describe-event.ts';
import { counted, grouped, seconds, span } from './numbers.ts';
import { clip, pad, wrap, wrapAtMost } from './wrap.ts';

/** Join keys and conditions that a reason tells. */
const MOST = 6;

/** With the change of the rule that would have made it an alert, where that was reckoned. */
type ToldMiss = NearMiss & { readonly change?: WhatIf | undefined };

export function renderNearMisses(
  ruleName: string,
  misses: readonly ToldMiss[],
  width: number,
  colors: Colors,
): string {
  const lines = [
    colors.dim('─'.repeat(width)),
    ...wrap(`Near misses of “${ruleName}”: all but one thing held`, width).map(line => colors.bold(line)),
    '',
    ...misses.flatMap(miss => [...missLines(miss, width, colors), '']),
  ];
  return `${lines.join('\n')}\n`;
}

function missLines(
  { reason, events, alike, change }: ToldMiss,
  width: number,
  colors: Colors,
): readonly string[] {
  const { headline, details } = reasonText(reason);
  const more = alike > 1 ? `  (${grouped(alike)} alike)` : '';
  const text = (line: string) => `    ${clip(line, width - 4)}`;
  const { start, left, end } = cutMiddle(eventLines(events, reason, width - 4));
  const shownDetails =
    details.length > MOST ? [...details.slice(0, MOST), `… ${details.length - MOST} more`] : details;
  return [
    `  ${colors.yellow('○')} ${colors.bold(clip(headline, width - 4 - more.length))}${colors.dim(more)}`,
    ...shownDetails.map(text),
    ...(change === undefined ? [] : [text(changeText(change))]),
    ...[...start, ...(left > 0 ? [[`… ${left} more`]] : []), ...end, [whereText(events)]]
      .flat()
      .map(line => colors.dim(text(line))),
  ];
}

/** Of a condition, which stands in the line above, only what would be added. */
function changeText({ from, kind, moreAlerts, to }: WhatIf): string {
  const more = `${counted(moreAlerts, 'alert')} more`;
  return kind === 'condition' ? `with \`${to}\`: ${more}` : `${from} → ${to}: ${more}`;
}

/** The lines of each event in order of time, what had to be missing among them. */
function eventLines(
  events: readonly NearEvent[],
  reason: NearMissReason,
  width: number,
): readonly (readonly string[])[] {
  const unwanted = reason.kind === 'absent' ? reason.came : [];
  const all = [
    ...events.map(event => ({ event, mark: '' })),
    ...unwanted.map(event => ({ event, mark: 'unwanted: ' })),
  ]
    .sort((a, b) => a.event.offsetMs - b.event.offsetMs)
    .map(({ event, mark }) => ({
      offset: `${event.offsetMs < 0 ? '' : '+'}${seconds(event.offsetMs)}`,
      said: `${mark}${saidOf(event)}`,
    }));
  const column = Math.max(...all.map(({ offset }) => offset.length)) + 2;
  return all.map(({ offset, said }) =>
    wrapAtMost(said, width - column, 2).map((line, at) => `${pad(at === 0 ? offset : '', column)}${line}`),
  );
}

function saidOf({ document, id }: { readonly document: JsonObject; readonly id: string }): string {
  return describeEvent(document) || titleOf(document) || id;
}

function whereText(events: readonly NearEvent[]): string {
  const times = events.flatMap(({ timestampMs }) => timestampMs ?? []);
  const time = times.length === 0 ? 'no time' : formatTimestamp(Math.min(...times));
  const hosts = [...new Set(events.map(event => hostOf(event.document) ?? 'no host'))].join(' and ');
  return `${time} · ${hosts}`;
}

function reasonText(reason: NearMissReason): {
  readonly headline: string;
  readonly details: readonly string[];
} {
  switch (reason.kind) {
    case 'condition': {
      const { text, fields } = reason.condition;
      const found = fields.map(({ path, values }) => `${path} is ${valuesText(values)}`);
      return { headline: found.join(', '), details: [`${stepName(reason)} wants ${text}`] };
    }
    case 'maxspan':
      return {
        // Of less than a millisecond only a rule that orders by nanoseconds speaks.
        headline: `${reason.overMs < 1 ? `${grouped(reason.overMs * 1e6)} ns` : seconds(reason.overMs)} too late`,
        details: [`it took ${seconds(reason.tookMs)}, the rule allows ${span(reason.allowedMs)}`],
      };
    case 'join-key':
      return keyText(reason.values);
    case 'order':
      return {
        headline: 'in the wrong order',
        details: [`${stepName(reason)} came before ${stepName(reason.after)}`],
      };
    case 'until':
      return {
        headline: 'ended before it was complete',
        details: [`until: ${saidOf(reason.until)}`],
      };
    case 'absent':
      return {
        headline: `${reason.came.map(({ document, where }) => `${titleOf(document) || 'an event'} came ${where}`).join(' and ')}: had to be missing`,
        details: reason.came.map(
          ({ step, conditions }) =>
            `step ${step} wants none with ${conditions.map(({ text }) => text).join(' and ')}`,
        ),
      };
    case 'missing':
      return {
        headline: `no event for ${stepName(reason)}`,
        details: [`it wants ${reason.conditions.map(({ text }) => text).join(' and ')}`],
      };
    default:
      return unreachable(reason);
  }
}

/** Values with the steps that have them, so that a hundred equal ones are one line. */
function keyText(values: readonly (StepPlace & { readonly path: string; readonly value: unknown })[]): {
  readonly headline: string;
  readonly details: readonly string[];
} {
  const paths = [...new Set(values.map(({ path }) => path))];
  const byValue = new Map<unknown, StepPlace[]>();
  for (const { value, ...place } of values) byValue.set(value, [...(byValue.get(value) ?? []), place]);
  const isMissing = byValue.size === 1;
  return {
    headline: `${paths.join(' and ')} ${isMissing ? (paths.length > 1 ? 'are missing' : 'is missing') : paths.length > 1 ? 'differ' : 'differs'}`,
    details: isMissing
      ? ['nothing shows that the events belong together']
      : [...byValue].map(([value, places]) => {
          const named =
            places.length > 2
              ? `${places.length} steps have`
              : `${[...new Set(places.map(stepName))].join(' and ')} ${places.length > 1 ? 'have' : 'has'}`;
          return `${named} ${value === undefined ? 'none' : String(value)}`;
        }),
  };
}
