/** Which techniques of ATT&CK the rules cover with data that really arrives. */
import { Button, Checkbox, Menu, SegmentedControl, Select, Switch } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { CoverageAnswer } from '../../../api/coverage.ts';
import { useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import { navigatorHref, useCoverage } from '../../server/coverage.ts';
import classes from './coverage.module.css';
import { type CoverageMeasure, isHole, oddIds, type TacticRow, tacticRows } from './coverage-cells.ts';
import { type CellPlace, CoverageMatrix } from './coverage-matrix.tsx';
import { CoverageRules } from './coverage-rules.tsx';

const USUAL_FROM = 'now-30d';
/** In the place of a cell: rules that name no technique. */
const UNMAPPED = 'without';
const ODD = 'odd';

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

function placeOf(opened: string | undefined): CellPlace | undefined {
  const [tactic, technique] = opened?.split('/') ?? [];
  return tactic === undefined || technique === undefined ? undefined : { tactic, technique };
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

function SourcesMenu({
  coverage: { sources },
  setWithout,
  without,
}: {
  readonly coverage: CoverageAnswer;
  readonly without: readonly string[];
  readonly setWithout: (names: readonly string[]) => void;
}): ReactNode {
  const named = sources.flatMap(({ events, index }) => (index === null ? [] : [{ index, events }]));
  const left = named.filter(({ index }) => !without.includes(index)).length;
  return (
    <Menu position="bottom-start" withinPortal closeOnItemClick={false}>
      <Menu.Target>
        <Button title="what would be covered if some data did not come">
          data:{' '}
          {named.length === 0 ? 'none' : left === named.length ? `all ${left}` : `${left} of ${named.length}`}{' '}
          ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        <Menu.Label>Indices into which events came; take some away to see what hangs on them</Menu.Label>
        {named.length === 0 ? <Menu.Label>none</Menu.Label> : null}
        {named.map(({ events, index }) => (
          <Menu.Item key={index} component="label">
            <Checkbox
              checked={!without.includes(index)}
              onChange={event =>
                setWithout(
                  event.currentTarget.checked ? without.filter(name => name !== index) : [...without, index],
                )
              }
              label={
                <>
                  <Value value={index} />{' '}
                  <span className="dim num">{events.toLocaleString('en')} events</span>
                </>
              }
            />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
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

function Unmapped({
  coverage,
  open,
  rows,
}: {
  readonly coverage: CoverageAnswer;
  readonly rows: readonly TacticRow[];
  readonly open: (name: string) => void;
}): ReactNode {
  const odd = oddIds(coverage);
  const only = rows.reduce((sum, { withoutTechnique }) => sum + withoutTechnique.length, 0);
  if (coverage.unmapped.length + only + odd.length === 0) return null;
  return (
    <section className={classes['unmapped']} aria-label="rules that are in no cell">
      {coverage.unmapped.length + only === 0 ? null : (
        <Button onClick={() => open(UNMAPPED)}>
          {(coverage.unmapped.length + only).toLocaleString('en')} rules name no technique
        </Button>
      )}
      {odd.length === 0 ? null : (
        <Button onClick={() => open(ODD)}>{odd.length} ids that ATT&CK cannot have</Button>
      )}
    </section>
  );
}

function OpenedRules({
  asksToEnable,
  close,
  coverage,
  opened,
  rows,
}: {
  readonly opened: string;
  readonly coverage: CoverageAnswer;
  readonly rows: readonly TacticRow[];
  readonly close: () => void;
  readonly asksToEnable: boolean;
}): ReactNode {
  const given = { coverage, close, asksToEnable };
  if (opened === UNMAPPED) {
    const ids = [...coverage.unmapped, ...rows.flatMap(({ withoutTechnique }) => withoutTechnique)];
    return <CoverageRules {...given} title="Rules that name no technique" rules={[...new Set(ids)]} />;
  }
  if (opened === ODD) {
    const odd = oddIds(coverage);
    return (
      <CoverageRules
        {...given}
        title="Ids that ATT&CK cannot have"
        rules={[...new Set(odd.flatMap(({ rules }) => rules))]}
      >
        <p>
          {odd.map(({ id, name }) => (
            <span key={id}>
              <Value value={id} isCode /> <Value value={name} />{' '}
            </span>
          ))}
        </p>
      </CoverageRules>
    );
  }
  const place = placeOf(opened);
  const tactic = rows.find(({ id }) => id === place?.tactic);
  const cell = tactic?.cells.find(({ id }) => id === place?.technique);
  if (cell === undefined)
    return (
      <Notice title="No rule names this technique" action={<Button onClick={close}>Close</Button>}>
        It may have been deleted since this link was made.
      </Notice>
    );
  return (
    <CoverageRules
      {...given}
      title={
        <>
          <Value value={cell.id} /> <Value value={cell.name} />
        </>
      }
      rules={cell.rules}
    >
      <p className="dim">
        {tactic === undefined ? null : <Value value={tactic.name} />} ·{' '}
        <Link
          href={`/alerts?${new URLSearchParams({ technique: cell.id, status: 'all', from: coverage.window.from })}`}
        >
          alerts of this technique
        </Link>
      </p>
    </CoverageRules>
  );
}
