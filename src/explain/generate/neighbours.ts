/**
 * Neighbours of a generated stream: each differs from it in one thing, and must not fire for just that reason. For each
 * condition of each step an event that fails it and no other; and what the finisher asks: an event too late, another
 * key, the wrong order, an event of `until`, one that had to be missing, one event or value too few.
 */
import type { Predicate } from '../../plan/predicate.ts';
import type { QueryPlan, SequencePlan, Step } from '../../plan/query.ts';
import { conditionsToRead } from '../condition.ts';
import { evaluateDocument } from '../document-evaluation.ts';
import type { ChainEndKind } from '../explanation.ts';
import { placesOf, stepName } from '../query-steps.ts';
import { type DraftEvent, keys, keyValuesOf, movedKeys } from './generated-stream.ts';
import { solveFilter } from './solve-filter.ts';
import { typicalValues } from './value-examples.ts';

export interface Neighbour {
  /** What it differs in, in words. */
  readonly what: string;
  readonly drafts: readonly DraftEvent[];
  /** How many alerts it must give: mostly none. */
  readonly alerts: number;
  /** The condition that alone must have failed, by position among those of the step. */
  /** Of a sequence: one of the ways in which the explanation must say that one ended. */
  readonly ends?: readonly ChainEndKind[];
  readonly failing?: { readonly step: number; readonly condition: number };
}

export interface Neighbours {
  readonly neighbours: readonly Neighbour[];
  /** Conditions that cannot fail alone, as others imply them: told, as a rule may do without them. */
  readonly implied: readonly string[];
}

/** Conditions of one step that get a neighbour; some rules exclude hundreds of things. */
const MOST_CONDITIONS = 200;

export function neighboursOf(plan: QueryPlan, drafts: readonly DraftEvent[]): Neighbours {
  const neighbours: Neighbour[] = [];
  const implied: string[] = [];
  const isJoined = plan.kind === 'sequence' || plan.kind === 'sample' || plan.kind === 'indicators';
  const steps = filteredSteps(plan);
  for (const [step, { by, filter }] of steps.entries()) {
    const draft = drafts[step];
    if (step === 0 && isItsOwnEvent(plan, drafts)) continue;
    // The repetitions of a step are one step.
    if (draft === undefined || (placesOf(plan, 'present')[step]?.run?.number ?? 1) > 1) continue;
    const conditions = conditionsToRead(filter).slice(0, MOST_CONDITIONS);
    const name = nameOf(plan, step);
    const forced = keyValuesOf(by, draft.document);
    for (const [condition, { predicate, text }] of conditions.entries()) {
      const others: readonly Predicate[] = conditions.map((other, at) =>
        at === condition ? { kind: 'not', term: predicate } : other.predicate,
      );
      const solved = solveFilter({ kind: 'all', terms: others }, isJoined ? { forced } : {});
      if (solved.kind === 'unsolved') implied.push(`${name}${text}`);
      else
        neighbours.push({
          what: `${name}not ${text}`,
          drafts: drafts.with(step, { ...draft, document: solved.document }),
          alerts: 0,
          failing: { step, condition },
        });
    }
  }
  return { neighbours: [...neighbours, ...ofFinisher(plan, drafts)], implied };
}

/** The steps whose events are in the stream, in its order; of a threshold its first event. */
function filteredSteps(plan: QueryPlan): readonly Step[] {
  switch (plan.kind) {
    case 'sequence':
    case 'sample':
      return plan.steps;
    case 'events':
      return [{ filter: plan.filter, by: [] }];
    case 'new-terms':
      return [{ filter: plan.filter, by: keys(plan.terms) }];
    case 'threshold':
      return [{ filter: plan.filter, by: keys(plan.by) }];
    case 'indicators': {
      const pairs = plan.groups[0]?.filter(({ negate }) => !negate) ?? [];
      return [
        { filter: plan.filter, by: keys(pairs.map(({ event }) => event)) },
        { ...plan.indicators, by: keys(pairs.map(({ indicator }) => indicator)) },
      ];
    }
  }
}

/** An indicator that passes the filter of events matches itself, whatever the event is. */
function isItsOwnEvent(plan: QueryPlan, drafts: readonly DraftEvent[]): boolean {
  const [event] = filteredSteps(plan);
  const indicator = drafts[1];
  return (
    plan.kind === 'indicators' && event !== undefined && indicator !== undefined && passes(event, indicator)
  );
}

function nameOf(plan: QueryPlan, step: number): string {
  const place = placesOf(plan, 'present')[step];
  return (plan.kind === 'sequence' || plan.kind === 'sample') && place !== undefined
    ? `${stepName(place)}: `
    : plan.kind === 'indicators' && step === 1
      ? 'indicator: '
      : '';
}

function ofFinisher(plan: QueryPlan, drafts: readonly DraftEvent[]): readonly Neighbour[] {
  switch (plan.kind) {
    case 'sequence':
      return [
        ...tooLate(plan, drafts),
        ...otherKeys(plan.steps, drafts).map((one): Neighbour => ({ ...one, ends: ['waiting', 'replaced'] })),
        ...wrongOrder(plan, drafts),
        ...ended(plan, drafts),
        ...unwanted(plan, drafts),
      ];
    case 'sample':
      return otherKeys(plan.steps, drafts);
    case 'threshold': {
      const last = drafts.at(-1);
      const apart = { what: 'one event beyond the window', alerts: 0 };
      return [
        { what: 'one event too few', drafts: drafts.slice(0, -1), alerts: 0 },
        ...(last === undefined || drafts.length < 2
          ? []
          : [{ ...apart, drafts: drafts.with(-1, { ...last, atMs: plan.windowMs + 1 }) }]),
      ];
    }
    case 'new-terms': {
      const [draft] = drafts;
      if (draft === undefined) return [];
      const again = { ...draft, atMs: draft.atMs + Math.min(1000, plan.historyMs) };
      return [{ what: 'seen before: told once', drafts: [draft, again], alerts: 1 }];
    }
    case 'indicators':
      return isItsOwnEvent(plan, drafts) ? [] : otherKeys(filteredSteps(plan), drafts);
    case 'events':
      return [];
  }
}

