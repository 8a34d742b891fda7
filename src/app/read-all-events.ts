/** Events held in memory, for who looks at them more than once. */
import type { ExplainedEvent } from '../explain/rule-sift.ts';
import type { EventInput } from '../ingest/read-events.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type ReplayCounts, type ReplayOptions, replay } from './replay.ts';

export interface HeldEvents {
  /** Each once, in the order of arrival. */
  readonly events: readonly ExplainedEvent[];
  readonly counts: ReplayCounts;
  /** Events past the most that are held. */
  readonly left: number;
}

/** @param most how many are held; the rest is read and counted */
export async function readAllEvents(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  options: ReplayOptions,
  most: number,
  onProblem: (problem: Diagnostic) => void,
): Promise<HeldEvents> {
  const events: ExplainedEvent[] = [];
  let left = 0;
  const counts = await replay(inputs, [], options, {
    onMatch() {},
    onProblem,
    onEvent({ document, id, index }) {
      if (events.length < most) events.push({ id, document, index });
      else left++;
    },
  });
  return { events, counts, left };
}
