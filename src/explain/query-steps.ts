/**
 * The steps of a plan as the writer of the query sees them: one after the other, the events that must be missing
 * among those that must be there, and a repeated step (`with runs=3`) as one. Of
 *
 *     sequence [A] with runs=2  ![B]  [C]
 *
 * the plan has the steps A, A, C and, apart, the absent step B; here it is A (1 of 2), A (2 of 2), B, C with the
 * numbers 1, 1, 2, 3.
 */
import { inWrittenOrder, type QueryPlan, type Step, wantedSteps } from '../plan/query.ts';

/** Where a step stands in the query. */
export interface StepPlace {
  /** From 1, steps that must be missing included. */
  readonly step: number;
  /** Which repetition it is, from 1, of a step that is written once and stands several times. */
  readonly run?: { readonly number: number; readonly of: number };
}

export interface PlacedStep {
  /** Whether the event must be there or must not. */
  readonly kind: 'present' | 'absent';
  readonly step: Step;
  /** Position among the plan's `steps`, or among its `absent` ones. */
  readonly position: number;
  readonly place: StepPlace;
}

/** All steps in the order of the query, but `until`. A plan without steps has one. */
export function placedSteps(plan: QueryPlan): readonly PlacedStep[] {
  return brackets(plan).flatMap((repeats, at) =>
    repeats.map((entry, number) => ({
      ...entry,
      place: {
        step: at + 1,
        ...(repeats.length > 1 ? { run: { number: number + 1, of: repeats.length } } : {}),
      },
    })),
  );
}

/** `step 2`, `step 2 (1 of 3)`. */
export function stepName({ step, run }: StepPlace): string {
  return run === undefined ? `step ${step}` : `step ${step} (${run.number} of ${run.of})`;
}

/** The places of the plan's steps of one kind, by position. */
export function placesOf(plan: QueryPlan, kind: PlacedStep['kind']): readonly StepPlace[] {
  return placedSteps(plan).flatMap(placed => (placed.kind === kind ? [placed.place] : []));
}

type Entry = Omit<PlacedStep, 'place'>;

/** Each with its repetitions: a repeated step has one filter, while two that only say the same are two. */
function brackets(plan: QueryPlan): readonly (readonly Entry[])[] {
  const all: Entry[][] = [];
  for (const entry of inOrder(plan)) {
    const last = all.at(-1);
    const isRepeat = last?.[0]?.kind === entry.kind && last[0].step.filter === entry.step.filter;
    if (last !== undefined && isRepeat) last.push(entry);
    else all.push([entry]);
  }
  return all;
}

function inOrder(plan: QueryPlan): readonly Entry[] {
  const present = wantedSteps(plan).map((step, position): Entry => ({ kind: 'present', step, position }));
  if (plan.kind !== 'sequence') return present;
  return inWrittenOrder(plan, present, (step): Entry => {
    return { kind: 'absent', step, position: plan.absent?.indexOf(step) ?? 0 };
  });
}
