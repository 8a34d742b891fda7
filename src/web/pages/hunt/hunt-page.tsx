/** The hunt: a query over stored events, what it finds, and where to go from there. */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { QueryEditorHandle } from '../../editor/query-editor.tsx';
import { announce } from '../../frame/announcements.ts';
import { useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { columnsShown } from '../../parts/event-columns.ts';
import { fieldsOfEvents, type Scalar } from '../../parts/event-fields.ts';
import { eventRows, timeOf } from '../../parts/event-rows.ts';
import { EventTable, type EventTableHandle } from '../../parts/event-table.tsx';
import { FieldList } from '../../parts/field-list.tsx';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { queryOfCondition, withCondition } from '../../parts/query-filter.ts';
import { ValueActions } from '../../parts/value.tsx';
import type { ValueCondition } from '../../parts/value-condition.ts';
import { rangeAround } from './event-pivots.ts';
import { useEventSearch } from './event-search.ts';
import classes from './hunt.module.css';
import { addressOfStep, columnsOf, huntStepOf, questionOf } from './hunt-address.ts';
import { HuntForm } from './hunt-form.tsx';
import { HuntHistogram } from './hunt-histogram.tsx';
import { CopyMenu, HistoryMenu, keepQueries, keptQueries } from './hunt-menus.tsx';
import { NothingFound } from './hunt-nothing.tsx';
import type { HuntStep } from './hunt-steps.ts';
import { Trail } from './hunt-trail.tsx';
import { OpenEvent } from './open-event.tsx';
import { withQuery } from './query-history.ts';
import { SearchStatus } from './search-status.tsx';
import { useTrail } from './use-trail.ts';

/** Of the rows, for the list of fields: more would tell hardly any other. */
const MOST_LOOKED_AT = 500;

export default function HuntPage(): ReactNode {
  const [params, setUrl] = useUrlState();
  const [, goToPage] = useLocation();
  const isNarrow = useMediaQuery('(max-width: 600px)') ?? false;
  const [run, setRun] = useState(0);
  const [areFieldsOpen, setFieldsOpen] = useState(false);
  const editor = useRef<QueryEditorHandle>(null);
  const table = useRef<EventTableHandle>(null);

  const { from, language, query, to } = huntStepOf(params);
  const step = useMemo((): HuntStep => ({ language, query, from, to }), [language, query, from, to]);
  const [typed, setDraft] = useState({ step, language, query });
  // Another step than the one it was typed for: the draft begins anew.
  const draft = typed.step === step ? typed : { language, query };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each run asks anew what `now` is
  const question = useMemo(() => questionOf(step, Date.now()), [step, run]);
  const search = useEventSearch(question, run);
  const trail = useTrail(step);
  const rows = useMemo(() => eventRows(search.results), [search.results]);
  const found = useMemo(
    () =>
      fieldsOfEvents(
        rows.slice(0, MOST_LOOKED_AT).flatMap(row => (row.kind === 'event' ? [row.event._source] : [])),
      ),
    [rows],
  );
  const columns = columnsOf(params);
  const openId = params.get('open') ?? undefined;

  const goTo = (next: HuntStep): void => {
    setUrl(addressOfStep(next), { push: true });
    setRun(before => before + 1);
  };
  const runDraft = (): void => {
    keepQueries(withQuery(keptQueries(), draft, Date.now()));
    goTo({ ...step, language: draft.language, query: draft.query });
  };
  const narrow = (condition: ValueCondition, at?: number): void => {
    const next = withCondition(draft.language, draft.query, condition, at);
    if (next === undefined) announce('the query has a mistake: mend it, and this filter can be added');
    else goTo({ ...step, language: draft.language, query: next });
  };
  const filter = (field: string, value: Scalar | undefined, isWanted: boolean, at?: number): void =>
    narrow({ field, value, isWanted }, at);
  const toggleColumn = (field: string): void => {
    const after = columns.includes(field) ? columns.filter(one => one !== field) : [...columns, field];
    setUrl({ cols: after.join(',') });
  };
  const setRange = (fromMs: number, toMs: number): void =>
    goTo({ ...step, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
  const close = (): void => {
    setUrl({ open: undefined });
    table.current?.focus();
  };
  const toggleTree = (): void => setUrl({ tree: params.get('tree') === 'yes' ? undefined : 'yes' });
  const ruleFromThis = (): void =>
    goToPage(`/rules/new?${new URLSearchParams({ lang: draft.language, q: draft.query })}`);
  const stepBy = (by: 1 | -1): void => {
    const there = trail.steps[trail.at + by];
    if (there === undefined) announce(by < 0 ? 'this is the first step' : 'this is the last step');
    else goTo(there);
  };
  const filterCell = (isWanted: boolean): void => {
    const cell = table.current?.cell();
    if (cell?.value !== undefined) filter(cell.field, cell.value, isWanted, cell.step);
    else announce('choose a cell with a value: arrow keys move');
  };

  useKeys('Hunt', [
    { keys: 'Mod-Enter', does: 'run the query', run: runDraft, whileTyping: true },
    { keys: '/', does: 'go to the query', run: () => editor.current?.focus() },
    { keys: 'j', does: 'next event', run: () => table.current?.move(1) },
    { keys: 'k', does: 'previous event', run: () => table.current?.move(-1) },
    { keys: 'o', does: 'open the event (Enter on it)', run: () => table.current?.openAt() },
    { keys: 'f', does: 'only events with the value of this cell', run: () => filterCell(true) },
    { keys: 'F', does: 'no events with the value of this cell', run: () => filterCell(false) },
    {
      keys: 'v',
      does: 'take the column of this cell away, or open the list of fields',
      run: () => {
        const field = table.current?.cell()?.field;
        if (field !== undefined && columns.includes(field)) toggleColumn(field);
        else setFieldsOpen(true);
      },
    },
    { keys: 'p', does: 'the processes around the open event', run: toggleTree },
    { keys: '[', does: 'one step back', run: () => stepBy(-1) },
    { keys: ']', does: 'one step forward', run: () => stepBy(1) },
    { keys: 'R', does: 'a rule from this query', run: ruleFromThis },
    {
      keys: 'Escape',
      does: 'close the event, leave the query, or cancel the search',
      whileTyping: true,
      run: () => {
        if (document.activeElement?.closest('[data-query]') != null) table.current?.focus();
        else if (openId !== undefined) close();
        else if (search.isRunning) search.cancel();
      },
    },
  ]);

  const opened = rows.find(row => row.kind === 'event' && row.event._id === openId);
  const aroundMs = opened?.kind === 'event' ? timeOf(opened.event) : undefined;
  const actions = [
    { label: 'Only these', run: (field: string, value: Scalar) => filter(field, value, true) },
    { label: 'Without these', run: (field: string, value: Scalar) => filter(field, value, false) },
    {
      label: 'Only this condition',
      run: (field: string, value: Scalar) => {
        const only = queryOfCondition(draft.language, { field, value, isWanted: true });
        if (only !== undefined) goTo({ ...step, language: draft.language, query: only });
      },
    },
    {
      label: 'Everything with it ±15 min',
      run:
        aroundMs === undefined
          ? undefined
          : (field: string, value: Scalar) => {
              const only = queryOfCondition(draft.language, { field, value, isWanted: true });
              if (only !== undefined) goTo({ ...step, ...draft, query: only, ...rangeAround(aroundMs) });
            },
    },
    { label: 'Column', run: (field: string) => toggleColumn(field) },
    {
      label: 'Alerts with this value',
      run: (field: string, value: Scalar) => {
        const q = queryOfCondition('kql', { field, value, isWanted: true });
        if (q !== undefined) goToPage(`/alerts?${new URLSearchParams({ q })}`);
      },
    },
  ];
  const isNothing = !search.isRunning && search.end !== undefined && rows.length === 0;
  return (
    <ValueActions value={actions}>
      <div className={classes['page']}>
        <HuntForm
          draft={draft}
          setDraft={next => setDraft({ step, ...next })}
          run={runDraft}
          isRunning={search.isRunning}
          editor={editor}
        >
          <HistoryMenu
            choose={({ language: lang, query: text }) => goTo({ ...step, language: lang, query: text })}
          />
          <Button title="a rule from this query (Shift+R)" onClick={ruleFromThis}>
            + Rule
          </Button>
        </HuntForm>
        <Trail trail={trail} goTo={at => goTo(trail.steps[at] ?? step)} />
        <HuntHistogram question={question} setRange={setRange} />
        <div className={classes['bar']} data-open={openId !== undefined}>
          <SearchStatus search={search} />
          <span className={classes['gap']} />
          <Button
            className={classes['fieldsButton'] ?? ''}
            aria-expanded={areFieldsOpen}
            onClick={() => setFieldsOpen(!areFieldsOpen)}
          >
            Fields
          </Button>
          <CopyMenu rows={rows} columns={columnsShown(columns, false)} />
        </div>
        {search.error === null || search.error === undefined ? null : (
          <ProblemNotice error={search.error} retry={() => setRun(before => before + 1)} />
        )}
        <div className={classes['body']} data-open={openId !== undefined}>
          <div className={classes['side']} data-open={areFieldsOpen}>
            <FieldList question={question} found={found} columns={columns} acts={{ filter, toggleColumn }} />
          </div>
          <div className={classes['found']}>
            {isNothing ? <NothingFound question={question} goTo={setRange} /> : null}
            {search.wasCancelled && rows.length === 0 ? (
              <Notice title="The search was cancelled" action={<Button onClick={runDraft}>Run</Button>}>
                Nothing had been found by then.
              </Notice>
            ) : null}
            {search.isRunning && rows.length === 0 ? <Loading height={240} label="events" /> : null}
            {rows.length === 0 ? null : (
              <EventTable
                handle={table}
                rows={rows}
                columns={columns}
                isDimmed={search.isStale}
                isNarrow={isNarrow}
                openId={openId}
                acts={{ filter, open: id => setUrl({ open: id === openId ? undefined : id }) }}
              />
            )}
          </div>
          {openId === undefined ? null : (
            <div className={classes['panel']}>
              <OpenEvent
                id={openId}
                rows={rows}
                language={draft.language}
                close={close}
                filter={filter}
                open={id => setUrl({ open: id })}
                showsTree={params.get('tree') === 'yes'}
                toggleTree={toggleTree}
                goTo={target =>
                  goTo({
                    ...step,
                    language: draft.language,
                    query: target.query,
                    ...(target.aroundMs !== undefined && rangeAround(target.aroundMs)),
                  })
                }
              />
            </div>
          )}
        </div>
        <footer className={classes['footer']}>
          Mod-Enter run · j/k move · Enter open · f/F filter · . value · [ ] steps · Shift+R rule · ? keys
        </footer>
      </div>
    </ValueActions>
  );
}
