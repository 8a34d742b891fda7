/** What the rule looks for: its type, its indices, its query, and what is wrong with that. */
import { Select, Textarea } from '@mantine/core';
import { lazy, memo, type ReactNode, type RefObject, Suspense } from 'react';
import type { Json } from '../../../event/json.ts';
import type { QueryEditorHandle } from '../../editor/query-editor.tsx';
import { Loading } from '../../parts/notice.tsx';
import classes from './editor.module.css';
import { ProblemList } from './problem-list.tsx';
import { type ChangeRule, languageOf, RULE_KINDS, type RuleDraft, textOf, withKind } from './rule-draft.ts';
import { TagsOfRule } from './rule-inputs.tsx';
import { TypeSettings } from './type-settings.tsx';
import type { CheckedQuery } from './use-checked-query.ts';
import type { RuleDraftState } from './use-rule-draft.ts';

const QueryEditor = lazy(() => import('../../editor/query-editor.tsx'));

export function QueryTab({
  change,
  checked,
  editor,
  onRun,
  rule,
  setRule,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
  readonly setRule: RuleDraftState['setRule'];
  readonly checked: CheckedQuery;
  readonly onRun: () => void;
  readonly editor: RefObject<QueryEditorHandle | null>;
}): ReactNode {
  const language = languageOf(rule);
  const type = textOf(rule, 'type');
  const query = textOf(rule, 'query');
  return (
    <div className={classes['form']}>
      <KindAndIndices {...{ type, change, setRule }} index={rule['index']} />
      {language === undefined ? (
        <OtherQuery query={query} change={change} language={textOf(rule, 'language') || type} />
      ) : (
        <>
          <Suspense fallback={<Loading height={160} label="the editor" />}>
            <QueryEditor
              label={language === 'eql' ? 'Query in EQL' : 'Query in KQL'}
              language={language}
              value={query}
              onChange={text => change({ query: text })}
              onRun={onRun}
              minHeight="160px"
              handle={editor}
            />
          </Suspense>
          <ProblemList
            problems={checked.problems}
            onGo={({ from }) => editor.current?.goTo(from)}
            onMend={problem => editor.current?.mend(problem)}
          />
          <div className="dim">
            <kbd>Ctrl-Enter</kbd> preview · <kbd>F8</kbd> next problem · <kbd>Ctrl-Space</kbd> complete ·{' '}
            <kbd>Alt-Enter</kbd> fix · <kbd>Alt-↑↓</kbd> move line · <kbd>Ctrl-/</kbd> comment
          </div>
        </>
      )}
      <TypeSettings rule={rule} change={change} />
    </div>
  );
}

/** Drawn anew only when they change, and not at each key in the query. */
const KindAndIndices = memo(
  ({
    change,
    index,
    setRule,
    type,
  }: {
    readonly type: string;
    readonly index: Json | undefined;
    readonly change: ChangeRule;
    readonly setRule: RuleDraftState['setRule'];
  }): ReactNode => {
    const kinds = RULE_KINDS.map(({ label, type: value }) => ({ value, label }));
    if (!RULE_KINDS.some(kind => kind.type === type)) kinds.push({ value: type, label: type });
    return (
      <div className={classes['pair']}>
        <Select
          label="Type"
          data={kinds}
          value={type}
          allowDeselect={false}
          onChange={value => {
            const kind = RULE_KINDS.find(one => one.type === value);
            if (kind !== undefined && kind.type !== type) setRule(before => withKind(before, kind));
          }}
        />
        <TagsOfRule
          rule={index === undefined ? {} : { index }}
          change={change}
          of="index"
          label="Index patterns"
          empty="none: it reads every index"
        />
      </div>
    );
  },
);

function OtherQuery({
  change,
  language,
  query,
}: {
  readonly query: string;
  readonly language: string;
  readonly change: ChangeRule;
}): ReactNode {
  return (
    <Textarea
      className={classes['code'] ?? ''}
      label={`Query (${language})`}
      description={`${language} is kept as it is, and not checked: this version does not run it`}
      autosize
      minRows={5}
      value={query}
      onChange={event => change({ query: event.currentTarget.value })}
    />
  );
}
