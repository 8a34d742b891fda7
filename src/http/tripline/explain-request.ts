/** From a request to the rule that is to be explained and the time that it is explained over. */
import type { WindowBody } from '../../api/search.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import { readRuleBody } from '../../detect/read-rule-body.ts';
import type { JsonObject } from '../../event/json.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { windowOfBody } from './query-plan.ts';

export interface RuleToExplain {
  readonly compiled: CompiledRule;
  readonly diagnostics: readonly Diagnostic[];
  /** Of a stored rule. */
  readonly id: string | undefined;
}

const DAY_MS = 86_400_000;

/** What a rule must say and an explanation does not ask. */
const UNASKED: JsonObject = {
  rule_id: 'unsaved',
  name: 'unsaved rule',
  description: 'not written yet',
  risk_score: 1,
  severity: 'low',
};

/** @throws HttpProblem for a rule that is not there, or cannot run, with its diagnostics */
export function ruleToExplain(rule: string | JsonObject, { rules }: Pick<HttpParts, 'rules'>): RuleToExplain {
  if (typeof rule === 'string') {
    const found = rules.byId(rule) ?? rules.byRuleId(rule);
    if (found === undefined) throw new HttpProblem('not-found', `there is no rule ${JSON.stringify(rule)}`);
    return { ...running(found), id: found.id };
  }
  return { ...running(readRuleBody({ ...UNASKED, ...rule }, {})), id: undefined };
}

function running({
  compiled,
  diagnostics,
}: {
  readonly compiled?: CompiledRule | undefined;
  readonly diagnostics: readonly Diagnostic[];
}): Pick<RuleToExplain, 'compiled' | 'diagnostics'> {
  if (compiled === undefined)
    throw new HttpProblem('invalid', 'the rule cannot run; `diagnostics` say why and where', diagnostics);
  return { compiled, diagnostics };
}

/** The last day where none is named. */
export function explainedWindow(body: WindowBody, nowMs: number): TimeWindow {
  return windowOfBody(body, nowMs) ?? { fromMs: nowMs - DAY_MS, toMs: nowMs };
}
