/** What is to be done: the alerts that match, in an order that does not move, and beside them the one that is open. */
import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import { useKeys } from '../../frame/keys.tsx';
import { type SetUrl, useUrlState } from '../../frame/url-state.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { useNewer } from '../../server/alerts.ts';
import { useAlertList } from './alert-list.ts';
import { bodyOf, questionOf } from './alert-question.ts';
import { AlertsBody } from './alerts-body.tsx';
import { AlertsHead } from './alerts-head.tsx';
import classes from './alerts-page.module.css';
import { NewerBar } from './newer-bar.tsx';
import { NoAlerts } from './no-alerts.tsx';

const NARROW_PAGE = 640;

export default function AlertsPage(): ReactNode {
  const [params, setParams] = useUrlState();
  const latest = useRef(setParams);
  latest.current = setParams;
  // The same for ever, so that the head is not drawn anew with every line that comes into sight.
  const setUrl = useCallback<SetUrl>((...all) => latest.current(...all), []);
  const address = params.toString();
  const question = useMemo(() => questionOf(new URLSearchParams(address)), [address]);
  const open = params.get('open') ?? undefined;
  const list = useAlertList(bodyOf(question));
  const newer = useNewer(list.snapshot?.id);
  const input = useRef<HTMLInputElement>(null);
  const { ref, width } = useElementSize();
  useKeys('Alerts', [
    { keys: '/', does: 'write a query', run: () => input.current?.focus() },
    { keys: 'u', does: 'take the list anew, with what came since', run: list.renew },
  ]);
  const { error, lines, snapshot } = list;
  return (
    <div ref={ref} className={classes['page']}>
      <h1 className="unseen">Alerts</h1>
      <AlertsHead
        inputRef={input}
        isNarrow={width > 0 && width < NARROW_PAGE}
        {...{ question, setUrl, snapshot }}
      />
      <NewerBar newer={newer} renew={list.renew} />
      {snapshot?.isPartial === true ? (
        <div className={classes['partial']} role="status">
          There was no time or room for all alerts: the numbers say the least there are. A shorter time range
          or a narrower query shows all.
        </div>
      ) : null}
      {error !== null && !list.isOld ? (
        <ProblemNotice error={error} retry={list.renew} />
      ) : snapshot === undefined ? (
        <Loading height={480} label="alerts" />
      ) : lines.count === 0 && open === undefined ? (
        <NoAlerts question={question} setUrl={setUrl} turn={snapshot.id} />
      ) : (
        <AlertsBody {...{ list, open, question, setUrl }} />
      )}
    </div>
  );
}
