/**
 * The search that a run is: the hits of its window, from the first to the last, through the finisher of the rule.
 *
 * The end of a window is not the end of time. What must not follow may still come, so a sequence that waits for that is
 * told only when the *watermark* has passed the last moment at which it could; until then it is `undecided`. A threshold
 * is told as soon as it is reached, and which groups are told until when is noted only for what the watermark has passed.
 */
import { type Dropped, startFinisher } from '../engine/finisher.ts';
import type { Hit, Match } from '../engine/hit.ts';
import { isSpanBeyond } from '../engine/ordinal.ts';
import type { KeyTimes, SavedKeyTimes } from '../engine/state/key-times.ts';
import type { QueryPlan } from '../plan/query.ts';
import type { HeldHit } from './held-hits.ts';
import { OverlaidKeyTimes } from './overlaid-key-times.ts';

export interface SearchOptions {
  /** No event before this time is expected any more. */
  readonly watermarkMs: number;
  /** What the rule remembers beyond its window; it is not changed. */
  readonly memory: KeyTimes | undefined;
  readonly maxStateBytes: number;
}

export interface SearchResult {
  /** Each with the hits of its events, undefined where one had to be missing. */
  readonly matches: readonly HitMatch[];
  readonly dropped: Dropped;
  /** The watermark that decides the next of those that are undecided. */
  readonly undecidedUntilMs: number | undefined;
  /** What is to be remembered if this search closes a run. */
  readonly noted: SavedKeyTimes['times'];
}

export interface HitMatch extends Pick<Match, 'joinKeys' | 'found'> {
  readonly hits: readonly (HeldHit | undefined)[];
}

/** @param hits in the order of the plan. */
export function searchHits(
  plan: QueryPlan,
  hits: readonly HeldHit[],
  { maxStateBytes, memory, watermarkMs }: SearchOptions,
): SearchResult {
  const overlay = memory === undefined ? undefined : new OverlaidKeyTimes(memory);
  const finisher = startFinisher(plan, 0, {
    maxStateBytes,
    ...(overlay !== undefined && { memoryOf: () => overlay }),
  });
  const found: Match[] = [];
  let noted: SavedKeyTimes['times'] = [];
  let isPast = plan.kind === 'threshold';
  for (const [ref, { ordinal, steps }] of hits.entries()) {
    if (isPast && (ordinal.timestampMs ?? watermarkMs) >= watermarkMs) {
      isPast = false;
      found.push(...finisher.push(timeSignal(watermarkMs)));
      noted = overlay?.save().times ?? [];
    }
    found.push(...finisher.push({ rule: 0, ordinal, steps, ref }));
  }
  if (isPast) {
    found.push(...finisher.push(timeSignal(watermarkMs)));
    noted = overlay?.save().times ?? [];
  }
  found.push(...finisher.end());
  const waitsMs = plan.kind === 'sequence' ? waitOf(plan) : undefined;
  const matches: HitMatch[] = [];
  let undecidedUntilMs: number | undefined;
  for (const { found: what, joinKeys, refs } of found) {
    const own = refs.map(ref => (ref === undefined ? undefined : hits[ref]));
    const first = own.find(hit => hit !== undefined)?.ordinal;
    if (waitsMs !== undefined && first?.timestampMs !== undefined) {
      if (!isSpanBeyond(first, { timestampMs: watermarkMs, nanos: 0 }, waitsMs)) {
        const overMs = first.timestampMs + waitsMs + 1;
        undecidedUntilMs = Math.min(overMs, undecidedUntilMs ?? overMs);
        continue;
      }
    }
    matches.push({
      hits: own,
      ...(joinKeys !== undefined && { joinKeys }),
      ...(what !== undefined && { found: what }),
    });
  }
  return { matches, dropped: finisher.dropped, undecidedUntilMs, noted };
}

/** How long after its first event a sequence waits for what must not follow. */
function waitOf({
  absent = [],
  maxspanMs,
  steps,
}: Extract<QueryPlan, { kind: 'sequence' }>): number | undefined {
  return absent.some(({ at }) => at === steps.length) ? maxspanMs : undefined;
}

/** A hit of no step: it tells what time it is, and stands before every hit of its time. */
function timeSignal(timestampMs: number): Hit {
  const ordinal = { timestampMs, nanos: 0, tiebreaker: Number.NEGATIVE_INFINITY, arrival: -1 };
  return { rule: 0, ordinal, steps: [], ref: -1 };
}
