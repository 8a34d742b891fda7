/** What almost was an alert, and the one thing that was wrong. Asked for when somebody opens it. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { TimeRange } from '../../frame/url-state.ts';
import { count } from '../../parts/funnel-story.ts';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import { explainRule, type Miss, type RuleExplanation, useLive } from '../../server/preview.ts';
import classes from './editor.module.css';
import { queryWith } from './query-with.ts';
import { type ChangeRule, decidingKeys, type RuleDraft, textOf, triedRule } from './rule-draft.ts';

const FIRST = 5;

export function NearMisses({
  change,
  isOff,
  onPick,
  range,
  rule,
  runs,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
  readonly onPick: (id: string) => void;
  readonly range: TimeRange;
  readonly isOff: boolean;
  readonly runs: number;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [most, setMost] = useState(FIRST);
  const question = `${runs} ${JSON.stringify([range, decidingKeys(rule)])}`;
  const live = useLive<RuleExplanation>(isOpen && !isOff ? question : undefined, 600, async (signal, tell) =>
    tell(await explainRule(triedRule(rule), range, signal)),
  );
  const { answer } = live;
  return (
    <details
      className={classes['section']}
      open={isOpen}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>Near misses: what almost was an alert</summary>
      {live.error === undefined || isOff ? null : <ProblemNotice error={live.error} />}
      {answer === undefined ? (
        isOff || !isOpen || live.error !== undefined ? null : (
          <Loading height={120} label="the near misses" />
        )
      ) : (
        <div className={live.of === question && !live.isAsking ? undefined : classes['stale']}>
          <p>
            <Value value={answer.verdict} />
          </p>
          {answer.misses.slice(0, most).map(miss => (
            <NearMiss
              key={`${miss.text} ${miss.events.map(({ id }) => id).join(' ')}`}
              {...{ miss, onPick, rule, change }}
            />
          ))}
          {answer.misses.length <= most ? null : (
            <Button mt={4} onClick={() => setMost(answer.misses.length)}>
              Show {count(answer.misses.length - most)} more
            </Button>
          )}
          {answer.cut.misses > 0 ? (
            <p className="dim">{count(answer.cut.misses)} more are not listed.</p>
          ) : null}
          {answer.notes.map(note => (
            <p key={note} className="dim">
              <Value value={note} />
            </p>
          ))}
        </div>
      )}
    </details>
  );
}

function NearMiss({
  change,
  miss: { alike, change: wouldBe, events, text },
  onPick,
  rule,
}: {
  readonly miss: Miss;
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
  readonly onPick: (id: string) => void;
}): ReactNode {
  const query =
    wouldBe === undefined || wouldBe === null ? undefined : queryWith(textOf(rule, 'query'), wouldBe);
  return (
    <div className={classes['miss']}>
      <Value value={text} />
      {alike > 1 ? <span className="dim num"> ({count(alike)} like this)</span> : null}
      <div className="dim">
        {events.map(({ id, offsetMs, step, timestamp }) => (
          <span key={id}>
            step {step} {timestamp === undefined ? null : <Time at={timestamp} />}
            {offsetMs === undefined || offsetMs === 0 ? ' ' : ` (+${durationText(offsetMs)}) `}
            <Button size="compact-xs" onClick={() => onPick(id)}>
              Explain
            </Button>{' '}
          </span>
        ))}
      </div>
      {wouldBe === undefined || wouldBe === null ? null : (
        <div>
          with <Value value={wouldBe.to} isCode /> in place of <Value value={wouldBe.from} isCode />:{' '}
          <span className="num">
            {wouldBe.moreAlerts < 0 ? '−' : '+'}
            {count(Math.abs(wouldBe.moreAlerts))} {Math.abs(wouldBe.moreAlerts) === 1 ? 'alert' : 'alerts'}
          </span>{' '}
          {query === undefined ? null : (
            <Button size="compact-xs" onClick={() => change({ query })}>
              Put it into the query
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
