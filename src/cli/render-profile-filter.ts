/** Of one filter in a profile: what wakes it, what had to be run, what its hits cost, and what to write instead. */
import type { AdvisedFilter } from '../app/profile.ts';
import { percent } from '../app/profile-advice.ts';
import type { ToldObstacle, WitnessTest } from '../app/profile-filters.ts';
import type { ConditionShare } from '../engine/network/network-meter.ts';
import { printPredicate } from '../plan/print-plan.ts';
import type { Colors } from './colors.ts';
import { counted, grouped } from './numbers.ts';
import { clip, pad, wrap } from './wrap.ts';

/** Witness tests, conditions that were run, and obstacles of one sort that are shown. */
const MOST_TESTS = 3;
const MOST_RUNS = 2;
const MOST_OBSTACLES = 2;
const LONGEST_OBSTACLE = 70;
/** Literals of a condition. */
const MOST_LITERALS = 3;
/** Of a rule's time: what took less is not worth a line. */
const LITTLE = 0.05;
/** Columns before the text of a line. */
const LABEL = 10;

type Teller = (label: string, text: string) => readonly string[];

/** @param rule its time, and the events that there were. */
export function filterLines(
  filter: AdvisedFilter,
  rule: { readonly ms: number; readonly events: number },
  width: number,
  colors: Colors,
): readonly string[] {
  const { accepted, advice, hitMs, ms, name, shares } = filter;
  const indent = name === undefined ? 3 : 5;
  const tell =
    (colour: (text: string) => string): Teller =>
    (label, text) =>
      wrap(text, width - indent - LABEL).map(
        (line, at) => `${' '.repeat(indent)}${colors.dim(pad(at === 0 ? label : '', LABEL))}${colour(line)}`,
      );
  const told = tell(text => text);
  const runs = shares.filter(one => one.ms > rule.ms * LITTLE).slice(0, MOST_RUNS);
  const each = accepted === 0 ? 0 : (hitMs / accepted) * 1e6;
  return [
    ...wrap(headText(filter, rule), width - 3).map(line => `   ${line}`),
    ...witnessLines(filter, told),
    ...runs.flatMap(one => told('runs', runText(one, ms))),
    ...(hitMs > rule.ms * LITTLE
      ? told('hits', `${grouped(each)} ns each, for keys and time: ${share(hitMs, ms)} of the time here`)
      : []),
    ...advice.flatMap(({ text }) => tell(colors.yellow)('instead', text)),
  ];
}

function headText(
  { accepted, ms, name, tried, tryMs }: AdvisedFilter,
  rule: { readonly ms: number; readonly events: number },
): string {
  const each = tried === 0 ? '' : ` at ${grouped((tryMs / tried) * 1e6)} ns`;
  return (
    `${name === undefined ? '' : `${name}: `}tried on ${share(tried, rule.events)} of events${each}, ` +
    `accepts ${share(accepted, rule.events)}` +
    (accepted > tried ? ' (most without a try: fields of few values decide)' : '') +
    (name === undefined ? '' : `; ${share(ms, rule.ms)} of the rule's time`)
  );
}

/** What wakes the filter among all events and, where that only says of which kind they are, among those. */
function witnessLines({ obstacles, telling, witness }: AdvisedFilter, told: Teller): readonly string[] {
  const list = (label: string, tests: readonly WitnessTest[]): readonly string[] =>
    testTexts(tests).flatMap((text, at) => told(at === 0 ? label : '', text));
  if (witness === undefined)
    return told('woken by', `nothing: it is tried on every event, because ${restText(obstacles, '')}`);
  const first = list('woken by', witness);
  if (telling === undefined)
    return [...first, ...told('', `which is only the kind of event; ${restText(obstacles, ' else')}`)];
  const isSame = telling.every(({ test }) => witness.some(other => other.test === test));
  return isSame ? first : [...first, ...list('and by', telling)];
}

/** Tests that were never true are counted, unless there are no others. */
function testTexts(tests: readonly WitnessTest[]): readonly string[] {
  const trueOnes = tests.filter(test => test.share > 0);
  const shown = (trueOnes.length > 0 ? trueOnes : tests).slice(0, MOST_TESTS);
  const texts = shown.map(({ isDerived, share: part, test }) => {
    const text = `${printPredicate(test, { most: MOST_LITERALS })} · ${percent(part)} of events`;
    return isDerived ? `what its regular expression has in common: ${text}` : text;
  });
  const more = tests.length - shown.length;
  if (more === 0) return texts;
  const often = trueOnes.length > shown.length ? 'each rarer' : 'never true';
  return [...texts, `or ${counted(more, 'more test')}, ${often}`];
}

/** What the filter asks beside that by which it could be selected: `it only excludes A; B, and computes C`. */
function restText(obstacles: readonly ToldObstacle[], beside: string): string {
  const list = (wanted: ToldObstacle['kind'], verb: string): string[] => {
    const found = obstacles.filter(({ kind }) => kind === wanted);
    if (found.length === 0) return [];
    const texts = found
      .slice(0, MOST_OBSTACLES)
      .map(({ predicate }) => clip(printPredicate(predicate, { most: MOST_LITERALS }), LONGEST_OBSTACLE));
    const more = found.length > MOST_OBSTACLES ? [`${grouped(found.length - MOST_OBSTACLES)} more`] : [];
    return [`${verb} ${[...texts, ...more].join('; ')}`];
  };
  const parts = [...list('negation', 'excludes by'), ...list('computation', 'computes')];
  if (parts.length === 0) return `it asks for nothing${beside}`;
  const isOneSide = obstacles.some(({ isAlternative }) => isAlternative);
  return `${isOneSide ? 'one side of an `or`' : 'it'} only ${parts.join(', and ')}`;
}

function runText({ ms, run, sharers }: ConditionShare, filterMs: number): string {
  const each = run.runs === 0 ? 0 : (run.ms / run.runs) * 1e6;
  const on = run.characters === undefined ? '' : ` on ${grouped(run.characters)} characters`;
  const shared = sharers > 1 ? `, shared by ${grouped(sharers)} filters` : '';
  return (
    `${printPredicate(run.predicate, { most: MOST_LITERALS })} · ${grouped(run.runs)} times at ${grouped(each)} ns${on}, ` +
    `held ${grouped(run.held)} times${shared}: ${share(ms, filterMs)} of the time here`
  );
}

/** `12.3 %`, of which there is never more than all. */
function share(part: number, of: number): string {
  return percent(of === 0 ? 0 : Math.min(1, part / of));
}
