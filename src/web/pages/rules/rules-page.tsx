/** All rules: problems first, a filter for each count, and what is done to many at once. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { RuleOverviewRow, RulesOverview } from '../../../api/rules-overview.ts';
import { type KeyBinding, useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { isNowhere } from '../../parts/lost-focus.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';
import { useActing } from '../../parts/use-acting.ts';
import { useStable } from '../../parts/use-stable.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import { deleteRules, duplicateRules, exportRules, fillGapsOf, switchRules } from '../../server/rule-acts.ts';
import { refetchRules, useRulesOverview } from '../../server/rules.ts';
import { ActsBar } from './acts-bar.tsx';
import { FillProgress } from './fill-progress.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { rememberedRow, rememberList } from './list-memory.ts';
import { NoRules } from './no-rules.tsx';
import { filterOf } from './rule-filter.ts';
import classes from './rules.module.css';
import { RulesFilters } from './rules-filters.tsx';
import { RulesGrid } from './rules-grid.tsx';
import { SearchField } from './search-field.tsx';
import { withToggled } from './selection.ts';
import { SwitchOnDialog } from './switch-on-dialog.tsx';
import { useSettled } from './use-settled.ts';

export default function RulesPage(): ReactNode {
  const overview = useRulesOverview();
  if (overview.data === undefined)
    return overview.error === null ? (
      <Loading height={480} label="the rules" />
    ) : (
      <ProblemNotice error={overview.error} retry={() => void overview.refetch()} />
    );
  return <Rules overview={overview.data} error={overview.error} retry={() => void overview.refetch()} />;
}

function Rules({
  error,
  overview,
  retry,
}: {
  readonly overview: RulesOverview;
  readonly error: unknown;
  readonly retry: () => void;
}): ReactNode {
  const [params, setUrl] = useUrlState();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const readOnly = useReadOnlyReason('author');
  const acting = useActing();
  const [turn, setTurn] = useState(0);
  const [activeId, setActiveId] = useState(rememberedRow);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<'import' | { readonly switchOn: readonly RuleOverviewRow[] }>();
  const search = useRef<HTMLInputElement>(null);
  const filters = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);

  const address = params.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(address)), [address]);
  const { moved, rules } = useSettled(overview.rules, filter, turn);
  const at = Math.max(
    0,
    rules.findIndex(({ id }) => id === activeId),
  );
  const active = rules[at];
  useEffect(() => rememberList(address, active?.id), [address, active?.id]);
  const nameOf = useMemo(() => new Map(overview.rules.map(({ id, name }) => [id, name])), [overview.rules]);
  const chosen = useMemo(
    () => overview.rules.filter(({ id }) => selected.has(id)),
    [overview.rules, selected],
  );
  /** What an act is about: the selected rows, else the one with the focus. */
  const meant = chosen.length > 0 ? chosen : active === undefined ? [] : [active];
  const ids = (of: readonly RuleOverviewRow[]): readonly string[] => of.map(({ id }) => id);

  const act = (name: string, run: () => Promise<unknown>): void =>
    acting.run(name, async () => {
      await run();
      await refetchRules(queries);
    });
  const switchAll = (of: readonly RuleOverviewRow[], isOn: boolean): void => {
    const others = of.filter(({ isEnabled }) => isEnabled !== isOn);
    if (isOn && others.length > 1) {
      // What is closed gives the focus back to where it was.
      if (isNowhere(document.activeElement)) grid.current?.focus();
      setDialog({ switchOn: others });
    } else if (others.length > 0) act('switching', () => switchRules(ids(others), isOn));
  };
  const toggleSwitch = useStable((rule: RuleOverviewRow) => switchAll([rule], !rule.isEnabled));
  const toggle = useStable((id: string, isRange = false) =>
    setSelected(before =>
      withToggled(before, id, isRange ? { order: ids(rules), from: activeId } : undefined),
    ),
  );
  const open = useStable(({ id }: RuleOverviewRow) => go(`/rules/${id}`));
  const moveTo = (index: number, extends_ = false): void => {
    const next = rules[Math.min(rules.length - 1, Math.max(0, index))];
    if (next === undefined) return;
    if (extends_)
      setSelected(before => new Set([...before, ...(active === undefined ? [] : [active.id]), next.id]));
    setActiveId(next.id);
    grid.current?.focus({ preventScroll: true });
  };
  const unlessReadOnly = (run: () => void) => (): void => {
    if (readOnly === undefined) run();
    else acting.refuse(readOnly);
  };
  const fill = unlessReadOnly(() => {
    act('filling', () => fillGapsOf(ids(meant)));
  });

  const keys: readonly KeyBinding[] = [
    { keys: 'j', does: 'next rule', run: () => moveTo(at + 1) },
    { keys: 'k', does: 'previous rule', run: () => moveTo(at - 1) },
    { keys: 'J', does: 'select and go down', run: () => moveTo(at + 1, true) },
    { keys: 'K', does: 'select and go up', run: () => moveTo(at - 1, true) },
    { keys: 'x', does: 'select this rule', run: () => active && toggle(active.id) },
    { keys: 'Mod-a', does: 'select all rules that are shown', run: () => setSelected(new Set(ids(rules))) },
    { keys: 'Enter', does: 'open this rule', run: () => active && open(active) },
    {
      keys: ' ',
      does: 'switch this rule, or those selected, on or off',
      run: unlessReadOnly(() => switchAll(meant, !meant.every(({ isEnabled }) => isEnabled))),
    },
    { keys: 'G', does: 'fill the gaps of this rule, or of those selected', run: fill },
    { keys: '/', does: 'search', run: () => search.current?.focus() },
    {
      keys: 'f',
      does: 'go to the counts and filters',
      run: () => filters.current?.querySelector<HTMLElement>('button')?.focus(),
    },
    { keys: 'e', does: 'edit this rule', run: () => active && go(`/rules/${active.id}/edit`) },
    { keys: 'u', does: 'sort and filter anew', run: () => setTurn(turn + 1) },
    {
      keys: 'Escape',
      does: 'select none',
      run: ({ target }) => {
        // Whatever lies over the list is closed first, and takes nothing else with it.
        if (target !== grid.current && !isNowhere(target)) return;
        setSelected(new Set());
        grid.current?.focus();
      },
    },
  ];
  // A dialogue has the keys to itself.
  useKeys('Rules', dialog === undefined ? keys : []);

  if (overview.rules.length === 0)
    return (
      <>
        <NoRules onImport={() => setDialog('import')} readOnly={readOnly} onNew={() => go('/rules/new')} />
        {dialog === 'import' ? <ImportDialog close={() => setDialog(undefined)} /> : null}
      </>
    );
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <RulesFilters
          ref={filters}
          counts={overview.counts}
          filter={filter}
          rules={overview.rules}
          setUrl={setUrl}
        />
        <SearchField
          ref={search}
          words={filter.words}
          onWords={q => setUrl({ q })}
          onDone={() => grid.current?.focus()}
        />
        <ReasonedButton size="compact-sm" onClick={() => go('/rules/new')} why={readOnly}>
          New
        </ReasonedButton>
        <ReasonedButton size="compact-sm" onClick={() => setDialog('import')} why={readOnly}>
          Import
        </ReasonedButton>
      </div>
      {error === null ? null : <ProblemNotice error={error} retry={retry} />}
      <FillProgress nameOf={nameOf} />
      <ActsBar
        acting={acting}
        chosen={chosen}
        shown={rules.length}
        readOnly={readOnly}
        selectAll={() => setSelected(new Set(ids(rules)))}
        selectNone={() => setSelected(new Set())}
        switchOn={() => switchAll(chosen, true)}
        switchOff={() => switchAll(chosen, false)}
        fill={fill}
        duplicate={() => act('copying', () => duplicateRules(ids(chosen)))}
        save={() => act('exporting', () => exportRules(chosen.map(({ ruleId }) => ruleId)))}
        remove={() =>
          act('deleting', async () => {
            await deleteRules(ids(chosen.filter(({ file }) => file === undefined)));
            setSelected(new Set());
          })
        }
      />
      {rules.length === 0 ? (
        <Notice
          title="No rule passes these filters"
          action={
            <Button onClick={() => setUrl(NO_FILTERS, { push: true })}>
              Show all {overview.rules.length.toLocaleString('en')}
            </Button>
          }
        >
          {overview.rules.length.toLocaleString('en')} rules were looked at.
        </Notice>
      ) : (
        <RulesGrid
          ref={grid}
          rules={rules}
          activeAt={at}
          selected={selected}
          filter={filter}
          readOnly={readOnly}
          nowMs={Date.parse(overview.at)}
          onActive={setActiveId}
          onMove={moveTo}
          onOpen={open}
          onSelect={toggle}
          onSort={sort => setUrl({ sort })}
          onSwitch={toggleSwitch}
        />
      )}
      <p className={classes['foot']}>
        <span role="status">
          {rules.length.toLocaleString('en')} of {overview.rules.length.toLocaleString('en')} rules
          {overview.isPartial ? ' · there was no time to count all alerts' : ''}
        </span>
        {moved > 0 ? (
          <Button variant="subtle" onClick={() => setTurn(turn + 1)}>
            {moved} pass the filter no more: sort anew (u)
          </Button>
        ) : null}
        <span className={classes['hints']}>
          <kbd>x</kbd> select · <kbd>Enter</kbd> open · <kbd>Space</kbd> on or off · <kbd>f</kbd> filters ·{' '}
          <kbd>Shift+G</kbd> fill gaps · <kbd>/</kbd> search · <kbd>?</kbd> keys
        </span>
      </p>
      {dialog === 'import' ? <ImportDialog close={() => setDialog(undefined)} /> : null}
      {typeof dialog === 'object' ? (
        <SwitchOnDialog
          rules={dialog.switchOn}
          close={() => setDialog(undefined)}
          confirm={() => {
            setDialog(undefined);
            act('switching', () => switchRules(ids(dialog.switchOn), true));
          }}
        />
      ) : null}
    </div>
  );
}

const NO_FILTERS = {
  ...{ q: undefined, show: undefined, tactic: undefined, tag: undefined },
  ...{ severity: undefined, type: undefined, source: undefined },
};
