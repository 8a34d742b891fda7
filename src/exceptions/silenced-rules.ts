/**
 * Exceptions that leave nothing of a rule: an item that holds of every event that some step of the rule accepts. Such a
 * rule runs and can never alert, which nobody means: it would have been switched off.
 *
 *     rule  process where process.name == "a.exe" and user.id == "0"      item  process.name match_any ["a.exe", "b.exe"]
 *
 * What is told is always so (plan/implies.ts); not every such item is seen.
 */
import { implies } from '../plan/implies.ts';
import { stepsOf, wantedSteps } from '../plan/query.ts';
import { simplify } from '../plan/simplify.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import {
  byListKey,
  type ExceptionItems,
  type ExceptionOptions,
  itemsOf,
  onceForEachTime,
} from './apply-exceptions.ts';
import { valueListsOf } from './exception-item.ts';
import { lowerItem } from './lower-item.ts';
import { silencedRule } from './messages.ts';

export function silencedRules(
  rules: readonly CompiledRule[],
  { items }: Pick<ExceptionItems, 'items'>,
  options: Pick<ExceptionOptions, 'schema' | 'valueLists'>,
): readonly Diagnostic[] {
  // What stands in a list of millions is not looked through.
  const byList = byListKey(items.filter(item => valueListsOf(item).length === 0));
  const lower = onceForEachTime((item, timestamp) => lowerItem(item, { ...options, timestamp }));
  return rules.flatMap(compiled => {
    const { plan, rule } = compiled;
    const own = itemsOf(compiled, byList);
    if (own.length === 0) return [];
    const filters = stepsOf(plan)
      .slice(0, wantedSteps(plan).length)
      .map(({ filter }) => simplify(filter));
    const silencing = own.find(item => {
      const { nested, plain } = lower(item, plan.order.timestamp);
      return nested.length === 0 && filters.some(filter => implies(filter, plain));
    });
    return silencing === undefined ? [] : [silencedRule(silencing, rule.name)];
  });
}
