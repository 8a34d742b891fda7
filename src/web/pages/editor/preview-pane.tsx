/** What the rule would find, while it is being written: funnel, alerts, near misses, and one event held against it. */
import { Button, Switch } from '@mantine/core';
import { memo, type ReactNode, useCallback, useState } from 'react';
import { rangeOf, useUrlState } from '../../frame/url-state.ts';
import { Funnel } from '../../parts/funnel.tsx';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import classes from './editor.module.css';
import { EventTrial, type PickedEvent } from './event-trial.tsx';
import { NearMisses } from './near-misses.tsx';
import { PreviewAlerts } from './preview-alerts.tsx';
import { type ChangeRule, type RuleDraft, textOf } from './rule-draft.ts';
import type { CheckedQuery } from './use-checked-query.ts';
import { usePreview } from './use-preview.ts';

/** Drawn when there is time between the keys: typing does not wait for it. */
export const PreviewPane = memo(function PreviewPane({
  base,
  change,
  checked,
  onRun,
  rule,
  runs,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
  /** As it is stored. */
  readonly base: RuleDraft | undefined;
  readonly checked: CheckedQuery;
  readonly runs: number;
  readonly onRun: () => void;
}): ReactNode {
  const [params] = useUrlState();
  const range = rangeOf(params);
  const tried = usePreview(rule, base, checked, range, runs);
  const { funnel, isFunnelOld, isLive, isPreviewOld, isSlow, preview, saved, setLive, whyNot } = tried;
  const found = funnel.answer?.funnel;
  const [picked, setPicked] = useState<PickedEvent>();
  const pick = useCallback(
    (id: string): void => setPicked(before => ({ id, times: (before?.times ?? 0) + 1 })),
    [],
  );
  const isAsking = funnel.isAsking || preview.isAsking;
  return (
    <aside className={classes['right']} aria-label="Preview">
      <div className={classes['bar']}>
        <h2>Preview</h2>
        <RangePicker />
        <Button onClick={onRun} disabled={whyNot !== undefined} title="Ctrl-Enter">
          Run now
        </Button>
        <Switch label="live" checked={isLive} onChange={event => setLive(event.currentTarget.checked)} />
        <span className="dim num" role="status">
          {isAsking
            ? 'looking…'
            : preview.tookMs === undefined || isPreviewOld
              ? ''
              : `took ${durationText(preview.tookMs)}`}
        </span>
      </div>
      {whyNot === undefined ? null : <div className="dim">{whyNot}</div>}
      {isSlow ? (
        <div className="dim">The last preview took more than 5 s: press Ctrl-Enter for the next one.</div>
      ) : null}
      {preview.error === undefined || whyNot !== undefined ? null : (
        <ProblemNotice error={preview.error} retry={onRun} />
      )}
      {preview.answer === undefined ? (
        preview.isAsking ? (
          <Loading height={120} label="the preview" />
        ) : null
      ) : (
        <div className={isPreviewOld ? classes['stale'] : undefined}>
          <PreviewAlerts preview={preview.answer} saved={saved} severity={textOf(rule, 'severity')} />
        </div>
      )}
      <details className={classes['section']} open>
        <summary>Funnel: where events end</summary>
        {funnel.error === undefined || whyNot !== undefined ? null : <ProblemNotice error={funnel.error} />}
        <RuleAdvice checked={checked} funnel={funnel.answer} />
        {found === undefined ? (
          funnel.isAsking ? (
            <Loading height={200} label="the funnel" />
          ) : null
        ) : (
          <div className={isFunnelOld ? classes['stale'] : undefined}>
            <Funnel funnel={found} onPick={pick} />
          </div>
        )}
      </details>
      <NearMisses {...{ rule, change, range, runs }} isOff={whyNot !== undefined} onPick={pick} />
      <EventTrial rule={rule} isOff={whyNot !== undefined} picked={picked} />
    </aside>
  );
});

/** What the server says about the rule besides its query, which is checked here already. */
function RuleAdvice({
  checked,
  funnel,
}: {
  readonly checked: CheckedQuery;
  readonly funnel: ReturnType<typeof usePreview>['funnel']['answer'];
}): ReactNode {
  const known = new Set(checked.problems.map(({ code }) => code));
  const others = funnel?.diagnostics.filter(({ code }) => !known.has(code)) ?? [];
  if (others.length === 0) return null;
  return (
    <ul className={classes['problems']} aria-label="Advice about the rule">
      {others.map(({ code, help, message, severity }) => (
        <li key={`${code} ${message}`} className={classes['problem']} data-severity={severity}>
          {severity} <code>{code}</code> <Value value={message} />
          {help === null ? null : (
            <div className="dim">
              <Value value={help} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
