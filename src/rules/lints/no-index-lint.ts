import { noIndexPatterns } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';

/** No index patterns: every event of every source is read. */
export const noIndexLint: RuleLint = rule =>
  rule.index === undefined || rule.index.length === 0
    ? [noIndexPatterns(rule.origin, rule.extra['data_view_id'] !== undefined)]
    : [];
