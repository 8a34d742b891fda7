/** Says that recorded data is among what is shown, and takes it away with one button. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { announce } from '../frame/announcements.ts';
import { useReadOnlyReason } from '../server/me.ts';
import { removeRecording, useRecording } from '../server/recording.ts';
import { counted, countText } from './amount-text.ts';
import { ProblemNotice } from './notice.tsx';
import classes from './recording-note.module.css';
import { Time } from './time.tsx';

export function RecordingNote(): ReactNode {
  const readOnly = useReadOnlyReason('all');
  const queries = useQueryClient();
  const recording = useRecording();
  const removing = useMutation({
    mutationFn: removeRecording,
    onSuccess: ({ closed }) => {
      announce(`the recording is taken away: ${counted(closed, 'alert')} closed`);
      void queries.invalidateQueries();
    },
  });
  const { data } = recording;
  if (data === undefined || data.state === 'none') return null;
  return (
    <aside className={classes['note']} aria-label="recorded data">
      <span>
        <span className={classes['tag']}>recording</span>{' '}
        {data.state === 'playing' ? (
          <>
            The recorded attack plays: {countText(data.events)} events so far
            {data.until === undefined ? null : (
              <>
                , the last at <Time at={data.until} form="clock" />
              </>
            )}
            .
          </>
        ) : (
          <>The recorded attack was played: {counted(data.events, 'event')} here are not yours.</>
        )}
      </span>
      <Button
        loading={removing.isPending}
        disabled={readOnly !== undefined}
        title={readOnly}
        onClick={() => removing.mutate()}
      >
        {data.state === 'playing' ? 'Stop it and close its alerts' : 'Close its alerts'}
      </Button>
      {removing.error === null ? null : <ProblemNotice error={removing.error} />}
    </aside>
  );
}