/** The last event one millisecond beyond the maxspan; and just within, which must fire. */
function tooLate({ maxspanMs }: SequencePlan, drafts: readonly DraftEvent[]): readonly Neighbour[] {
  const last = drafts.at(-1);
  if (maxspanMs === undefined || last === undefined || drafts.length < 2) return [];
  return [
    {
      what: 'the last event 1 ms beyond maxspan',
      drafts: drafts.with(-1, { ...last, atMs: maxspanMs + 1 }),
      alerts: 0,
      ends: ['late'],
    },
    {
      what: 'the last event just within maxspan',
      drafts: drafts.with(-1, { ...last, atMs: maxspanMs }),
      alerts: 1,
    },
  ];
}

/** The last event under another value of one key. */
function otherKeys(steps: readonly Step[], drafts: readonly DraftEvent[]): readonly Neighbour[] {
  const at = steps.length - 1;
  const [step, draft] = [steps[at], drafts[at]];
  if (step === undefined || draft === undefined || at === 0) return [];
  return step.by.flatMap(({ field }) => {
    const forced = new Map(keyValuesOf(step.by, draft.document));
    const own = forced.get(field.path)?.value;
    for (const value of [...typicalValues(field.type), 'another-key']) {
      if (value === own || (value === 'another-key' && field.type !== 'keyword')) continue;
      forced.set(field.path, { field, value });
      const solved = solveFilter(step.filter, { forced });
      if (solved.kind === 'unsolved') continue;
      const changed = { ...draft, document: solved.document };
      return [
        { what: `another ${field.path} in the last event`, drafts: drafts.with(at, changed), alerts: 0 },
      ];
    }
    return [];
  });
}

/** The first two events in each other's place, where neither could stand there. */
function wrongOrder({ steps }: SequencePlan, drafts: readonly DraftEvent[]): readonly Neighbour[] {
  const [first, second] = drafts;
  const [one, other] = steps;
  if (first === undefined || second === undefined || one === undefined || other === undefined) return [];
  if (passes(other, first) || passes(one, second)) return [];
  const swapped = [{ ...first, atMs: second.atMs }, { ...second, atMs: first.atMs }, ...drafts.slice(2)];
  return [{ what: 'steps 1 and 2 in the wrong order', drafts: swapped, alerts: 0 }];
}

/** An event of `until` just before the last. */
function ended({ until, steps }: SequencePlan, drafts: readonly DraftEvent[]): readonly Neighbour[] {
  const [first, last] = [drafts[0], drafts.at(-1)];
  if (until === undefined || first === undefined || last === undefined || drafts.length < 2) return [];
  const forced = movedKeys(keyValuesOf(steps[0]?.by ?? [], first.document), steps[0]?.by ?? [], until.by);
  const solved = solveFilter(until.filter, { forced });
  if (solved.kind === 'unsolved') return [];
  const end = { document: solved.document, atMs: last.atMs - 1 };
  return [
    { what: 'an event of until before the last', drafts: [...drafts, end], alerts: 0, ends: ['until'] },
  ];
}

/** The event that had to be missing, there; where it had to be missing on both sides, on both. */
function unwanted(plan: SequencePlan, drafts: readonly DraftEvent[]): readonly Neighbour[] {
  const { absent = [], steps } = plan;
  const [first, last] = [drafts[0], drafts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const byLead = steps[0]?.by ?? [];
  const values = keyValuesOf(byLead, first.document);
  const made = absent.flatMap(step => {
    const others: readonly Predicate[] = [
      step.filter,
      ...steps.map(({ filter }): Predicate => ({ kind: 'not', term: filter })),
    ];
    const solved = solveFilter(
      { kind: 'all', terms: others },
      { forced: movedKeys(values, byLead, step.by) },
    );
    if (solved.kind === 'unsolved') return [];
    const before = drafts[step.at - 1];
    const atMs = before === undefined ? first.atMs - 1 : before.atMs + 1;
    return [{ at: step.at, draft: { document: solved.document, atMs } }];
  });
  const isEitherSide = [0, steps.length].every(end => absent.some(({ at }) => at === end));
  const ends = made.filter(({ at }) => at === 0 || at === steps.length);
  const between = made.filter(({ at }) => at !== 0 && at !== steps.length);
  const sides = isEitherSide ? (ends.length > 1 ? [ends] : []) : ends.map(one => [one]);
  return [...between.map(one => [one]), ...sides].map(came => ({
    what: `the event that had to be missing at ${came.map(({ at }) => at + 1).join(' and ')}`,
    drafts: [...drafts, ...came.map(({ draft }) => draft)],
    alerts: 0,
    ends: ['absent'],
  }));
}

function passes({ filter }: Step, { document }: DraftEvent): boolean {
  return evaluateDocument(filter, document).outcome === 'true';
}
