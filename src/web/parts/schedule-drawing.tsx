/** When a rule runs and what each run looks at, drawn to scale, with the arithmetic in words beside it. */
import type { ReactNode } from 'react';
import classes from './schedule-drawing.module.css';
import { type DrawnRun, drawnSchedule, type ScheduleShape, scheduleStory } from './schedule-text.ts';

export function ScheduleDrawing(schedule: ScheduleShape): ReactNode {
  const { arithmetic, hasHole, help, summary } = scheduleStory(schedule);
  const { hole, runs, shared } = drawnSchedule(schedule);
  return (
    <div className={classes['schedule']}>
      <div className={classes['drawing']} aria-hidden="true">
        {runs.map((run, at) => (
          <div key={run.to} className={classes['lane']}>
            <div className={classes['run']} style={placeOf(run)}>
              <span>{at === runs.length - 1 ? 'this run' : at === 0 ? '' : 'the run before'}</span>
            </div>
            {at === runs.length - 1
              ? shared.map(part => (
                  <div key={part.is} className={classes['shared']} data-is={part.is} style={placeOf(part)} />
                ))
              : null}
            {at === runs.length - 1 && hole !== undefined ? (
              <div className={classes['hole']} style={placeOf(hole)} />
            ) : null}
          </div>
        ))}
        <div className={classes['axis']}>
          <span>earlier</span>
          <span>now</span>
        </div>
      </div>
      <div className={classes['words']} data-hole={hasHole}>
        <p>
          <strong>{summary}</strong>
        </p>
        <p>
          <span aria-hidden="true">{hasHole ? '▲ ' : '✔ '}</span>
          {hasHole ? <strong>This schedule has a hole. </strong> : null}
          {arithmetic}
          {help === undefined ? null : ` ${help}`}
        </p>
        {shared.length === 0 ? null : (
          <p className={classes['legend']}>
            {shared.some(({ is }) => is === 'maxspan') ? (
              <span>
                <i data-is="maxspan" /> for a sequence
              </span>
            ) : null}
            {shared.some(({ is }) => is === 'spare') ? (
              <span>
                <i data-is="spare" /> for late events
              </span>
            ) : null}
          </p>
        )}
      </div>
    </div>
  );
}

function placeOf({ from, to }: DrawnRun): { readonly left: string; readonly width: string } {
  return { left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` };
}
