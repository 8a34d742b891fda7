/** What ran: a strip of the latest runs, the last one in words, gaps, and what runs over the past right now. */
import type { ReactNode } from 'react';
import type { RuleHealth } from '../../../api/rules-overview.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';
import { stripCells } from '../../parts/run-cells.ts';
import { RunStrip } from '../../parts/run-strip.tsx';
import { Time } from '../../parts/time.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import {
  type Gap,
  isUnderWay,
  type Run,
  type RunRequest,
  useGaps,
  useRunRequests,
  useRuns,
} from '../../server/rule-runs.ts';
import { pastProgress } from './past-progress.ts';
import classes from './rule.module.css';
import type { RuleActs } from './use-rule-acts.ts';

const MOST_CELLS = 60;
const MOST_GAPS = 5;

export function PastWork({
  acts,
  choose,
  chosen,
  readOnly,
  rule,
}: {
  readonly rule: RuleHealth;
  readonly readOnly: string | undefined;
  readonly acts: RuleActs;
  readonly chosen: string | undefined;
  readonly choose: (run: string) => void;
}): ReactNode {
  const runs = useRuns(rule.id);
  const gaps = useGaps(rule.id);
  const requests = useRunRequests(rule.id);
  if (runs.error !== null && runs.data === undefined)
    return <ProblemNotice error={runs.error} retry={() => void runs.refetch()} />;
  if (runs.data === undefined) return <Loading height={80} label="the runs" />;
  const all = runs.data.pages.flat();
  const latest = all.slice(0, MOST_CELLS);
  const cells = stripCells(latest, gaps.data ?? [], rule.schedule.intervalMs);
  const open = (gaps.data ?? []).filter(({ state }) => state !== 'filled');
  const ofToday = (requests.data ?? []).filter(request => isUnderWay(request) || isFresh(request));
  return (
    <section className={classes['section']} aria-labelledby="runs-heading">
      <h2 id="runs-heading">Runs</h2>
      {cells.length === 0 ? (
        <p className="dim">
          {rule.isEnabled
            ? `It has not run yet: it runs every ${durationText(rule.schedule.intervalMs)}.`
            : 'It has not run: it is off.'}
        </p>
      ) : (
        <>
          <RunStrip cells={cells} chosen={chosen} onChoose={choose} />
          <LastRun run={all.find(({ kind }) => kind === 'scheduled') ?? all[0]} />
        </>
      )}
      {ofToday.map(request => (
        <Request key={request.id} request={request} runs={all} />
      ))}
      {gaps.error === null ? null : <ProblemNotice error={gaps.error} retry={() => void gaps.refetch()} />}
      <Gaps
        gaps={open}
        rule={rule}
        why={readOnly ?? (rule.isEnabled ? undefined : 'It is off: switch it on first.')}
        hasRun={all.length > 0}
        acts={acts}
      />
    </section>
  );
}

const WORDS = { succeeded: '✔ ok', partial: '! alerts may be missing', failed: '× failed' } as const;

function LastRun({ run }: { readonly run: Run | undefined }): ReactNode {
  if (run === undefined) return null;
  const { durationMs, events, hits, newAlerts, outcome, startedAt, warnings } = run;
  const counts = `${durationText(durationMs)}, ${countText(events, 'event')}, ${countText(hits, 'hit')}, ${countText(newAlerts, 'new alert')}`;
  return (
    <p>
      Last <Time at={startedAt} />{' '}
      {outcome === 'succeeded' ? WORDS[outcome] : <strong>{WORDS[outcome]}</strong>}, {counts}.{' '}
      {warnings.slice(0, 2).map(warning => (
        <span key={warning}>
          <Value value={warning} />{' '}
        </span>
      ))}
    </p>
  );
}

