/**
 * All lints, few and each worth its line: a lint that is wrong now and then costs more trust than it earns. What
 * takes all rules of a set together stands apart (subsumed-lint.ts), as a rule alone cannot say it.
 */
import { fieldSourceLint } from './field-source-lint.ts';
import { lookBackLint } from './look-back-lint.ts';
import { maxspanLint } from './maxspan-lint.ts';
import { neverLint } from './never-lint.ts';
import { noIndexLint } from './no-index-lint.ts';
import { openPatternLint } from './open-pattern-lint.ts';
import type { RuleLint } from './rule-lint.ts';
import { severityLint } from './severity-lint.ts';
import { tacticLint } from './tactic-lint.ts';

export const ruleLints: readonly RuleLint[] = [
  lookBackLint,
  maxspanLint,
  noIndexLint,
  neverLint,
  fieldSourceLint,
  openPatternLint,
  severityLint,
  tacticLint,
];
