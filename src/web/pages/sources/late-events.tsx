/** Events that came too late for every rule, and a button that makes the rules look at them after all. */
import { Button } from '@mantine/core';
import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ServerStatus } from '../../../api/status.ts';
import { announce } from '../../frame/announcements.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { useReadOnlyReason } from '../../server/me.ts';
import { runOver, useRunRequests } from '../../server/sources.ts';
import classes from './sources.module.css';

export function LateEvents({ status }: { readonly status: UseQueryResult<ServerStatus> }): ReactNode {
  const readOnly = useReadOnlyReason('author');
  const queries = useQueryClient();
  const running = useMutation({
    mutationFn: runOver,
    onSuccess: count => {
      announce(`${counted(count, 'rule')} will run over it`);
      void queries.invalidateQueries({ queryKey: ['run-requests'] });
    },
  });
  return (
    <section className={classes['panel']} aria-labelledby="late">
      <h2 id="late">Late events</h2>
      {status.data === undefined ? (
        status.error === null ? (
          <Loading height={60} label="late events" />
        ) : (
          <ProblemNotice error={status.error} retry={() => void status.refetch()} />
        )
      ) : (
        <Late
          detection={status.data.detection}
          stored={status.data.intake.stored}
          run={window => running.mutate(window)}
          isRunning={running.isPending}
          readOnly={readOnly}
        />
      )}
      {running.error === null ? null : <ProblemNotice error={running.error} />}
      <Requests />
    </section>
  );
}

function Late({
  detection: { aheadOfClockEvents, tooLateEvents, tooLateWindow, unreadableEvents },
  isRunning,
  readOnly,
  run,
  stored,
}: {
  readonly detection: ServerStatus['detection'];
  readonly stored: number;
  readonly run: (window: { readonly from: string; readonly to: string }) => void;
  readonly isRunning: boolean;
  readonly readOnly: string | undefined;
}): ReactNode {
  const share = stored === 0 ? 0 : (100 * tooLateEvents) / stored;
  return (
    <>
      {tooLateEvents === 0 ? (
        <p>Since the start every event came within the look-back of some rule.</p>
      ) : (
        <p>
          <strong>{counted(tooLateEvents, 'event')}</strong> since the start (
          {share.toFixed(share < 1 ? 2 : 1)} %) came later than the look-back of every rule: no run has seen
          them.
        </p>
      )}
      {tooLateWindow === null ? null : (
        <>
          <p>
            They lie between <Time at={tooLateWindow.from} /> and <Time at={tooLateWindow.to} />.
          </p>
          <Button
            loading={isRunning}
            disabled={readOnly !== undefined}
            title={readOnly}
            onClick={() => run(tooLateWindow)}
          >
            Run all rules over this window
          </Button>
        </>
      )}
      {aheadOfClockEvents > 0 ? (
        <p>
          {counted(aheadOfClockEvents, 'event')} came with a time more than a minute ahead of this clock: look
          at the clock of its host.
        </p>
      ) : null}
      {unreadableEvents > 0 ? (
        <p>{counted(unreadableEvents, 'event')} could not be read as JSON: no rule has seen them.</p>
      ) : null}
    </>
  );
}

/** How far the runs are that were asked for. */
function Requests(): ReactNode {
  const requests = useRunRequests();
  const all = requests.data?.requests.filter(({ state }) => state === 'waiting' || state === 'running') ?? [];
  const done = requests.data?.requests.filter(({ runs }) => runs !== undefined) ?? [];
  if (all.length === 0 && done.length === 0) return null;
  const found = done.reduce((sum, { runs }) => sum + (runs?.newAlerts ?? 0), 0);
  const failed = requests.data?.requests.filter(({ state }) => state === 'failed').length ?? 0;
  return (
    <p className="dim" role="status">
      Runs over the past in the last 7 days: {countText(all.length)} to go, {countText(done.length)} done with{' '}
      {counted(found, 'new alert')}
      {failed > 0 ? `, ${countText(failed)} failed` : ''}.
    </p>
  );
}
