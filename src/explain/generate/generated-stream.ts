/**
 * A stream of events that must make a rule fire, made from the rule alone: each step's filter solved
 * (solve-filter.ts), equal values under the join keys, times within the maxspan. Of a rule that counts there are as many
 * events as it wants; of one that remembers, one; of one that compares, an event and its indicator.
 */

import { unreachable } from '../../base/unreachable.ts';
import { valuesOf } from '../../event/field-value.ts';
import { compileIndexPatterns } from '../../event/index-pattern.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { FieldRef, Predicate } from '../../plan/predicate.ts';
import type { JoinKey, QueryPlan, SequencePlan, Step } from '../../plan/query.ts';
import type { ExplainedEvent, ExplainedRule } from '../rule-sift.ts';
import { singleValues } from './field-goals.ts';
import { type SolveOptions, solveFilter } from './solve-filter.ts';
import { BASE_TIME_MS, examplesOf, type GeneratedValue } from './value-examples.ts';

/** An event of a stream before it has its time. */
export interface DraftEvent {
  readonly document: JsonObject;
  readonly atMs: number;
}

export type KeyValues = NonNullable<SolveOptions['forced']>;

export type Generated =
  | {
      readonly kind: 'stream';
      /** One for each step that must be there; of a threshold the events of the group. */
      readonly drafts: readonly DraftEvent[];
    }
  | { readonly kind: 'none'; readonly reason: string; readonly isBounded: boolean };

/** Between two events of a stream, where the rule leaves room. */
const STEP_MS = 1000;
/** Of a threshold. */
const MOST_EVENTS = 20_000;

export function generateStream(plan: QueryPlan): Generated {
  switch (plan.kind) {
    case 'events':
      return ofSteps([{ filter: plan.filter, by: [] }], STEP_MS);
    case 'new-terms':
      return ofSteps([{ filter: plan.filter, by: keys(plan.terms) }], STEP_MS);
    case 'sample':
      return ofSteps(plan.steps, STEP_MS);
    case 'sequence':
      return ofSteps(undisturbed(plan), spacing(plan));
    case 'threshold': {
      const { by, distinct, filter, least, windowMs } = plan;
      const single = distinct === undefined ? by : [...by, distinct.field];
      const one = solveFilter(filter, { single });
      if (one.kind === 'unsolved') return { ...one, kind: 'none' };
      const stepMs = Math.min(STEP_MS, Math.floor(windowMs / Math.max(1, least)));
      const wanted = Math.max(least, distinct?.least ?? 0, 1);
      if (wanted > MOST_EVENTS)
        return {
          kind: 'none',
          reason: `it asks for ${wanted} events, and ${MOST_EVENTS} are made`,
          isBounded: true,
        };
      const forced = keyValuesOf(keys(by), one.document);
      const documents =
        distinct === undefined ? [one.document] : differing(filter, distinct.field, distinct.least, forced);
      if (documents.length < (distinct?.least ?? 1))
        return {
          kind: 'none',
          reason: `fewer than ${distinct?.least} different values of ${distinct?.field.path} were found`,
          isBounded: true,
        };
      return {
        kind: 'stream',
        drafts: Array.from({ length: wanted }, (_, at) => ({
          document: documents[at % documents.length] ?? one.document,
          atMs: at * stepMs,
        })),
      };
    }
    case 'indicators': {
      const [pairs] = plan.groups;
      const wanted = pairs?.filter(({ negate }) => !negate) ?? [];
      const refused = pairs?.filter(({ negate }) => negate) ?? [];
      return ofSteps(
        [
          { filter: plan.filter, by: keys(wanted.map(({ event }) => event)) },
          {
            // What must not be equal is not there.
            filter: {
              kind: 'all',
              terms: [
                plan.indicators.filter,
                ...refused.map(
                  ({ indicator }): Predicate => ({
                    kind: 'not',
                    term: { kind: 'exists', field: indicator },
                  }),
                ),
              ],
            },
            by: keys(wanted.map(({ event, indicator }) => ({ ...indicator, type: event.type }))),
          },
        ],
        STEP_MS,
      );
    }
    default:
      return unreachable(plan);
  }
}

/** The events of a stream; no two are alike, as each has a name. */
export function eventsOf(
  { indices, plan }: ExplainedRule,
  drafts: readonly DraftEvent[],
): readonly ExplainedEvent[] {
  const index = indexOf(indices);
  const indicatorIndex = plan.kind === 'indicators' ? indexOf(plan.indicators.indices) : undefined;
  const { timestamp, tiebreaker } = plan.order;
  return drafts.map(({ atMs, document }, at) => ({
    id: `generated-${at + 1}`,
    index: at > 0 ? (indicatorIndex ?? index) : index,
    document: {
      ...document,
      [timestamp.path]: new Date(BASE_TIME_MS + atMs).toISOString(),
      ...(tiebreaker === undefined ? {} : { [tiebreaker.path]: at }),
    },
  }));
}

