/** The rule as it is being written. What is not saved is kept in the browser, a moment after each change. */
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from 'react';
import type { JsonObject } from '../../../event/json.ts';
import { noteUndo } from '../../frame/undo.ts';
import { dropDraft, EARLIER, type KeptDraft, keepDraft, keptDraft, NEW } from './kept-drafts.ts';
import type { RuleBeginning } from './rule-beginning.ts';
import { type ChangeRule, changed, isSameRule, type RuleDraft, writtenKeys } from './rule-draft.ts';

const QUIET_MS = 300;

export interface RuleDraftState extends Omit<RuleBeginning, 'keptAtMs'> {
  readonly change: ChangeRule;
  readonly setRule: Dispatch<SetStateAction<RuleDraft>>;
  readonly isChanged: boolean;
  /** When the draft was kept; undefined: not yet, or there is nothing to keep. */
  readonly keptAtMs: number | undefined;
  /** The draft that was kept before this page was opened is what is shown. */
  readonly isRestored: boolean;
  /** The browser does not keep drafts: leaving loses what was written. */
  readonly isLosable: boolean;
  /** What the server answered to saving it. */
  readonly saved: (answer: JsonObject, sent: RuleDraft) => void;
  /** Back to what is stored; `z` brings the changes back. */
  readonly discard: () => void;
  /** Changes places with the draft that a query from a hunt took the place of. */
  readonly swapEarlier: () => void;
}

/** @param from the query of the address, which a new rule began with */
export function useRuleDraft(
  begin: () => RuleBeginning,
  id: string | undefined,
  from: string | undefined,
): RuleDraftState {
  const [beginning, setBeginning] = useState(begin);
  const [rule, setRule] = useState(beginning.rule);
  const [keptAtMs, setKeptAt] = useState(beginning.keptAtMs);
  const [isRestored, setRestored] = useState(beginning.keptAtMs !== undefined);
  const [isLosable, setLosable] = useState(false);
  const { base, revision } = beginning;
  const place = id ?? NEW;
  const isChanged = !isSameRule(rule, base);
  const isGone = useRef(false);

  const latest = useRef(rule);
  latest.current = rule;
  const keptRule = useRef<RuleDraft>(beginning.rule);
  const keep = useRef((): void => {});
  keep.current = () => {
    if (isGone.current) return;
    // When it was changed is of interest, and not when it was looked at.
    if (isChanged && keptRule.current === rule) return;
    keptRule.current = rule;
    if (!isChanged) {
      dropDraft(localStorage, place);
      setKeptAt(undefined);
      setLosable(false);
      return;
    }
    const draft: KeptDraft = {
      rule,
      atMs: Date.now(),
      ...(revision === undefined ? {} : { revision }),
      ...(from === undefined ? {} : { from }),
    };
    const isKept = keepDraft(localStorage, place, draft);
    setLosable(!isKept);
    if (isKept) setKeptAt(draft.atMs);
  };
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft is kept when the rule changes
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => keep.current(), QUIET_MS);
    return () => clearTimeout(timer);
  }, [rule, base]);
  useEffect(() => {
    const flush = (): void => keep.current();
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, []);
  useEffect(() => {
    if (!isLosable || !isChanged) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isLosable, isChanged]);

  return {
    ...beginning,
    ...{ rule, setRule, isChanged, isLosable, keptAtMs },
    isRestored: isRestored && isChanged,
    change: useCallback(keys => setRule(before => changed(before, keys)), []),
    saved(answer, sent) {
      const written = writtenKeys(answer);
      const at = typeof answer['revision'] === 'number' ? answer['revision'] : undefined;
      // What was written while the server was saving is not saved.
      const isMore = !isSameRule(latest.current, sent);
      dropDraft(localStorage, place);
      if (answer['id'] !== id) {
        // The rule goes on under its own address, and nothing of it is to be kept under this one.
        isGone.current = true;
        const more = {
          rule: latest.current,
          atMs: Date.now(),
          ...(at === undefined ? {} : { revision: at }),
        };
        if (isMore) keepDraft(localStorage, String(answer['id']), more);
        return;
      }
      setBeginning(before => ({ ...before, stored: answer, base: written, revision: at }));
      if (!isMore) setRule(written);
      setRestored(false);
    },
    discard() {
      const before = rule;
      setRule(base);
      setRestored(false);
      noteUndo('discarded the changes of a rule', async () => {
        const draft = { rule: before, atMs: Date.now(), ...(revision === undefined ? {} : { revision }) };
        keepDraft(localStorage, place, draft);
        setRule(before);
      });
    },
    swapEarlier() {
      const { earlier } = beginning;
      if (earlier === undefined) return;
      const now = { rule, atMs: Date.now() };
      keepDraft(localStorage, EARLIER, now);
      setRule(earlier.rule);
      setBeginning(before => ({ ...before, earlier: keptDraft(localStorage, EARLIER) ?? now }));
    },
  };
}
