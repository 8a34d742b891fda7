/**
 * What to write instead, and the numbers that say so. Each kind of advice has a bound below which it is not given:
 * a rule that is tried on one event in a thousand is well written, whatever it looks like.
 */
import type { RunCondition } from '../engine/network/network-meter.ts';
import type { FieldTest, Predicate } from '../plan/predicate.ts';
import { printPredicate } from '../plan/print-plan.ts';
import type { QueryPlan } from '../plan/query.ts';
import type { FilterProfile, ToldObstacle, WitnessTest } from './profile-filters.ts';

export interface Advice {
  readonly kind: /** No value selects the filter: it is tried on all events of a kind, or on all. */
    | 'select-by-value'
    /** The value that selects it is one that many events have. */
    | 'select-by-rarer-value'
    /** Most of its time goes into one condition that has to be run. */
    | 'dear-condition'
    /** It accepts so many events that what follows has much to do. */
    | 'accepts-much';
  readonly text: string;
}

interface Total {
  readonly events: number;
  readonly matchingMs: number;
}

/** Tries that led to nothing, as a share of all events. */
const MUCH_IN_VAIN = 0.05;
/** Of the time of matching. */
const MUCH_TIME = 0.005;
/** Of the time of the filter, in one condition. */
const MOST_OF_TIME = 0.4;
/** Milliseconds a run: a condition that is run for less is cheap. */
const DEAR_RUN = 0.0003;
/** Of all events: accepted by a step of a sequence, and by a rule of single events. */
const MUCH_OF_STEP = 0.05;
const MUCH_OF_RULE = 0.01;
/** Literals shown of a list. */
const MOST_LITERALS = 2;

export function adviceOn(filter: FilterProfile, plan: QueryPlan, total: Total): readonly Advice[] {
  if (total.events === 0) return [];
  // Whoever selects by a rarer value spares the dear condition as well.
  const first = selectionAdvice(filter, total) ?? conditionAdvice(filter, total);
  return [first, amountAdvice(filter, plan, total)].filter(one => one !== undefined);
}

function selectionAdvice(filter: FilterProfile, { events }: Total): Advice | undefined {
  const { accepted, obstacles, telling, tried } = filter;
  if ((tried - accepted) / events < MUCH_IN_VAIN) return undefined;
  const today = `today ${percent(tried / events)} of all events are tried and ${percent(accepted / events)} accepted`;
  if (telling === undefined)
    return { kind: 'select-by-value', text: `${unselectedText(filter, obstacles)}; ${today}` };
  const [broadest] = telling;
  if (broadest === undefined || broadest.share < MUCH_IN_VAIN) return undefined;
  return {
    kind: 'select-by-rarer-value',
    text: `${broadText(broadest)}: narrow it, or add ${conditionToAdd(filter)}; ${today}`,
  };
}

/** Why nothing selects, from what stands in the way, and what would. */
function unselectedText(filter: FilterProfile, obstacles: readonly ToldObstacle[]): string {
  const alternative = obstacles.find(({ isAlternative }) => isAlternative);
  if (alternative !== undefined) {
    const side = textOf(alternative.predicate);
    return `the \`or\` is no narrower than its widest side, and ${side} ${whyNot(alternative)}: give that side ${conditionToAdd(filter)}`;
  }
  const computation = obstacles.find(({ kind }) => kind === 'computation');
  if (computation !== undefined && computation.predicate.kind === 'regex') {
    const { path } = computation.predicate.field;
    return `${textOf(computation.predicate)} ${whyNot(computation)}: a literal beside it (\`${path} : "*…*"\`) would let most events pass by`;
  }
  if (computation !== undefined)
    return `${textOf(computation.predicate)} ${whyNot(computation)}: add ${conditionToAdd(filter)} beside it`;
  const negation = obstacles.find(({ kind }) => kind === 'negation');
  if (negation !== undefined)
    return `${textOf(negation.predicate)} ${whyNot(negation)}: add ${conditionToAdd(filter)}`;
  const asks = filter.witness === undefined ? 'for nothing' : 'only for the kind of event';
  return `it asks ${asks}: add ${conditionToAdd(filter)}`;
}

function whyNot({ kind, predicate }: ToldObstacle): string {
  if (kind === 'negation') return 'alone excludes and never selects';
  if (kind === 'kind') return 'only says of which kind an event is';
  return predicate.kind === 'regex'
    ? 'has no literal that all its texts share, by which an event could be passed over'
    : 'is a script, which is computed for each event that comes to it';
}

