import type { FoundMatch } from '../../src/app/finishing.ts';
import { type ReplayCounts, type ReplayOptions, replay } from '../../src/app/replay.ts';
import type { RuleInput } from '../../src/engine/rule-set.ts';
import type { EventInput } from '../../src/ingest/event-input.ts';

export interface Replayed {
  readonly matches: readonly FoundMatch[];
  readonly counts: ReplayCounts;
  /** `code message`, sorted. */
  readonly problems: readonly string[];
}

/** What a replay of one input tells. `isReadWhole`: somebody looks at each event, so that no line is taken as it is. */
export async function replayed(
  input: EventInput,
  rules: readonly RuleInput[],
  options: ReplayOptions,
  isReadWhole: boolean,
): Promise<Replayed> {
  const matches: FoundMatch[] = [];
  const problems: string[] = [];
  const counts = await replay([input], rules, options, {
    onMatch: match => void matches.push(match),
    onProblem: ({ code, message }) => void problems.push(`${code} ${message}`),
    ...(isReadWhole ? { onEvent() {} } : {}),
  });
  return { matches, counts, problems: problems.sort() };
}
