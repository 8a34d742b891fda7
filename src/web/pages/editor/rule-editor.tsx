/** The editor of one rule: on the left what it says, on the right what it would find. */
import { Button, Switch, Tabs } from '@mantine/core';
import { type ReactNode, useCallback, useDeferredValue, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { QueryEditorHandle } from '../../editor/query-editor.tsx';
import { useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { useReadOnlyReason } from '../../server/me.ts';
import { AboutTab } from './about-tab.tsx';
import classes from './editor.module.css';
import { EditorNotices } from './editor-notices.tsx';
import { GuideTab } from './guide-tab.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { QueryTab } from './query-tab.tsx';
import type { RuleBeginning } from './rule-beginning.ts';
import { languageOf, textOf } from './rule-draft.ts';
import { ScheduleTab } from './schedule-tab.tsx';
import { TomlTab } from './toml-tab.tsx';
import { useCheckedQuery } from './use-checked-query.ts';
import { useRuleDraft } from './use-rule-draft.ts';
import { useSaving } from './use-saving.ts';

const TABS = [
  ['query', 'Query'],
  ['schedule', 'Schedule'],
  ['about', 'About'],
  ['guide', 'Guide'],
  ['toml', 'TOML'],
] as const;

export function RuleEditor({
  begin,
  id,
}: {
  readonly id?: string;
  readonly begin: () => RuleBeginning;
}): ReactNode {
  const [params, setUrl] = useUrlState();
  const draft = useRuleDraft(begin, id, id === undefined ? (params.get('q') ?? undefined) : undefined);
  const saving = useSaving(id, draft);
  const [runs, setRuns] = useState(0);
  const editor = useRef<QueryEditorHandle>(null);
  const noChange = useReadOnlyReason('author');
  const { isChanged, keptAtMs, rule, stored } = draft;
  const checked = useCheckedQuery(languageOf(rule), textOf(rule, 'query'));
  const isOfFile = stored?.['immutable'] === true;
  const whyNot = noChange ?? (isOfFile ? 'A rule of a file is changed in its file: save a copy.' : undefined);
  const tab = TABS.find(([name]) => name === params.get('tab'))?.[0] ?? 'query';
  const tried = useDeferredValue(rule);
  const run = useCallback(() => setRuns(before => before + 1), []);
  const save = (): void => {
    if (whyNot === undefined && isChanged) void saving.save();
  };
  useKeys('The editor', [
    { keys: 'Mod-s', does: 'save the rule', run: save, whileTyping: true },
    { keys: 'Mod-Enter', does: 'preview now', run, whileTyping: true },
    {
      keys: 'F8',
      does: 'go to the next problem',
      run: () => goToProblem(),
      whileTyping: true,
    },
  ]);
  const goToProblem = (): void => {
    const [first] = checked.problems;
    if (first === undefined) return;
    setUrl({ tab: undefined });
    editor.current?.goTo(first.from);
  };
  return (
    <div className={classes['editor']}>
      <div className={classes['head']}>
        <h1 className={classes['title']}>
          {textOf(rule, 'name') === '' ? 'New rule' : <Value value={textOf(rule, 'name')} />}
        </h1>
        <span className={classes['kept']} role="status">
          {!isChanged ? (
            'no unsaved changes'
          ) : keptAtMs === undefined ? (
            'not saved'
          ) : (
            <>
              not saved; draft kept <Time at={keptAtMs} form="clock" />
            </>
          )}
        </span>
        <Switch
          label="on"
          checked={rule['enabled'] !== false}
          disabled={whyNot !== undefined}
          onChange={event => draft.change({ enabled: event.currentTarget.checked })}
        />
        {isChanged && id !== undefined ? <Button onClick={draft.discard}>Discard changes</Button> : null}
        {id === undefined ? null : (
          <Button
            disabled={noChange !== undefined || saving.isSaving}
            title={noChange}
            onClick={() => void saving.saveCopy()}
          >
            Save a copy
          </Button>
        )}
        <Button
          variant="filled"
          disabled={whyNot !== undefined || !isChanged}
          loading={saving.isSaving}
          title={whyNot ?? 'Ctrl-S'}
          onClick={save}
        >
          Save
        </Button>
        {id === undefined ? null : <Link href={`/rules/${encodeURIComponent(id)}`}>Back to the rule</Link>}
      </div>
      <EditorNotices draft={draft} saving={saving} whyNot={whyNot} />
      <div className={classes['columns']}>
        <div className={classes['left']}>
          <Tabs
            value={tab}
            onChange={name => setUrl({ tab: name === null || name === 'query' ? undefined : name })}
          >
            <Tabs.List mb="sm">
              {TABS.map(([name, title]) => (
                <Tabs.Tab key={name} value={name}>
                  {title}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {/* The text of the query, its history and its cursor outlive a look at another tab. */}
            <Tabs.Panel value="query" keepMounted>
              <QueryTab
                rule={rule}
                change={draft.change}
                setRule={draft.setRule}
                checked={checked}
                onRun={run}
                editor={editor}
              />
            </Tabs.Panel>
            <Tabs.Panel value="schedule">
              <ScheduleTab rule={rule} change={draft.change} />
            </Tabs.Panel>
            <Tabs.Panel value="about">
              <AboutTab rule={rule} change={draft.change} />
            </Tabs.Panel>
            <Tabs.Panel value="guide">
              <GuideTab rule={rule} change={draft.change} />
            </Tabs.Panel>
            <Tabs.Panel value="toml">
              <TomlTab rule={rule} setRule={draft.setRule} />
            </Tabs.Panel>
          </Tabs>
        </div>
        <PreviewPane
          rule={tried}
          change={draft.change}
          base={stored === undefined ? undefined : draft.base}
          checked={checked}
          runs={runs}
          onRun={run}
        />
      </div>
    </div>
  );
}