/** An index that fits the patterns; undefined, which all accept, where none was found. */
function indexOf(patterns: readonly string[] = []): string | undefined {
  const accepts = compileIndexPatterns(patterns);
  return patterns.map(pattern => pattern.replaceAll('*', 'x')).find(accepts);
}

export function keys(fields: readonly FieldRef[]): readonly JoinKey[] {
  return fields.map(field => ({ field, optional: false }));
}

/** The values that an event has under the join keys of a step. */
export function keyValuesOf(by: readonly JoinKey[], document: JsonObject): KeyValues {
  return new Map(
    by.flatMap(({ field }) => {
      const [value] = valuesOf(readField(document, field.path));
      return value === undefined || typeof value === 'bigint' ? [] : [[field.path, { field, value }]];
    }),
  );
}

/** The values of one step's keys as those of another's. */
export function movedKeys(values: KeyValues, from: readonly JoinKey[], to: readonly JoinKey[]): KeyValues {
  const moved = new Map<string, { readonly field: FieldRef; readonly value: GeneratedValue }>();
  for (const [at, { field }] of to.entries()) {
    const value = values.get(from[at]?.field.path ?? '');
    if (value !== undefined && !moved.has(field.path)) moved.set(field.path, { field, value: value.value });
  }
  return moved;
}

/** Steps whose events neither end the sequence nor are what must be missing, where that can be. */
function undisturbed(plan: SequencePlan): readonly Step[] {
  const unwanted = [...(plan.until === undefined ? [] : [plan.until]), ...(plan.absent ?? [])];
  if (unwanted.length === 0) return plan.steps;
  return plan.steps.map(step => {
    const filter: Predicate = {
      kind: 'all',
      terms: [step.filter, ...unwanted.map(({ filter: term }): Predicate => ({ kind: 'not', term }))],
    };
    return solveFilter(filter).kind === 'solved' ? { ...step, filter } : step;
  });
}

function spacing({ maxspanMs = Number.POSITIVE_INFINITY, steps }: SequencePlan): number {
  return Math.min(STEP_MS, Math.floor(maxspanMs / (steps.length + 1)));
}

/** One event for each step, under equal keys: the keys are those of the first step by which all others can go. */
function ofSteps(steps: readonly Step[], stepMs: number): Generated {
  let failure: Generated | undefined;
  for (const lead of steps) {
    const first = solveFilter(lead.filter, { single: lead.by.map(({ field }) => field) });
    if (first.kind === 'unsolved') {
      failure = { ...first, kind: 'none' };
      break;
    }
    const values = keyValuesOf(lead.by, first.document);
    const drafts: DraftEvent[] = [];
    for (const [at, step] of steps.entries()) {
      const solved = solveFilter(step.filter, { forced: movedKeys(values, lead.by, step.by) });
      if (solved.kind === 'unsolved') {
        failure ??= { ...solved, kind: 'none' };
        break;
      }
      drafts.push({ document: solved.document, atMs: at * stepMs });
    }
    if (drafts.length === steps.length) return { kind: 'stream', drafts };
  }
  return failure ?? { kind: 'none', reason: 'it has no steps', isBounded: false };
}

/** Events that pass the filter with different values of a field. */
function differing(
  filter: Predicate,
  field: FieldRef,
  count: number,
  forced: KeyValues,
): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const known = solveFilter(filter, { forced, single: [field] });
  const tried = [
    ...(known.kind === 'solved' ? valuesOf(readField(known.document, field.path)) : []),
    ...singleValues({ field, wanted: [], unwanted: [], forced: undefined, isSingle: true }, '', 4),
    ...Array.from({ length: count }, (_, at) => numbered(field, at)),
    ...membersOf(filter, field.path, count),
  ];
  for (const value of new Set(tried)) {
    if (found.length >= count || typeof value === 'bigint') break;
    const solved = solveFilter(filter, { forced: new Map([...forced, [field.path, { field, value }]]) });
    if (solved.kind === 'solved') found.push(solved.document);
  }
  return found;
}

function numbered({ type }: FieldRef, at: number): GeneratedValue {
  if (type === 'ip') return `203.0.113.${(at % 250) + 1}`;
  if (type === 'long' || type === 'double') return 1000 + at;
  return type === 'date' ? new Date(BASE_TIME_MS + at * 1000).toISOString() : `value-${at}`;
}

/** What the filter itself says that the field may be: members of lists, and patterns filled with numbers. */
function membersOf(filter: Predicate, path: string, count: number): readonly GeneratedValue[] {
  if (filter.kind === 'all' || filter.kind === 'any')
    return filter.terms.flatMap(term => membersOf(term, path, count));
  if (!('field' in filter) || filter.field.path !== path) return [];
  const filled = Array.from({ length: count }, (_, at) => examplesOf(filter, `n${at}`)[0]);
  return [...examplesOf(filter), ...filled.filter(value => value !== undefined)];
}
