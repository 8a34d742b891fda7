/** The runs, the newest first, with everything that was counted. */
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import { type Run, useRuns } from '../../server/rule-runs.ts';
import classes from './rule.module.css';

const KINDS: { readonly [kind in Run['kind']]: string } = {
  scheduled: '',
  manual: 'by hand',
  'gap-fill': 'fills a gap',
};
const OUTCOMES = { succeeded: '✔ ok', partial: '! warning', failed: '× failed' } as const;
const HEADS = ['window', 'outcome', 'began', 'took', 'events', 'hits', 'alerts', 'what to know'];

export function RuleRuns({
  chosen,
  rule,
}: {
  readonly rule: RuleHealth;
  /** The id of a run, or of a gap, which has no row. */
  readonly chosen: string | undefined;
}): ReactNode {
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useRuns(rule.id);
  const row = useRef<HTMLTableRowElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is chosen
  useEffect(() => row.current?.scrollIntoView({ block: 'nearest' }), [chosen]);
  if (data === undefined)
    return error === null ? (
      <Loading height={200} label="the runs" />
    ) : (
      <ProblemNotice error={error} retry={() => void refetch()} />
    );
  const runs = data.pages.flat();
  if (runs.length === 0) return <p className="dim">It has not run yet.</p>;
  return (
    <div className={classes['wide']}>
      <table className={classes['table']}>
        <thead>
          <tr>
            {HEADS.map(head => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <tr
              key={run.id}
              ref={run.id === chosen ? row : undefined}
              data-chosen={run.id === chosen}
              aria-current={run.id === chosen ? 'true' : undefined}
            >
              <RunCells run={run} intervalMs={rule.schedule.intervalMs} />
            </tr>
          ))}
        </tbody>
      </table>
      {error === null ? null : <ProblemNotice error={error} retry={() => void fetchNextPage()} />}
      {hasNextPage ? (
        <Button onClick={() => void fetchNextPage()}>{isFetchingNextPage ? 'Reading…' : 'Older runs'}</Button>
      ) : (
        <p className="dim">That is all that is kept.</p>
      )}
    </div>
  );
}

function RunCells({ intervalMs, run }: { readonly run: Run; readonly intervalMs: number }): ReactNode {
  const { delayMs, durationMs, events, hits, kind, notCovered, outcome, startedAt, warnings, window } = run;
  return (
    <>
      <td>
        <Time at={window.from} /> –<br />
        <Time at={window.to} />
      </td>
      <td>
        {outcome === 'succeeded' ? OUTCOMES[outcome] : <strong>{OUTCOMES[outcome]}</strong>}
        {KINDS[kind] === '' ? null : <div className="dim">{KINDS[kind]}</div>}
      </td>
      <td>
        <Time at={startedAt} />
        {delayMs > 1_000 ? (
          <div className={delayMs > intervalMs ? classes['late'] : 'dim'}>{durationText(delayMs)} late</div>
        ) : null}
      </td>
      <td className={classes['number']}>{durationText(durationMs)}</td>
      <td className={classes['number']}>{events.toLocaleString('en')}</td>
      <td className={classes['number']}>{hits.toLocaleString('en')}</td>
      <td>
        <Counts run={run} />
      </td>
      <td>
        {warnings.map(warning => (
          <div key={warning}>
            <Value value={warning} />
          </div>
        ))}
        {notCovered.map(({ from, to }) => (
          <div key={from}>
            not covered: <Time at={from} /> – <Time at={to} />
          </div>
        ))}
      </td>
    </>
  );
}

function Counts({ run }: { readonly run: Run }): ReactNode {
  const others = [
    [run.knownAlerts, 'known'],
    [run.supersededAlerts, 'superseded'],
    [run.suppressedAlerts, 'suppressed'],
    [run.exceptedMatches, 'taken away by exceptions'],
    [run.heldBack?.alerts ?? 0, 'held back'],
  ] as const;
  return (
    <>
      <span className="num">{run.newAlerts.toLocaleString('en')} new</span>
      {others.map(([count, word]) =>
        count === 0 ? null : (
          <div key={word} className="dim num">
            {count.toLocaleString('en')} {word}
          </div>
        ),
      )}
    </>
  );
}
