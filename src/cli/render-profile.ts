/** A profile for people: what took the time, a table of the dearest rules, and of each why and what to write instead. */
import process from 'node:process';
import type { Profile, RuleProfile } from '../app/profile.ts';
import { percent } from '../app/profile-advice.ts';
import { type Colors, colorsFor } from './colors.ts';
import { counted, grouped } from './numbers.ts';
import { filterLines } from './render-profile-filter.ts';
import { terminalWidth } from './terminal-width.ts';
import { clip, pad, wrap } from './wrap.ts';

const MOST_FIELDS = 3;
/** Of the time of a rule, or of matching: a filter or field with less is not worth a line. */
const LITTLE = 0.05;

/** Until then most of the time goes into what is done once. */
const WARM_MS = 200;

export function renderProfile(profile: Profile, top: number): string {
  const colors = colorsFor(process.stdout);
  const width = terminalWidth();
  const { counts, rules } = profile;
  const shown = rules.slice(0, top).filter(({ tried, ms }) => tried > 0 || ms > 0);
  const lines = [
    ...headLines(profile, width, colors),
    '',
    colors.dim('   share  ns/event     tried  hits/1000  rule'),
    ...shown.map(rule => tableLine(rule, counts.events, width)),
    ...restLines(rules.slice(shown.length)),
    ...(shown.length === 0 ? [] : ['', colors.bold('Why, and what to write instead')]),
    ...shown.flatMap((rule, at) => ['', ...ruleLines(rule, at + 1, counts.events, width, colors)]),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines({ counts, fields, rules, times }: Profile, width: number, colors: Colors): string[] {
  const { finishingMs, matchingMs, measuringMs, readingMs } = times;
  const { events } = counts;
  const totalMs = readingMs + matchingMs + finishingMs;
  const perSecond = totalMs === 0 ? 0 : (events / totalMs) * 1000;
  const rulesMs = rules.reduce((sum, { ms }) => sum + ms, 0);
  const ofMatching = (ms: number): string => percent(matchingMs === 0 ? 0 : Math.min(1, ms / matchingMs));
  const dearest = fields
    .filter(({ ms }) => ms > matchingMs * LITTLE)
    .slice(0, MOST_FIELDS)
    .map(({ ms, newValues, path }) => `${path} ${ofMatching(ms)} (${counted(newValues, 'value')})`);
  const line = (name: string, ms: number, of: string): string =>
    clip(`  ${pad(name, 10)} ${inSeconds(ms).padStart(9)}  ${of}`, width);
  const each = `${grouped(nsPerEvent(matchingMs, events))} ns an event, ${counted(rules.length, 'rule')}`;
  const told =
    `Measuring took ${inSeconds(measuringMs)} more, which is in none of these. Of matching, ${ofMatching(rulesMs)} ` +
    'is caused by single rules: by trying filters, by scripts, regular expressions and patterns that had to be run, ' +
    'and by hits. The rest is work that rules share, mostly looking values up' +
    (dearest.length > 0 ? `, and finding literals in new ones: ${dearest.join(', ')}.` : '.') +
    (events > 0 && matchingMs < WARM_MS
      ? ' So short a run is mostly warming up: more events tell more.'
      : '');
  return [
    `${colors.bold(counted(events, 'event'))} in ${inSeconds(totalMs)}, ${grouped(perSecond)} a second`,
    line('reading', readingMs, 'files, mapping to ECS, doubles, fields'),
    line('matching', matchingMs, each),
    line('finishing', finishingMs, 'sequences, samples, matches'),
    ...wrap(told, width).map(text => colors.dim(text)),
  ];
}

function tableLine({ accepted, ms, rule, share, tried }: RuleProfile, events: number, width: number): string {
  const numbers = [
    percent(share).padStart(8),
    grouped(nsPerEvent(ms, events)).padStart(8),
    percent(tried / Math.max(1, events)).padStart(8),
    perThousand(accepted, events).padStart(9),
  ].join('  ');
  return `${numbers}  ${clip(rule.rule.name, width - numbers.length - 2)}`;
}

function restLines(rest: readonly RuleProfile[]): string[] {
  if (rest.length === 0) return [];
  const silent = rest.filter(({ tried }) => tried === 0).length;
  const share = rest.reduce((sum, rule) => sum + rule.share, 0);
  const never = silent > 0 ? `, ${grouped(silent)} of them never tried` : '';
  return [`${percent(Math.min(1, share)).padStart(8)}  ${counted(rest.length, 'other rule')}${never}`];
}

function ruleLines(
  { filters, ms, rule, share }: RuleProfile,
  number: number,
  events: number,
  width: number,
  colors: Colors,
): readonly string[] {
  const shown = filters.filter(filter => filter.ms >= ms * LITTLE || filter.advice.length > 0);
  const left = filters.length - shown.length;
  const place = `${number}. `;
  const part = `  ${percent(share)}`;
  return [
    `${place}${colors.bold(clip(rule.rule.name, width - place.length - part.length))}${part}`,
    colors.dim(`   ${clip(rule.rule.rule_id, width - 3)}`),
    ...shown.flatMap(filter => filterLines(filter, { ms, events }, width, colors)),
    ...(left > 0 ? [colors.dim(`   ${counted(left, 'other filter')} with hardly any of its time`)] : []),
  ];
}

function nsPerEvent(ms: number, events: number): number {
  return events === 0 ? 0 : (ms / events) * 1e6;
}

function perThousand(count: number, events: number): string {
  const value = events === 0 ? 0 : (count / events) * 1000;
  return value === 0 ? '0' : value < 0.01 ? '< 0.01' : value.toFixed(2);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
