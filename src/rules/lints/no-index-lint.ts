import { noIndexPatterns } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';

/** No index patterns: every event of every source is read. An ES|QL query names its indices itself. */
export const noIndexLint: RuleLint = rule => {
  if (rule.type === 'esql' || rule.type === 'machine_learning') return [];
  return rule.index === undefined || rule.index.length === 0
    ? [noIndexPatterns(rule.origin, rule.extra['data_view_id'] !== undefined)]
    : [];
};
