/** What arrives, what has stopped arriving and whom that blinds; and how to make more arrive. */
import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useUrlState } from '../../frame/url-state.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { ConnectShipper } from '../../parts/connect-shipper.tsx';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { RecordingNote } from '../../parts/recording-note.tsx';
import { useSources, useStatus } from '../../server/sources.ts';
import { LateEvents } from './late-events.tsx';
import { RefusedDocuments } from './refused-documents.tsx';
import { RulesWithoutData } from './rules-without-data.tsx';
import { SourceTable } from './source-table.tsx';
import classes from './sources.module.css';

const WINDOWS = [
  { value: 'now-24h', label: 'of the last 24 hours' },
  { value: 'now-7d', label: 'of the last 7 days' },
  { value: 'now-30d', label: 'of the last 30 days' },
];
const USUAL = 'now-7d';

export default function SourcesPage(): ReactNode {
  const [params, setUrl] = useUrlState();
  const since = params.get('since') ?? USUAL;
  const sources = useSources(since);
  const status = useStatus();
  const data = sources.data;
  const silent = data?.sources.filter(({ isSilent }) => isSilent).length ?? 0;
  return (
    <div className={classes['page']}>
      <h1 className="unseen">Sources</h1>
      <div className={classes['head']}>
        <p className={classes['sum']}>
          {data === undefined ? (
            'Counting what arrives'
          ) : (
            <>
              <strong>{counted(data.total, 'source')}</strong>
              {silent > 0 ? (
                <>
                  {' · '}
                  <strong className={classes['alarm']}>▲ {countText(silent)} silent</strong>
                </>
              ) : null}
              {' · '}
              {countText(data.rules.enabled - data.rules.withoutData)} of{' '}
              {counted(data.rules.enabled, 'rule')} fed
            </>
          )}
        </p>
        <NativeSelect
          aria-label="sources of which time"
          size="xs"
          data={WINDOWS.some(({ value }) => value === since) ? WINDOWS : [...WINDOWS, since]}
          value={since}
          onChange={({ currentTarget: { value } }) => setUrl({ since: value === USUAL ? undefined : value })}
        />
      </div>
      <RecordingNote />
      {sources.error !== null && data === undefined ? (
        <ProblemNotice error={sources.error} retry={() => void sources.refetch()} />
      ) : data === undefined ? (
        <Loading height={160} label="sources" />
      ) : data.sources.length === 0 ? (
        <Notice title="Nothing has arrived">
          No event came since {WINDOWS.find(({ value }) => value === since)?.label.slice(7) ?? since}. Choose
          a program below that ships yours.
        </Notice>
      ) : (
        <SourceTable data={data} since={since} isOld={sources.isPlaceholderData} />
      )}
      <section aria-labelledby="connect" className={classes['section']}>
        <h2 id="connect">Add a source</h2>
        <ConnectShipper
          chosen={params.get('add') ?? undefined}
          choose={id => setUrl({ add: id }, { push: true })}
        />
      </section>
      <div className={classes['panels']}>
        <LateEvents status={status} />
        <RefusedDocuments status={status} />
        {data === undefined || data.rules.withoutData === 0 ? null : <RulesWithoutData rules={data.rules} />}
      </div>
    </div>
  );
}
