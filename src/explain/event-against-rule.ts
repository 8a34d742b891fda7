/** One event held against every step of a rule: what each condition made of it, and what it would have needed. */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { compileKeys } from '../engine/join-keys.ts';
import { SlotTable } from '../engine/slot-table.ts';
import { compileIndexPatterns } from '../event/index-pattern.ts';
import type { QueryPlan, Step } from '../plan/query.ts';
import { evaluateDocument } from './document-evaluation.ts';
import type { Evaluation } from './evaluation.ts';
import type { StepExplanation } from './explanation.ts';
import { placedSteps, type StepPlace } from './query-steps.ts';
import type { ExplainedEvent, ExplainedRule } from './rule-sift.ts';
import { tellFailure } from './tell-reason.ts';

export interface StepOfEvent extends StepPlace {
  readonly role: StepExplanation['role'];
  /** Whether the step reads the event's index. */
  readonly isOfIndex: boolean;
  readonly passes: boolean;
  /** It passes, and lacks the field of a join key. */
  readonly lacksKey: boolean;
  readonly evaluation: Evaluation;
  /** What failed, one text each. */
  readonly failed: readonly string[];
}

/** In the order of the query, repetitions of a step once, `until` last. */
export function holdAgainst(rule: ExplainedRule, event: ExplainedEvent): readonly StepOfEvent[] {
  return rolesOf(rule.plan).map(({ place, role, step }) => {
    const evaluation = evaluateDocument(step.filter, event.document);
    const passes = evaluation.outcome === 'true';
    const indices = step.indices ?? rule.indices;
    return {
      step: place.step,
      role,
      isOfIndex: indices === undefined || compileIndexPatterns(indices)(event.index),
      passes,
      lacksKey: passes && keysOf(step, event) === 0,
      evaluation,
      failed: tellFailure(step.filter, evaluation),
    };
  });
}

function rolesOf(
  plan: QueryPlan,
): readonly { readonly place: StepPlace; readonly role: StepOfEvent['role']; readonly step: Step }[] {
  const placed = placedSteps(plan)
    .filter(({ place }) => (place.run?.number ?? 1) === 1)
    .filter(({ position }) => plan.kind !== 'indicators' || position < 2)
    .map(({ kind, place, step }) => ({ place, role: kind, step }));
  if (plan.kind !== 'sequence' || plan.until === undefined) return placed;
  return [...placed, { place: { step: placed.length + 1 }, role: 'until', step: plan.until }];
}

/** Under how many keys it stands. */
function keysOf({ by }: Step, { document }: ExplainedEvent): number {
  const table = new SlotTable();
  const keys = compileKeys(by, table.slotOf);
  return keys(buildExtractor(table.paths).fromDocument(document)).tuples.length;
}
