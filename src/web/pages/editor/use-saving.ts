/** Saving a rule: what is asked of the server, and what became of it. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { JsonObject } from '../../../event/json.ts';
import { announce } from '../../frame/announcements.ts';
import { Problem } from '../../server/problem.ts';
import { isProblem } from '../../server/request.ts';
import { createRule, replaceRule } from '../../server/rule-saving.ts';
import { refetchRules } from '../../server/rules.ts';
import { textOf } from './rule-draft.ts';
import type { RuleDraftState } from './use-rule-draft.ts';

export interface Saving {
  readonly isSaving: boolean;
  /** Of the last attempt. */
  readonly problem: unknown;
  /** Somebody else changed the rule meanwhile. */
  readonly isConflict: boolean;
  save(how?: 'over' | 'switched off'): Promise<void>;
  saveCopy(): Promise<void>;
  forget(): void;
}

/** Tab and range; the query of a hunt has become the rule's. */
function searchThatStays(): string {
  const params = new URLSearchParams(window.location.search);
  params.delete('q');
  params.delete('lang');
  return params.size === 0 ? '' : `?${params}`;
}

export function useSaving(id: string | undefined, draft: RuleDraftState): Saving {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<unknown>();

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    if (isSaving) return;
    setSaving(true);
    setProblem(undefined);
    try {
      await act();
      await refetchRules(queries);
    } catch (error) {
      setProblem(error);
    } finally {
      setSaving(false);
    }
  };
  const create = async (rule: JsonObject): Promise<void> => {
    const sent = draft.rule;
    const made = await createRule(rule);
    draft.saved(made, sent);
    announce(`saved, ${made['enabled'] === true ? 'and on' : 'and off'}`);
    go(`/rules/${encodeURIComponent(String(made['id']))}/edit${searchThatStays()}`, { replace: true });
  };
  return {
    isSaving,
    problem,
    isConflict: isProblem(problem, 409),
    forget: () => setProblem(undefined),
    save: how =>
      attempt(async () => {
        const rule = how === 'switched off' ? { ...draft.rule, enabled: false } : draft.rule;
        if (textOf(rule, 'name').trim() === '')
          throw new Problem(0, 'The rule has no name yet', 'Write one under About.');
        if (id === undefined) return await create(rule);
        const sent = draft.rule;
        draft.saved(await replaceRule(id, rule, how === 'over' ? undefined : draft.revision), sent);
        announce('saved');
      }),
    saveCopy: () =>
      attempt(async () => {
        const { rule_id: _, ...rule } = draft.rule;
        const name = textOf(rule, 'name');
        const isSameName = name === textOf(draft.base, 'name');
        await create({ ...rule, name: isSameName ? `${name} (copy)` : name });
      }),
  };
}
