import type { TimeWindow } from '../../detect/detection.ts';
import type { EventStore, SourceTally } from '../../store/event-store.ts';
import { HttpProblem } from '../problems.ts';
import { inTime, type Patience } from './asker.ts';

/**
 * What arrives in a window. A count has no half: where there is no more time there is no answer.
 * @param mostMs how long it may take, for who is told that it took longer
 * @throws HttpProblem `too-slow`
 */
export async function sourcesIn(
  events: EventStore,
  window: TimeWindow,
  patience: Patience,
  mostMs: number,
): Promise<readonly SourceTally[]> {
  const tallies = await inTime(patience, signal => events.sources({ ...window, signal }));
  if (tallies === undefined)
    throw new HttpProblem(
      'too-slow',
      `counting took longer than ${mostMs / 1000} s: ask for less by \`from\``,
    );
  return tallies;
}
