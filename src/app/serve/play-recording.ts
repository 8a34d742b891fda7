import { readFile } from 'node:fs/promises';
import type { Intake } from '../../http/parts.ts';
import { play, readRecording } from './recording.ts';

/** The attack of the recording begins so shortly after this time that the first alert is there within a minute. */
const START_MS = Date.parse('2026-03-17T08:41:35Z');

/** Plays the recorded attack that ships as if it happened now. */
export async function playRecording(
  intake: Pick<Intake, 'take'>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const recording = readRecording(await readFile(path, 'utf8'));
  await play(recording, {
    startMs: START_MS,
    clock: () => Date.now(),
    async send(documents) {
      await intake.take(documents);
    },
    signal,
  });
}
