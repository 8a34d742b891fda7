/** The recorded attack that ships with Tripline. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { RecordingRemoved, RecordingState } from '../../api/recording.ts';
import { ask } from './request.ts';

const PATH = '/api/tripline/recording';

export function useRecording(): UseQueryResult<RecordingState> {
  return useQuery({
    queryKey: ['recording'],
    queryFn: ({ signal }) => ask<RecordingState>(PATH, { signal }),
    refetchInterval: 5_000,
  });
}

export async function playRecording(): Promise<RecordingState> {
  return await ask<RecordingState>(PATH, { method: 'POST' });
}

/** Its alerts are closed; its events stay, with their tag, until they are too old. */
export async function removeRecording(): Promise<RecordingRemoved> {
  return await ask<RecordingRemoved>(PATH, { method: 'DELETE' });
}