function broadText({ isDerived, share, test }: WitnessTest): string {
  if (isDerived)
    return `what the texts of its regular expression have in common, ${textOf(test)}, is true in ${percent(share)} of all events`;
  const isAny = test.kind === 'exists' || (test.kind === 'like' && test.patterns.some(isOnlyStars));
  const holds = isAny ? 'asks only that there is a value, which is so' : 'is true';
  return `${textOf(test)} ${holds} in ${percent(share)} of all events`;
}

/** Fields by which events of a category are told apart best. */
const TELLING_FIELDS: { readonly [category: string]: readonly string[] } = {
  process: ['process.name', 'process.args', 'process.parent.name'],
  file: ['file.extension', 'file.name', 'process.name'],
  registry: ['registry.path', 'registry.value', 'process.name'],
  network: ['process.name', 'destination.port', 'destination.ip'],
  library: ['dll.name', 'process.name'],
  driver: ['dll.name', 'driver.name'],
  authentication: ['user.name', 'event.code'],
  iam: ['user.name', 'event.code'],
};

function conditionToAdd({ categories, telling = [] }: FilterProfile): string {
  const [category] = categories;
  const known = categories.length === 1 && category !== undefined ? (TELLING_FIELDS[category] ?? []) : [];
  const field = known.find(path => !telling.some(({ test }) => test.field.path === path));
  return field === undefined
    ? 'a condition that must hold, on a field of which few events have the value'
    : `a condition on ${field} that must hold`;
}

function conditionAdvice(filter: FilterProfile, { matchingMs }: Total): Advice | undefined {
  const [dearest] = filter.shares;
  if (dearest === undefined || filter.ms < matchingMs * MUCH_TIME) return undefined;
  const { run, ms } = dearest;
  // Others are a look-up or little more.
  if (!['like', 'regex', 'script'].includes(run.predicate.kind)) return undefined;
  if (ms < filter.ms * MOST_OF_TIME || run.ms / run.runs < DEAR_RUN) return undefined;
  // What mostly holds would not be spared by anything that stands before it.
  if (run.held > run.runs / 2) return undefined;
  const often = `it was run ${count(run.runs)} times and held ${count(run.held)} times`;
  return { kind: 'dear-condition', text: `${runText(run)}; ${often}` };
}

function runText({ predicate, characters }: RunCondition): string {
  const text = textOf(predicate);
  const spare = 'what a look-up answers is asked before it, so one more such condition that fails spares it';
  if (predicate.kind === 'like') {
    const pattern = weakestOf(predicate);
    const length = characters === undefined ? '' : ` (of ${Math.round(characters)} characters on average)`;
    return pattern === undefined
      ? `${text} has to be run on each new value${length}`
      : `${text} has to be run on each new value${length} in which a longest literal occurs, ` +
          `and \`"${pattern.pattern}"\` has no longer one than \`${pattern.literal}\`: ` +
          'a longer literal, or a shorter field, is found less often';
  }
  const what = predicate.kind === 'regex' ? 'regular expression' : 'script';
  return `the ${what} ${text} takes most of its time: ${spare}`;
}

/** The pattern that is run most easily for nothing: the one whose longest literal is the shortest. */
function weakestOf({
  patterns,
}: Extract<FieldTest, { kind: 'like' }>): { readonly pattern: string; readonly literal: string } | undefined {
  let weakest: { readonly pattern: string; readonly literal: string } | undefined;
  for (const pattern of patterns) {
    const pieces = pattern.split(/[*?]+/).filter(piece => piece !== '');
    // One literal at one place is found by a look-up.
    if (pieces.length < 2 && !pattern.includes('?')) continue;
    const literal = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
    if (weakest === undefined || literal.length < weakest.literal.length) weakest = { pattern, literal };
  }
  return weakest;
}

function amountAdvice(
  { accepted, name, role }: FilterProfile,
  plan: QueryPlan,
  total: Total,
): Advice | undefined {
  const share = accepted / total.events;
  if (role === 'event') {
    if (share < MUCH_OF_RULE) return undefined;
    const limited = (plan.limits ?? []).length > 0 ? ' before its pipes' : ', each an alert';
    return { kind: 'accepts-much', text: `it accepts ${percent(share)} of all events${limited}: narrow it` };
  }
  if (share < MUCH_OF_STEP) return undefined;
  return {
    kind: 'accepts-much',
    text: `${name} accepts ${percent(share)} of all events: narrow it, or it fills memory, as each is kept until it is known whether others join it`,
  };
}

function textOf(predicate: Predicate): string {
  return `\`${printPredicate(predicate, { most: MOST_LITERALS })}\``;
}

function isOnlyStars(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

/** 0.312 -> `31.2 %`; what is not nought does not look like it. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths === 0) return '0 %';
  if (hundredths < 0.01) return '< 0.01 %';
  return `${hundredths < 1 ? hundredths.toFixed(2) : hundredths.toFixed(1)} %`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
