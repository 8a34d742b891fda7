/** What each step of a rule saw, in the order of the query. */
import { type QueryPlan, type Step, stepsOf, wantedSteps } from '../plan/query.ts';
import { evaluateDocument } from './document-evaluation.ts';
import type { EvaluatedEvent, StepExplanation, ToldEvent } from './explanation.ts';
import { placedSteps, type StepPlace } from './query-steps.ts';
import type { RuleTally, SeenEvent } from './rule-sift.ts';
import { tellFailure } from './tell-reason.ts';

/** The steps in the order of the query; of the values that are counted or compared, which are keys, only the filter. */
export function tellSteps(plan: QueryPlan, tally: RuleTally): readonly StepExplanation[] {
  const all = stepsOf(plan);
  const firstOthers = wantedSteps(plan).length;
  const untilAt = plan.kind === 'sequence' && plan.until !== undefined ? firstOthers : undefined;
  const firstAbsent = firstOthers + (untilAt === undefined ? 0 : 1);
  const placed = placedSteps(plan)
    .filter(({ place }) => (place.run?.number ?? 1) === 1)
    .filter(({ position }) => plan.kind !== 'indicators' || position < 2)
    .map(({ kind, position, place }) => ({
      role: kind,
      at: kind === 'present' ? position : firstAbsent + position,
      place,
    }));
  const until =
    untilAt === undefined
      ? []
      : [{ role: 'until' as const, at: untilAt, place: { step: placed.length + 1 } }];
  return [...placed, ...until].flatMap(({ role, at, place }) => {
    const step = all[at];
    const seen = tally.steps[at];
    if (step === undefined || seen === undefined) return [];
    return [{ ...place, role, ...tellStep(step, seen) }];
  });
}

function tellStep(
  step: Step,
  seen: RuleTally['steps'][number],
): Omit<StepExplanation, 'role' | keyof StepPlace> {
  return {
    joinKeys: step.by.map(({ field }) => field.path),
    asked: seen.asked,
    conditions: seen.conditions.map(({ text }, at) => ({
      text,
      passed: seen.passed[at] ?? 0,
      failedAlone: seen.failedAlone[at] ?? 0,
    })),
    lackKey: seen.lackKey,
    hits: seen.hits,
    closest: seen.hits > 0 ? [] : closestOf(seen).map(({ event }) => evaluated(step, event)),
  };
}

/** Those that failed no more conditions than the closest did. */
function closestOf({ closest }: RuleTally['steps'][number]): RuleTally['steps'][number]['closest'] {
  return closest.filter(({ failures }) => failures === closest[0]?.failures);
}

export function evaluated(step: Step, event: SeenEvent): EvaluatedEvent {
  const evaluation = evaluateDocument(step.filter, event.document);
  return { ...toldEvent(event), evaluation, failed: tellFailure(step.filter, evaluation) };
}

export function toldEvent({ id, document, ordinal }: SeenEvent): ToldEvent {
  return { id, document, timestampMs: ordinal.timestampMs };
}
