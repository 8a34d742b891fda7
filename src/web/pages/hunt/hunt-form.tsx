/** The question: language, query, time, and what is wrong with it as it stands. */
import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { lazy, type ReactNode, type RefObject, Suspense } from 'react';
import type { ShownDiagnostic } from '../../../api/rules-overview.ts';
import type { QueryEditorHandle } from '../../editor/query-editor.tsx';
import type { QueryLanguage } from '../../parts/query-filter.ts';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Value } from '../../parts/value.tsx';
import { useCheckedQuery } from '../../server/hunt.ts';
import classes from './hunt.module.css';

const QueryEditor = lazy(() => import('../../editor/query-editor.tsx'));

export interface HuntDraft {
  readonly language: QueryLanguage;
  readonly query: string;
}

export function HuntForm({
  draft,
  children,
  editor,
  isRunning,
  run,
  setDraft,
}: {
  readonly draft: HuntDraft;
  readonly setDraft: (draft: HuntDraft) => void;
  readonly run: () => void;
  readonly isRunning: boolean;
  readonly editor: RefObject<QueryEditorHandle | null>;
  /** What can be done with the question besides. */
  readonly children: ReactNode;
}): ReactNode {
  const [settled] = useDebouncedValue(draft, 250);
  const checked = useCheckedQuery(settled.language, settled.query);
  const diagnostics = checked.isPlaceholderData ? [] : (checked.data?.diagnostics ?? []);
  const goTo = ({ column, line }: ShownDiagnostic): void => {
    if (line === null || column === null) return;
    const before = draft.query.split('\n').slice(0, line - 1);
    editor.current?.goTo(before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1);
  };
  const setQuery = (query: string): void => setDraft({ ...draft, query });
  return (
    <form
      className={classes['form']}
      onSubmit={event => {
        event.preventDefault();
        run();
      }}
    >
      <div className={classes['asked']}>
        <SegmentedControl
          aria-label="language of the query"
          data={[
            { value: 'eql', label: 'EQL' },
            { value: 'kql', label: 'KQL' },
          ]}
          value={draft.language}
          onChange={language => setDraft(inLanguage(draft, language === 'kql' ? 'kql' : 'eql'))}
        />
        <div className={classes['query']} data-query="">
          <Suspense
            fallback={
              <Textarea
                aria-label="query"
                rows={1}
                spellCheck={false}
                value={draft.query}
                onChange={event => setQuery(event.currentTarget.value)}
              />
            }
          >
            <QueryEditor
              language={draft.language === 'kql' ? 'kuery' : 'eql'}
              value={draft.query}
              onChange={setQuery}
              onRun={run}
              label="query"
              minHeight="28px"
              handle={editor}
            />
          </Suspense>
        </div>
        <RangePicker />
        <Button type="submit" variant="filled" title="run (Ctrl-Enter)">
          {isRunning ? 'Run again' : 'Run'}
        </Button>
        {children}
      </div>
      <ul id="query-problems" className={classes['problems']} aria-label="problems of the query">
        {diagnostics.slice(0, 5).map(diagnostic => (
          <li key={`${diagnostic.code} ${diagnostic.line}:${diagnostic.column} ${diagnostic.message}`}>
            <button type="button" onClick={() => goTo(diagnostic)} disabled={diagnostic.line === null}>
              <span aria-hidden="true">{diagnostic.severity === 'error' ? '✖' : '▲'}</span>{' '}
              {diagnostic.severity}
              {diagnostic.line === null ? '' : ` at ${diagnostic.line}:${diagnostic.column}`}
            </button>{' '}
            <Value value={diagnostic.message} />
            {diagnostic.help === null ? null : (
              <span className="dim">
                {' '}
                – <Value value={diagnostic.help} />
              </span>
            )}{' '}
            <code className="dim">{diagnostic.code}</code>
          </li>
        ))}
        {diagnostics.length > 5 ? <li className="dim">{diagnostics.length - 5} more problems</li> : null}
      </ul>
    </form>
  );
}

/** What asks for everything in one language does so in the other; else the text stays as somebody wrote it. */
function inLanguage({ query }: HuntDraft, language: QueryLanguage): HuntDraft {
  const text = query.trim();
  if (language === 'kql') return { language, query: text === 'any where true' ? '' : query };
  return { language, query: text === '' ? 'any where true' : query };
}
