import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { announce } from '../../frame/announcements.ts';
import type { Acting } from '../../parts/use-acting.ts';
import { deleteRules, duplicateRules, exportRules, fillGapsOf, switchRules } from '../../server/rule-acts.ts';
import { fillGaps, type Window } from '../../server/rule-runs.ts';
import { refetchRules } from '../../server/rules.ts';
import { listPath } from '../rules/list-memory.ts';

export interface RuleActs {
  toggle(): void;
  duplicate(): void;
  save(): void;
  remove(): void;
  fillAll(): void;
  fill(gap: Window): void;
}

/** What is done to one rule from its page. */
export function useRuleActs(rule: RuleHealth, acting: Acting): RuleActs {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const act = (what: string, run: () => Promise<unknown>): void =>
    acting.run(what, async () => {
      await run();
      await refetchRules(queries);
    });
  return {
    toggle: () => act('switching', () => switchRules([rule.id], !rule.isEnabled)),
    duplicate: () =>
      act('copying', async () => {
        const { ids } = await duplicateRules([rule.id]);
        const [copy] = ids;
        if (copy !== undefined) go(`/rules/${copy}`);
      }),
    save: () => act('exporting', () => exportRules([rule.ruleId])),
    remove: () =>
      act('deleting', async () => {
        const { done } = await deleteRules([rule.id]);
        if (done > 0) go(listPath());
      }),
    fillAll: () => act('filling', () => fillGapsOf([rule.id])),
    fill: gap =>
      act('filling', async () => {
        await fillGaps(rule.id, gap);
        announce('the gap is being filled');
      }),
  };
}
