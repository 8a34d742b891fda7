import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { useReadOnlyReason } from '../../server/me.ts';
import { playRecording, useRecording } from '../../server/recording.ts';
import classes from './welcome.module.css';

const LABELS = { none: 'Play it', playing: 'It plays', played: 'Play it again' } as const;

/** The quickest way to see an alert. */
export function PlayRecording(): ReactNode {
  const readOnly = useReadOnlyReason('all');
  const queries = useQueryClient();
  const recording = useRecording();
  const playing = useMutation({
    mutationFn: playRecording,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['recording'] }),
  });
  const state = recording.data?.state ?? 'none';
  return (
    <section aria-labelledby="play" className={classes['way']}>
      <h2 id="play">Play the recorded attack</h2>
      <p>
        Half an hour of a small company that does not exist, as if it happened now. The first alert comes
        within a minute. What is recorded wears a tag, and its alerts are closed with one button.
      </p>
      <Button
        size="md"
        variant="filled"
        leftSection={<Icon name="play" />}
        loading={playing.isPending}
        disabled={readOnly !== undefined || state === 'playing'}
        title={readOnly}
        onClick={() => playing.mutate()}
      >
        {LABELS[state]}
      </Button>
      {playing.error === null ? null : <ProblemNotice error={playing.error} retry={() => playing.mutate()} />}
    </section>
  );
}
