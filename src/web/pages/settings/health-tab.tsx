/** How the server goes: what it holds, how long it keeps it, how quickly it alerts. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ServerStatus } from '../../../api/status.ts';
import { bytesText, counted, countText } from '../../parts/amount-text.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { RecordingNote } from '../../parts/recording-note.tsx';
import { Time } from '../../parts/time.tsx';
import { durationText } from '../../parts/time-text.ts';
import { useStatus } from '../../server/sources.ts';
import classes from './settings.module.css';

export default function HealthTab(): ReactNode {
  const status = useStatus();
  if (status.data === undefined)
    return status.error === null ? (
      <Loading height={300} label="how it goes" />
    ) : (
      <ProblemNotice error={status.error} retry={() => void status.refetch()} />
    );
  const { detection, intake, retention, rules, startedAt, store, uptimeMs } = status.data;
  const refused = Object.values(intake.refused).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <RecordingNote />
      <div className={classes['facts']}>
        <Facts title="Store">
          <Fact name="Events">{countText(store.events)}</Fact>
          <Fact name="On the disk">{bytesText(store.bytesOnDisk)}</Fact>
          <Fact name="Free">{store.freeBytes === null ? 'not known' : bytesText(store.freeBytes)}</Fact>
          <Fact name="Kept">{keptText(retention)}</Fact>
          <Fact name="Stored, not yet readable">{countText(store.waitingEvents)}</Fact>
        </Facts>
        <Facts title="Intake since the start">
          <Fact name="Stored">{countText(intake.stored)}</Fact>
          <Fact name="There already">{countText(intake.doubles)}</Fact>
          <Fact name="Refused">
            {refused === 0 ? '0' : <Link href="/sources">{countText(refused)}, by reason</Link>}
          </Fact>
          <Fact name="Requests turned away">{countText(intake.turnedAway)}</Fact>
        </Facts>
        <Facts title="Detection">
          <Fact name="Rules running">
            {countText(detection.rules)} of {countText(rules.all)}
          </Fact>
          <Fact name="Cannot run">
            {rules.failed === 0 ? '0' : <Link href="/rules">{counted(rules.failed, 'rule')}</Link>}
          </Fact>
          <Fact name="Unreadable rule files">{countText(rules.unreadableFiles)}</Fact>
          <Fact name="From arrival to alert">
            {detection.alertDelayMs === null
              ? 'no alert since the start'
              : `median ${durationText(detection.alertDelayMs.p50)}, 99 % within ${durationText(detection.alertDelayMs.p99)}`}
          </Fact>
          <Fact name="Hits that wait for others">{countText(detection.heldHits)}</Fact>
          <Fact name="Runs that are due">{countText(detection.waitingRuns)}</Fact>
          <Fact name="Too late for every rule">
            {detection.tooLateEvents === 0 ? (
              '0'
            ) : (
              <Link href="/sources">{counted(detection.tooLateEvents, 'event')}</Link>
            )}
          </Fact>
          <Fact name="Ahead of the clock">{counted(detection.aheadOfClockEvents, 'event')}</Fact>
        </Facts>
        <Facts title="Process">
          <Fact name="Started">
            <Time at={startedAt} />
          </Fact>
          <Fact name="Runs for">{durationText(uptimeMs)}</Fact>
        </Facts>
      </div>
    </>
  );
}

function keptText(retention: ServerStatus['retention']): string {
  if (retention === null) return 'for ever';
  const { keepBytes, keepMs } = retention;
  const said = [
    keepMs === null ? undefined : durationText(keepMs),
    keepBytes === null ? undefined : `at most ${bytesText(keepBytes)}`,
  ].filter(text => text !== undefined);
  return said.length === 0 ? 'for ever' : said.join(', ');
}

function Facts({ children, title }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section>
      <h2>{title}</h2>
      <dl className={classes['list']}>{children}</dl>
    </section>
  );
}

function Fact({ children, name }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
