/** An explanation in one line. */
import { storyLine } from './count-story.ts';
import type { Explanation, StepExplanation } from './explanation.ts';
import { isFarFetched } from './miss-rank.ts';
import { spanText } from './span-text.ts';

/** A longer condition is not repeated in a line. */
const MOST_CHARACTERS = 100;

export function verdictOf(explanation: Omit<Explanation, 'verdict'>): string {
  const { alerts, counts, events, misses, otherIndex, sequences, steps } = explanation;
  if (alerts > 0) return firedText(explanation);
  if (events === 0) return 'there were no events';
  if (otherIndex === events) return "no event is of the rule's indices";
  const missing = steps.find(({ hits, role }) => role === 'present' && hits === 0);
  const [closest] = misses;
  // A step that nothing passes says more than what only looks near, unless just that is what is near.
  if (closest !== undefined) {
    const [second, ...others] = misses.slice(1).filter(miss => !isFarFetched(miss));
    if (second === undefined) return closest.text;
    return others.length === 0
      ? `${closest.text}; and besides: ${second.text}`
      : `${closest.text}; ${others.length + 1} others came close`;
  }
  if (missing !== undefined) return unpassedText(missing, steps.length > 1);
  const line = counts === undefined ? undefined : storyLine(counts);
  if (line !== undefined) return line;
  const chain = sequences?.chains[0];
  if (chain !== undefined) return chain.text;
  if (sequences !== undefined) return 'the later steps came, and the first one never did before them';
  if (explanation.kind === 'sample') return 'all steps have events, under no key in common';
  return 'no event passed';
}

function firedText({ alerts, matches }: Omit<Explanation, 'verdict'>): string {
  const times = alerts === 1 ? 'fires once' : `fires ${alerts} times`;
  const [first] = matches;
  if (first?.tookMs === undefined || first.events.length < 2) return times;
  const allowed = first.allowedMs === undefined ? '' : ` of the ${spanText(first.allowedMs)} allowed`;
  return `${times}: all ${first.events.length} steps within ${spanText(first.tookMs)}${allowed}`;
}

function unpassedText(
  { asked, closest, conditions, lackKey, joinKeys, step }: StepExplanation,
  isOne: boolean,
): string {
  const name = isOne ? ` step ${step}` : ' the filter';
  if (asked === 0) return `no event is of the indices of${name}`;
  if (lackKey > 0) return `${lackKey} events pass${name} and lack a join key: ${joinKeys.join(', ')}`;
  const wall = conditions.find(({ passed }) => passed === 0);
  const [event] = closest;
  const failed = event === undefined ? '' : `; the closest: ${event.failed.join('; ')}`;
  return `no event passes${name}${wall === undefined || wall.text.length > MOST_CHARACTERS ? '' : ` (${wall.text})`}${failed}`;
}
