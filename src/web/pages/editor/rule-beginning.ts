/** What the editor begins with: the rule as it is stored, a query from a hunt, or what was written before and not saved. */
import type { JsonObject } from '../../../event/json.ts';
import { EARLIER, type KeptDraft, keepDraft, keptDraft, NEW } from './kept-drafts.ts';
import { isSameRule, newDraft, type RuleDraft, writtenKeys } from './rule-draft.ts';

export interface RuleBeginning {
  readonly rule: RuleDraft;
  /** As it is stored; undefined for a new one. */
  readonly stored: JsonObject | undefined;
  /** What changes begin from: saved, nothing differs. */
  readonly base: RuleDraft;
  /** At which revision the changes began. */
  readonly revision: number | undefined;
  /** When the draft that `rule` is was kept. */
  readonly keptAtMs: number | undefined;
  /** Another draft of a new rule, which the query from the hunt took the place of. */
  readonly earlier: KeptDraft | undefined;
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param asked the query that the address brings, of a new rule */
export function ruleBeginning(
  storage: Kept,
  stored: { readonly id: string; readonly rule: JsonObject } | undefined,
  asked: { readonly query?: string | undefined; readonly language?: string | undefined },
): RuleBeginning {
  const kept = keptDraft(storage, stored?.id ?? NEW);
  if (stored !== undefined) {
    const base = writtenKeys(stored.rule);
    const isChanged = kept !== undefined && !isSameRule(kept.rule, base);
    const { revision } = stored.rule;
    const revisionNow = typeof revision === 'number' ? revision : undefined;
    return {
      rule: isChanged ? kept.rule : base,
      stored: stored.rule,
      base,
      revision: isChanged ? kept.revision : revisionNow,
      keptAtMs: isChanged ? kept.atMs : undefined,
      earlier: undefined,
    };
  }
  const base = newDraft('eql', '');
  const nothing = { stored: undefined, base, revision: undefined };
  if (asked.query === undefined) {
    const isWritten = kept !== undefined && !isSameRule(kept.rule, base);
    return {
      ...nothing,
      rule: isWritten ? kept.rule : base,
      keptAtMs: isWritten ? kept.atMs : undefined,
      earlier: keptDraft(storage, EARLIER),
    };
  }
  // The same link again, or a reload: what was written since then goes on.
  if (kept !== undefined && kept.from === asked.query)
    return { ...nothing, rule: kept.rule, keptAtMs: kept.atMs, earlier: keptDraft(storage, EARLIER) };
  const isWorth = kept !== undefined && !isSameRule(kept.rule, base);
  if (isWorth) keepDraft(storage, EARLIER, kept);
  const rule = newDraft(
    asked.language === 'kql' || asked.language === 'kuery' ? 'kuery' : 'eql',
    asked.query,
  );
  return { ...nothing, rule, keptAtMs: undefined, earlier: isWorth ? kept : keptDraft(storage, EARLIER) };
}
