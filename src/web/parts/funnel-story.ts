/** A funnel in words: where events went, and by how much the nearest one missed. Pure. */
import type { Funnel, FunnelCounts, FunnelSequences, FunnelStep } from '../server/preview.ts';
import { durationText } from './time-text.ts';

export interface FunnelRow {
  readonly text: string;
  /** Null: not counted. */
  readonly passed: number | null;
  /** How many of those that came to it ended here. */
  readonly dropped: number | null;
  /** Events that this condition alone kept out of the step. */
  readonly alone: number;
  /** Of all that were asked, from 0 to 1. */
  readonly share: number;
}

export function funnelRows({ asked, conditions }: FunnelStep): readonly FunnelRow[] {
  let before = asked;
  return conditions.map(({ failedAlone, passed, text }) => {
    const dropped = before === null || passed === null ? null : before - passed;
    before = passed;
    const share = passed === null || asked === null || asked === 0 ? 0 : passed / asked;
    return { text, passed, dropped, alone: failedAlone, share };
  });
}

export function roleText({ role, step }: FunnelStep, steps: number): string {
  if (role === 'until') return 'until';
  const name = steps === 1 ? 'Events' : `Step ${step}`;
  return role === 'absent' ? `${name}, must be missing` : name;
}

/** `2 pass`, `2 pass, 3 more lack a join key` */
export function hitsText({ hits, lackKey }: FunnelStep): string {
  const lacking = lackKey === 0 ? '' : `, ${count(lackKey)} more lack a join key`;
  return `${count(hits)} ${hits === 1 ? 'passes' : 'pass'}${lacking}`;
}

/** How the sequences that began came on and ended, a line each. */
export function sequenceLines({
  began,
  ends,
  leastLateMs,
  maxspanMs,
  reached,
}: FunnelSequences): readonly string[] {
  const span = maxspanMs === undefined ? 'the maxspan' : durationText(maxspanMs);
  const late =
    leastLateMs === undefined ? '' : `, the nearest at ${durationText((maxspanMs ?? 0) + leastLateMs)}`;
  const lines: readonly (readonly [number, string])[] = [
    [ends.waiting, 'waited for an event that did not come'],
    [ends.late, `came later than ${span}${late}`],
    [ends.replaced, 'gave way to a newer beginning'],
    [ends.until, 'were ended by `until`'],
    [ends.absent, 'were ended by an event that had to be missing'],
    [ends.matched, ends.matched === 1 ? 'is complete' : 'are complete'],
  ];
  return [
    `${count(began)} began`,
    ...reached.slice(1).map((number, at) => `${count(number)} came to step ${at + 2}`),
    ...lines.flatMap(([number, text]) => (number === 0 ? [] : [`${count(number)} ${text}`])),
  ];
}

export function countLines(counts: FunnelCounts): readonly string[] {
  switch (counts.kind) {
    case 'threshold':
      return [
        `${count(counts.groups)} ${counts.groups === 1 ? 'group' : 'groups'}, counted over ${durationText(counts.windowMs)}`,
        ...counts.closest.map(({ distinct, group, isEnough, most, wanted }) => {
          const also =
            distinct === undefined
              ? ''
              : `, ${count(distinct.found)} of ${count(distinct.wanted)} values of ${distinct.field}`;
          const name = group.length === 0 ? 'all events' : group.map(String).join(', ');
          return `${name}: ${count(most)} of ${count(wanted)}${also}${isEnough ? '' : ', not enough'}`;
        }),
      ];
    case 'new-terms':
      return [
        `${count(counts.values)} different values, of ${durationText(counts.historyMs)} of history`,
        ...counts.known.map(
          ({ agoMs, value }) => `${value.map(String).join(', ')}: seen ${durationText(agoMs)} before`,
        ),
      ];
    case 'indicators':
      return counts.groups.map(
        ({ events, fields, inCommon, indicators }) =>
          `${fields.join(' and ')}: ${count(events)} events, ${count(indicators)} indicators, ${count(inCommon)} values in common`,
      );
  }
}

/** Of how many events the numbers speak. */
export function extentText({ events, eventsInWindow, isPartial, sampled }: Funnel): string {
  const all = eventsInWindow === null ? '' : ` of ${count(eventsInWindow)}`;
  if (sampled !== undefined) {
    const how = sampled.how === 'first' ? 'the first' : 'a sample of';
    return `${how} ${count(events ?? 0)}${all} events`;
  }
  if (events === null) return `${count(eventsInWindow ?? 0)} events`;
  return isPartial ? `${count(events)}${all} events so far` : `all ${count(events)} events`;
}

export function count(number: number): string {
  return number.toLocaleString('en');
}