function countText(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

/** What has ended is told for a while, so that whoever asked for it sees what came of it. */
const FRESH_MS = 600_000;

function isFresh({ endedAt }: RunRequest): boolean {
  return endedAt !== undefined && Date.now() - Date.parse(endedAt) < FRESH_MS;
}

function Request({
  request,
  runs,
}: {
  readonly request: RunRequest;
  readonly runs: readonly Run[];
}): ReactNode {
  const { kind, problem, requestedBy, state, window } = request;
  const { newAlerts, part } = pastProgress(request, runs);
  const what = kind === 'manual' ? 'Run over' : 'Filling gaps in';
  return (
    <div className={classes['request']} role="status">
      {isUnderWay(request) ? (
        <progress max={1} value={part} aria-label={`${what} the past, ${Math.round(part * 100)} %`} />
      ) : null}
      <span>
        {what} <Time at={window.from} /> – <Time at={window.to} />, asked for by <Value value={requestedBy} />
        : {state === 'waiting' ? 'waiting for others to end' : null}
        {state === 'running'
          ? `${Math.round(part * 100)} %, ${countText(newAlerts, 'new alert')} so far`
          : null}
        {state === 'done' ? doneText(request) : null}
        {state === 'failed' ? (
          <strong>
            × failed: <Value value={problem} />
          </strong>
        ) : null}
      </span>
    </div>
  );
}

function doneText({ runs }: RunRequest): string {
  if (runs === undefined) return '✔ done';
  const { count, failed, newAlerts, partial } = runs;
  const wrong = [
    failed > 0 ? `${failed} failed` : undefined,
    partial > 0 ? `${partial} may lack alerts` : undefined,
  ].filter(text => text !== undefined);
  const mark = wrong.length === 0 ? '✔' : '!';
  return `${mark} done, ${[countText(count, 'run record'), ...wrong, countText(newAlerts, 'new alert')].join(', ')}`;
}

const REASONS: { readonly [reason in Gap['reason']]: string } = {
  off: 'the server did not run',
  late: 'runs came too late',
  failed: 'the run failed',
  capped: 'more alerts than max_signals: some were held back',
};

function Gaps({
  acts,
  gaps,
  hasRun,
  rule,
  why,
}: {
  /** Those that are not filled. */
  readonly gaps: readonly Gap[];
  readonly rule: RuleHealth;
  readonly why: string | undefined;
  readonly hasRun: boolean;
  readonly acts: RuleActs;
}): ReactNode {
  if (gaps.length === 0) return hasRun ? <p className="dim">No gaps: runs cover all of its time.</p> : null;
  const lengthOf = ({ from, to }: Gap): number => Date.parse(to) - Date.parse(from) + 1;
  const allMs = gaps.reduce((sum, gap) => sum + lengthOf(gap), 0);
  return (
    <div className={classes['gaps']}>
      {gaps.length > 1 ? (
        <ReasonedButton onClick={acts.fillAll} why={why} hint="Shift+G">
          Fill all {gaps.length} gaps, {durationText(allMs)}
        </ReasonedButton>
      ) : null}
      <ul>
        {gaps.slice(0, MOST_GAPS).map(gap => (
          <li key={gap.id}>
            <span>
              <span aria-hidden="true">▨</span> Gap <Time at={gap.from} /> – <Time at={gap.to} />:{' '}
              {REASONS[gap.reason]}.
            </span>{' '}
            {gap.state === 'filling' ? (
              <span className="dim">being filled</span>
            ) : (
              <ReasonedButton size="compact-xs" onClick={() => acts.fill(gap)} why={why} hint="Shift+G">
                Fill {durationText(lengthOf(gap))}, about{' '}
                {countText(Math.ceil(lengthOf(gap) / rule.schedule.intervalMs) + 1, 'run')}
              </ReasonedButton>
            )}
          </li>
        ))}
      </ul>
      {gaps.length > MOST_GAPS ? <p className="dim">and {gaps.length - MOST_GAPS} more</p> : null}
    </div>
  );
}
