/**
 * Rows that do not move under whoever reads them: their order and choice is that of when the question was asked, and
 * they are shown as they are now. What is new and passes stands behind; what is gone leaves. Pure.
 */
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';
import { filteredRules, type RuleFilter } from './rule-filter.ts';

export interface SettledRules {
  /** Of what was asked: another one settles anew. */
  readonly question: string;
  readonly rules: readonly RuleOverviewRow[];
  /** How many would stand elsewhere, or not at all, if it were asked now. */
  readonly moved: number;
}

export function settledRules(
  before: SettledRules | undefined,
  rules: readonly RuleOverviewRow[],
  filter: RuleFilter,
  question: string,
): SettledRules {
  const now = filteredRules(rules, filter);
  if (before === undefined || before.question !== question) return { question, rules: now, moved: 0 };
  const byId = new Map(rules.map(rule => [rule.id, rule]));
  const kept = before.rules.flatMap(({ id }) => byId.get(id) ?? []);
  const known = new Set(before.rules.map(({ id }) => id));
  const passing = new Set(now.map(({ id }) => id));
  const settled = [...kept, ...now.filter(({ id }) => !known.has(id))];
  const moved = settled.filter(({ id }) => !passing.has(id)).length;
  return { question, rules: settled, moved };
}
