/** A profile for people: what took the time, a table of the dearest rules, and of each why and what to write instead. */
import process from 'node:process';
import type { AdvisedFilter, Profile, RuleProfile } from '../app/profile.ts';
import { percent } from '../app/profile-advice.ts';
import type { ConditionShare } from '../engine/network/network-meter.ts';
import { printPredicate } from '../plan/print-plan.ts';
import { type Colors, colorsFor } from './colors.ts';
import { counted, grouped } from './numbers.ts';
import { terminalWidth } from './terminal-width.ts';
import { clip, pad, wrap } from './wrap.ts';

/** Of each filter: witness tests, conditions that were run, and reasons that are shown. */
const MOST_TESTS = 3;
const MOST_RUNS = 2;
const MOST_OBSTACLES = 3;
const MOST_FIELDS = 3;
/** Literals of a condition. */
const MOST_LITERALS = 3;
/** Of a rule's time: a filter or condition with less is not worth a line. */
const LITTLE = 0.05;

export function renderProfile(profile: Profile, top: number): string {
  const colors = colorsFor(process.stdout);
  const width = terminalWidth();
  const shown = profile.rules.slice(0, top).filter(({ tried, ms }) => tried > 0 || ms > 0);
  const { events } = profile.counts;
  const lines = [
    ...headLines(profile, width, colors),
    '',
    colors.dim(' share   ns/event     tried  hits/1000  rule'),
    ...shown.map(rule => tableLine(rule, events, width)),
    ...restLines(profile.rules, shown.length),
    ...(shown.length === 0 ? [] : ['', colors.bold('Why, and what to write instead')]),
    ...shown.flatMap((rule, at) => ['', ...ruleLines(rule, at + 1, profile, width, colors)]),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines({ counts, fields, rules, times }: Profile, width: number, colors: Colors): string[] {
  const { finishingMs, matchingMs, measuringMs, readingMs } = times;
  const { events } = counts;
  const totalMs = readingMs + matchingMs + finishingMs;
  const perSecond = totalMs === 0 ? 0 : (events / totalMs) * 1000;
  const rulesMs = rules.reduce((sum, { ms }) => sum + ms, 0);
  const dearest = fields
    .slice(0, MOST_FIELDS)
    .filter(({ ms }) => ms > matchingMs * LITTLE)
    .map(({ ms, newValues, path }) => `${path} ${percent(ms / matchingMs)} (${grouped(newValues)} values)`);
  const line = (name: string, ms: number, of: string): string =>
    `  ${pad(name, 10)} ${inSeconds(ms).padStart(9)}  ${of}`;
  return [
    `${colors.bold(counted(events, 'event'))} in ${inSeconds(totalMs)}, ${grouped(perSecond)} a second`,
    line('reading', readingMs, 'files, mapping to ECS, doubles, fields'),
    line(
      'matching',
      matchingMs,
      `${grouped(nsPerEvent(matchingMs, events))} ns an event, ${counted(rules.length, 'rule')}`,
    ),
    line('finishing', finishingMs, 'sequences, samples, matches'),
    ...wrap(
      `Measuring took ${inSeconds(measuringMs)} more, which is in none of these. ` +
        `Of matching, ${share(rulesMs, matchingMs)} can be told apart by rule: trying filters, and the scripts, regular ` +
        'expressions and patterns that had to be run. The rest is what rules share: looking values up' +
        (dearest.length > 0 ? `, and finding literals in new ones: ${dearest.join(', ')}.` : '.'),
      width,
    ).map(text => colors.dim(text)),
  ];
}

function tableLine(
  { accepted, ms, rule, share: part, tried }: RuleProfile,
  events: number,
  width: number,
): string {
  const numbers = [
    percent(part).padStart(8),
    grouped(nsPerEvent(ms, events)).padStart(8),
    percent(tried / Math.max(1, events)).padStart(8),
    perThousand(accepted, events).padStart(9),
  ].join('  ');
  return `${numbers}  ${clip(rule.rule.name, width - numbers.length - 2)}`;
}

function restLines(rules: readonly RuleProfile[], shown: number): string[] {
  const rest = rules.slice(shown);
  const silent = rest.filter(({ tried }) => tried === 0).length;
  if (rest.length === 0) return [];
  const part = rest.reduce((sum, rule) => sum + rule.share, 0);
  return [
    `${percent(part).padStart(8)}  ${counted(rest.length, 'other rule')} together` +
      (silent > 0 ? `, ${grouped(silent)} of them never tried` : ''),
  ];
}

function ruleLines(
  { filters, ms, rule, share: part }: RuleProfile,
  number: number,
  profile: Profile,
  width: number,
  colors: Colors,
): readonly string[] {
  const telling = filters.filter(filter => filter.ms >= ms * LITTLE || filter.advice.length > 0);
  const left = filters.length - telling.length;
  const name = clip(rule.rule.name, width - 6 - String(number).length - percent(part).length);
  return [
    `${number}. ${colors.bold(name)}  ${percent(part)}`,
    colors.dim(`   ${clip(rule.rule.rule_id, width - 3)}`),
    ...telling.flatMap(filter => filterLines(filter, ms, profile.counts.events, width, colors)),
    ...(left > 0 ? [colors.dim(`   ${counted(left, 'other filter')} with hardly any of its time`)] : []),
  ];
}

function filterLines(
  filter: AdvisedFilter,
  ruleMs: number,
  events: number,
  width: number,
  colors: Colors,
): readonly string[] {
  const { accepted, advice, ms, name, shares, tried, tryMs } = filter;
  const ofRule = name === undefined ? '' : `, ${share(ms, ruleMs)} of the rule's time`;
  const each = tried === 0 ? '' : ` at ${grouped((tryMs / tried) * 1e6)} ns`;
  const head =
    `${name === undefined ? '' : `${name}: `}tried on ${percent(tried / Math.max(1, events))} of events${each}, ` +
    `accepts ${percent(accepted / Math.max(1, events))}${ofRule}`;
  const runs = shares.filter(one => one.ms > ruleMs * LITTLE);
  const indent = name === undefined ? 3 : 5;
  const told = (
    label: string,
    text: string,
    colour: (text: string) => string = identity,
  ): readonly string[] =>
    wrap(text, width - indent - LABEL).map(
      (line, at) => `${' '.repeat(indent)}${colors.dim(pad(at === 0 ? label : '', LABEL))}${colour(line)}`,
    );
  return [
    ...wrap(head, width - 3).map(line => `   ${line}`),
    ...witnessTexts(filter).flatMap((text, at) => told(at === 0 ? 'woken by' : '', text)),
    ...runs.slice(0, MOST_RUNS).flatMap(one => told('runs', runText(one, ms))),
    ...advice.flatMap(({ text }) => told('instead', text, colors.yellow)),
  ];
}

const LABEL = 10;

function witnessTexts({ obstacles, telling, witness }: AdvisedFilter): readonly string[] {
  const tests = (witness ?? [])
    .slice(0, MOST_TESTS)
    .map(
      ({ test, share: part }) =>
        `${printPredicate(test, { most: MOST_LITERALS })}  ${percent(part)} of events`,
    );
  const more = (witness?.length ?? 0) - tests.length;
  if (more > 0) tests.push(`… ${counted(more, 'more test')}, each rarer`);
  if (telling !== undefined) return tests;
  const kinds = { kind: 'the kind of event', negation: 'a `not`', computation: 'what is computed' };
  const others = obstacles.filter(({ kind }) => kind !== 'kind');
  const reasons = others
    .slice(0, MOST_OBSTACLES)
    .map(({ kind, predicate }) => `${kinds[kind]}: ${printPredicate(predicate, { most: MOST_LITERALS })}`);
  const unnamed = others.length > MOST_OBSTACLES ? [`${grouped(others.length - MOST_OBSTACLES)} more`] : [];
  const because = reasons.length === 0 ? 'it asks for nothing else' : [...reasons, ...unnamed].join('; ');
  const verdict =
    witness !== undefined
      ? `only the kind of event; beside it no witness: ${because}`
      : `no witness, it is tried on every event: ${because}`;
  return [...tests, verdict];
}

function runText({ ms, run, sharers }: ConditionShare, filterMs: number): string {
  const each = run.runs === 0 ? 0 : (run.ms / run.runs) * 1e6;
  const on = run.characters === undefined ? '' : ` on ${grouped(run.characters)} characters`;
  const shared = sharers > 1 ? `, shared by ${grouped(sharers)} filters` : '';
  return (
    `${printPredicate(run.predicate, { most: MOST_LITERALS })}  ${grouped(run.runs)} times at ${grouped(each)} ns${on}, ` +
    `held ${grouped(run.held)} times${shared}: ${share(ms, filterMs)} of the time here`
  );
}

function identity(text: string): string {
  return text;
}

function share(part: number, of: number): string {
  return percent(of === 0 ? 0 : Math.min(1, part / of));
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
