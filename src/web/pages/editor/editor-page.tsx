/** Where a rule is written: a new one, perhaps from a hunt, or one that is stored. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useUrlState } from '../../frame/url-state.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { isProblem } from '../../server/request.ts';
import { useRuleToEdit } from '../../server/rule-saving.ts';
import { type RuleBeginning, ruleBeginning } from './rule-beginning.ts';
import { RuleEditor } from './rule-editor.tsx';

export default function EditorPage({ id }: { readonly id?: string }): ReactNode {
  const [params] = useUrlState();
  const [, go] = useLocation();
  const stored = useRuleToEdit(id);
  if (id === undefined) {
    const [query, language] = [params.get('q') ?? undefined, params.get('lang') ?? undefined];
    const begin = (): RuleBeginning => ruleBeginning(localStorage, undefined, { query, language });
    return <RuleEditor key={`new ${language} ${query}`} begin={begin} />;
  }
  if (isProblem(stored.error, 404))
    return (
      <Notice title="There is no such rule" action={<Button onClick={() => go('/rules')}>All rules</Button>}>
        It was deleted, or the address is misspelt.
      </Notice>
    );
  if (stored.error !== null)
    return <ProblemNotice error={stored.error} retry={() => void stored.refetch()} />;
  const { data } = stored;
  if (data === undefined) return <Loading height={500} label="the rule" />;
  return <RuleEditor key={id} id={id} begin={() => ruleBeginning(localStorage, { id, rule: data }, {})} />;
}
