/** Which techniques of ATT&CK the rules cover with data that really arrives. */
import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { CoverageAnswer } from '../../../api/coverage.ts';
import { useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { navigatorHref, useCoverage } from '../../server/coverage.ts';
import classes from './coverage.module.css';
import { type CoverageMeasure, isHole, type TacticRow, tacticRows } from './coverage-cells.ts';
import { CoverageMatrix } from './coverage-matrix.tsx';
import { OpenedRules, placeOf, Unmapped } from './opened-rules.tsx';
import { SourcesMenu } from './sources-menu.tsx';

const USUAL_FROM = 'now-30d';

export default function CoveragePage(): ReactNode {
  const [params, setUrl] = useUrlState();
  const from = params.get('from') ?? USUAL_FROM;
  const without = (params.get('without') ?? '').split(',').filter(name => name !== '');
  const measure = measureOf(params.get('show'));
  const showsParts = params.get('parts') !== 'no';
  const showsHoles = params.get('holes') === 'yes';
  const opened = params.get('open') ?? undefined;
  const [asksToEnable, setAsks] = useState(false);
  const coverage = useCoverage(from, without);

  const toggleParts = (): void => setUrl({ parts: showsParts ? 'no' : undefined });
  const toggleHoles = (): void => setUrl({ holes: showsHoles ? undefined : 'yes' });
  const open = (name: string | undefined, enables = false): void => {
    setAsks(enables);
    setUrl({ open: name });
  };
  const close = (): void => {
    open(undefined);
    document.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')?.focus();
  };
  useKeys('Coverage', [
    { keys: 's', does: 'sub-techniques in the cells, or not', run: toggleParts },
    { keys: 'o', does: 'only cells where nothing could fire', run: toggleHoles },
    { keys: 'Escape', does: 'close the rules', run: close },
  ]);

  if (coverage.error !== null && coverage.data === undefined)
    return <ProblemNotice error={coverage.error} retry={() => void coverage.refetch()} />;
  const { data } = coverage;
  if (data === undefined) return <Loading height={500} label="the coverage" />;
  const rows = tacticRows(data);
  const shown = showsHoles ? onlyHoles(rows) : rows;
  const place = placeOf(opened);
  return (
    <div className={classes['page']}>
      <div className={classes['bar']}>
        <SegmentedControl
          aria-label="what the numbers count"
          value={measure}
          onChange={show => setUrl({ show: show === 'ready' ? undefined : show })}
          data={[
            { value: 'on', label: 'rules that are on' },
            { value: 'ready', label: 'whose data arrives' },
            { value: 'alerts', label: 'alerts' },
          ]}
        />
        <Select
          aria-label="since when alerts and data count"
          className={classes['since'] ?? ''}
          allowDeselect={false}
          value={from}
          onChange={value => setUrl({ from: value === USUAL_FROM || value === null ? undefined : value })}
          data={sinceChoices(from)}
        />
        <SourcesMenu
          coverage={data}
          without={without}
          setWithout={names => setUrl({ without: names.join(',') })}
        />
        <Switch label="sub-techniques (s)" checked={showsParts} onChange={toggleParts} />
        <Switch label="only holes (o)" checked={showsHoles} onChange={toggleHoles} />
        <span className={classes['gap']} />
        <Button component="a" href={navigatorHref(from, without)} download="tripline-coverage.json">
          Navigator layer
        </Button>
      </div>
      {coverage.error === null ? null : (
        <ProblemNotice error={coverage.error} retry={() => void coverage.refetch()} />
      )}
      <Legend coverage={data} rows={rows} />
      <div className={classes['body']} data-open={opened !== undefined}>
        <div className={classes['scroll']}>
          {shown.length === 0 ? (
            <NoCells rows={rows} showAll={toggleHoles} />
          ) : (
            <CoverageMatrix
              rows={shown}
              measure={measure}
              showsParts={showsParts}
              isDimmed={coverage.isPlaceholderData}
              opened={place}
              open={({ tactic, technique }, enables) => open(`${tactic}/${technique}`, enables)}
            />
          )}
          <Unmapped coverage={data} rows={rows} open={open} />
        </div>
        {opened === undefined ? null : (
          <aside className={classes['side']}>
            <OpenedRules
              key={`${opened} ${asksToEnable}`}
              opened={opened}
              coverage={data}
              rows={rows}
              close={close}
              asksToEnable={asksToEnable}
            />
          </aside>
        )}
      </div>
      <footer className={classes['footer']}>
        arrows move · Enter rules of the cell · e enable in place · s sub-techniques · o only holes · ? keys
      </footer>
    </div>
  );
}

function measureOf(text: string | null): CoverageMeasure {
  return text === 'on' || text === 'alerts' ? text : 'ready';
}

function onlyHoles(rows: readonly TacticRow[]): readonly TacticRow[] {
  return rows
    .map(row => ({ ...row, cells: row.cells.filter(isHole) }))
    .filter(({ cells }) => cells.length > 0);
}

function sinceChoices(from: string): { value: string; label: string }[] {
  const usual = [
    { value: 'now-24h', label: 'last 24 h' },
    { value: 'now-7d', label: 'last 7 d' },
    { value: USUAL_FROM, label: 'last 30 d' },
    { value: 'now-90d', label: 'last 90 d' },
  ];
  return usual.some(({ value }) => value === from)
    ? usual
    : [...usual, { value: from, label: `since ${from}` }];
}

function Legend({
  coverage,
  rows,
}: {
  readonly coverage: CoverageAnswer;
  readonly rows: readonly TacticRow[];
}): ReactNode {
  const cells = rows.flatMap(row => row.cells);
  const ready = cells.filter(cell => !isHole(cell)).length;
  return (
    <p className={classes['legend']}>
      <strong className="num">
        {ready} of {cells.length}
      </strong>{' '}
      techniques that rules name have one that could fire. A covered technique is one for which a rule could
      fire, not one that is caught; techniques that no rule names are not shown. ▨ no data · ○ off · ✖ failed
      {coverage.isPartial ? ' · alerts are at least so many: there was no time to count all' : ''}
    </p>
  );
}

function NoCells({
  rows,
  showAll,
}: {
  readonly rows: readonly TacticRow[];
  readonly showAll: () => void;
}): ReactNode {
  if (rows.length > 0)
    return (
      <Notice title="No holes" action={<Button onClick={showAll}>Show all cells</Button>}>
        For every technique that a rule names, one could fire.
      </Notice>
    );
  return (
    <Notice title="No rule names a technique" action={<Link href="/rules">Rules</Link>}>
      Coverage is what rules say of themselves: add rules that name tactics and techniques of ATT&CK.
    </Notice>
  );
}
