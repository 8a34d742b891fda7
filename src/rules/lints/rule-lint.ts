import type { QueryPlan } from '../../plan/query.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { Rule } from '../rule.ts';

/** Advice on a rule that runs but may not do what its author thinks. Gives what there is to say; mostly nothing. */
export type RuleLint = (rule: Rule, plan: QueryPlan) => readonly Diagnostic[];
