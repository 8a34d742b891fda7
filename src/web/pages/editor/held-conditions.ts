/** The conditions of an evaluation as rows: what is connected by `or` or turned by `not` one level deeper. Pure. */
import type { Evaluation, Outcome } from '../../server/alert-answers.ts';

export interface HeldCondition {
  readonly text: string;
  readonly outcome: Outcome;
  readonly depth: number;
  readonly fields: readonly {
    readonly path: string;
    readonly values: readonly (string | number | boolean)[];
  }[];
}

const MOST_DEPTH = 6;

export function heldConditions(evaluation: Evaluation, depth = 0): readonly HeldCondition[] {
  const { fields = [], kind, outcome, terms = [], text } = evaluation;
  // What all must hold needs no line of its own: its parts say it.
  if (kind === 'all' && terms.length > 0 && depth === 0)
    return terms.flatMap(term => heldConditions(term, 0));
  if (terms.length === 0) return [{ text, outcome, depth, fields }];
  const name = kind === 'not' ? 'not' : kind === 'any' ? 'any of these' : 'all of these';
  const inner = Math.min(depth + 1, MOST_DEPTH);
  return [{ text: name, outcome, depth, fields: [] }, ...terms.flatMap(term => heldConditions(term, inner))];
}
