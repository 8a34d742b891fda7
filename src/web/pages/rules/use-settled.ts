import { useMemo, useRef } from 'react';
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';
import type { RuleFilter } from './rule-filter.ts';
import { type SettledRules, settledRules } from './settled-rules.ts';

/** The rows as they settled when the filter was chosen. @param turn another one settles them anew */
export function useSettled(
  rules: readonly RuleOverviewRow[],
  filter: RuleFilter,
  turn: number,
): SettledRules {
  const before = useRef<SettledRules>(undefined);
  return useMemo(() => {
    before.current = settledRules(before.current, rules, filter, `${turn} ${JSON.stringify(filter)}`);
    return before.current;
  }, [rules, filter, turn]);
}
