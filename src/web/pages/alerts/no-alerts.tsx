/** Why the list is empty, and the one thing that would most likely fill it. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SetUrl } from '../../frame/url-state.ts';
import { useZone } from '../../frame/zone.ts';
import { Notice } from '../../parts/notice.tsx';
import { ALL_TIME, RANGE_PRESETS, rangeText } from '../../parts/range-text.ts';
import { useSnapshotCounts } from '../../server/alerts.ts';
import { alertsText } from './alert-line.tsx';
import { type AlertQuestion, bodyOf, FILTERS, filterText } from './alert-question.ts';

export function NoAlerts({
  question,
  setUrl,
  turn,
}: {
  readonly question: AlertQuestion;
  readonly setUrl: SetUrl;
  /** Of the list: what is elsewhere is counted again with it. */
  readonly turn: string;
}): ReactNode {
  const zone = useZone();
  const { status, ...others } = question.filters;
  const names = Object.keys(others).length + (question.query.trim() === '' ? 0 : 1);
  const closedToo = { ...question, group: undefined, filters: others };
  const { data: ofAnyStatus } = useSnapshotCounts(bodyOf(closedToo), turn, status !== undefined);
  const wider = { ...question, group: undefined, from: ALL_TIME, to: 'now' };
  const isAll = question.from === ALL_TIME && question.to === 'now';
  const { data: ofAllTime } = useSnapshotCounts(bodyOf(wider), turn, !isAll);
  const next = nextPreset(question);
  const before = ofAllTime?.total ?? 0;
  const closed = ofAnyStatus?.total ?? 0;
  const where = isAll ? 'at any time' : `in ${rangeText(question, zone)}`;
  const what = status === undefined ? 'No alerts' : `No ${status.join(' or ')} alerts`;
  return (
    <Notice
      title={`${what} ${where}`}
      action={
        <div>
          {before > 0 ? (
            <Button
              onClick={() => setUrl({ from: before > 0 ? next : ALL_TIME, to: undefined }, { push: true })}
            >
              Widen to {RANGE_PRESETS.find(({ from }) => from === next)?.label}
            </Button>
          ) : closed > 0 ? (
            <Button onClick={() => setUrl({ status: filterText('status', []) }, { push: true })}>
              Show the {closed.toLocaleString('en')} closed
            </Button>
          ) : names > 0 ? (
            <Button onClick={() => setUrl(withoutFilters(), { push: true })}>Clear query and filters</Button>
          ) : null}
        </div>
      }
    >
      {names > 0 ? (
        <p>{names === 1 ? 'One filter' : `${names} filters`} of the query and the chips hold.</p>
      ) : null}
      {before > 0 ? <p>{alertsText(before)} at other times.</p> : null}
      {closed > 0 ? (
        <p>
          {alertsText(closed)} of any other status {where}.
        </p>
      ) : null}
    </Notice>
  );
}

/** The next longer one, from now back. */
function nextPreset({ from, to }: AlertQuestion): string {
  const at = to === 'now' ? RANGE_PRESETS.findIndex(preset => preset.from === from) : -1;
  return (at < 0 ? undefined : RANGE_PRESETS[at + 1]?.from) ?? ALL_TIME;
}

function withoutFilters(): { readonly [name: string]: undefined } {
  return Object.fromEntries(['q', ...FILTERS.map(({ param }) => param)].map(name => [name, undefined]));
}
