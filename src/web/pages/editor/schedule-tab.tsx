/** When the rule runs, and at how much of the past a run looks. */
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { ScheduleDrawing } from '../../parts/schedule-drawing.tsx';
import classes from './editor.module.css';
import { type ChangeRule, type RuleDraft, textOf } from './rule-draft.ts';
import { NumberOfRule, TextOfRule } from './rule-inputs.tsx';
import { lookBackMs, spanMs } from './tried-window.ts';

const MAXSPAN = /\bmaxspan\s*=\s*(\d+)\s*(ms|s|m|h|d)\b/;

export function ScheduleTab({
  change,
  rule,
}: {
  readonly rule: RuleDraft;
  readonly change: ChangeRule;
}): ReactNode {
  const [from, interval] = [textOf(rule, 'from') || 'now-6m', textOf(rule, 'interval') || '5m'];
  const [everyMs, backMs] = [spanMs(interval), lookBackMs(from)];
  const maxspanMs = maxspanOf(rule);
  const isReckoned = from.startsWith('now-') && !from.slice(4).includes('-');
  return (
    <div className={classes['form']}>
      <div className={classes['pair']}>
        <TextOfRule
          {...{ rule, change }}
          of="interval"
          label="Runs every"
          hint="such as 5m or 1h"
          error={everyMs === undefined ? 'write a number and s, m, h or d' : undefined}
        />
        {isReckoned ? (
          <TextInput
            label="Looks back"
            description="further than the interval, for what comes late"
            error={backMs === undefined ? 'write a number and s, m, h or d' : undefined}
            value={from.slice(4)}
            onChange={event => change({ from: `now-${event.currentTarget.value.trim()}` })}
          />
        ) : (
          <TextOfRule {...{ rule, change }} of="from" label="Looks back to" hint="such as now-9m" />
        )}
        <NumberOfRule
          {...{ rule, change }}
          of="max_signals"
          label="Most alerts of one run"
          hint="100 if not said; what is beyond it is counted"
          min={1}
        />
        <TextOfRule
          {...{ rule, change }}
          of="timestamp_override"
          label="Time of an event"
          hint="a field such as event.ingested; empty: @timestamp"
        />
      </div>
      {everyMs === undefined || backMs === undefined ? null : (
        <ScheduleDrawing
          intervalMs={everyMs}
          lookBackMs={backMs}
          {...(maxspanMs === undefined ? {} : { maxspanMs })}
        />
      )}
    </div>
  );
}

/** As it stands in the query, also while that is broken elsewhere. */
function maxspanOf(rule: RuleDraft): number | undefined {
  if (textOf(rule, 'type') !== 'eql') return undefined;
  const [, amount = '', unit = ''] = MAXSPAN.exec(textOf(rule, 'query')) ?? [];
  return unit === 'ms' ? Number(amount) : spanMs(amount + unit);
}
