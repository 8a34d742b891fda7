/** The funnel of a rule over stored events, again and again while they are read: the first numbers come early. */

import type { JsonObject } from '../../event/json.ts';
import { type Funnel, startFunnel } from '../../explain/funnel.ts';
import { funnelFilterOf } from '../../explain/near-filter.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { HttpParts } from '../parts.ts';
import { funnelJson, weightOf } from './explain-answer.ts';
import { BEFORE_EXCEPTIONS, type ExplainLimits } from './explain-events.ts';
import { RuleReading } from './explain-reading.ts';
import { searchedJson } from './search-answer.ts';

const MOST_EVENTS = 200_000;
/** Of the documents of hits, as `weightOf` tells it. */
const MOST_HELD_CHARACTERS = 32 * 1024 * 1024;
const FIRST_AFTER_MS = 50;
const NEXT_AFTER_MS = 250;
/** At least so many times as long as the numbers took to make is spent on reading before the next are made. */
const READING_SHARE = 4;

export interface FunnelStep {
  readonly isEnd: boolean;
  readonly json: JsonObject;
}

/**
 * Of most events it is enough to know how many there are: the store leaves out those that pass neither the first condition
 * of a step nor all others of it, and counts them. Where a rule of single events has too many, each so-many-th is looked
 * at instead, and nothing left out.
 */
export async function* funnelSteps(
  parts: HttpParts,
  rule: CompiledRule,
  limits: ExplainLimits,
): AsyncGenerator<FunnelStep, void> {
  const { clock } = parts;
  const startedMs = clock();
  const reading = new RuleReading(parts, rule, limits);
  const total = await reading.count();
  const isThinned = rule.plan.kind === 'events' && total !== undefined && total > MOST_EVENTS;
  const filter = isThinned || total === undefined ? undefined : funnelFilterOf(rule.plan);
  const run = startFunnel(rule, {
    most: MOST_EVENTS,
    ...(total !== undefined && isThinned && { total }),
    ...(reading.sinceMs !== undefined && { sinceMs: reading.sinceMs }),
  });
  let weight = 0;
  let events = 0;
  let end: 'read' | 'full' | 'enough' = 'read';
  const step = async (isEnd: boolean): Promise<FunnelStep> => {
    const isCut = end !== 'read' || limits.timeUp.aborted;
    const isWhole = isEnd && !isCut;
    const counted =
      filter === undefined
        ? undefined
        : isWhole
          ? total
          : await reading.count(reading.lastMs ?? Number.MIN_SAFE_INTEGER);
    const leftOut = Math.max(0, (counted ?? events) - events);
    const notes = [
      ...reading.notes,
      ...(end === 'full' ? ['more events pass than are held at once: choose a shorter window'] : []),
      ...(limits.timeUp.aborted ? ['the time was over: `searched` says how far it came'] : []),
      BEFORE_EXCEPTIONS,
    ];
    return {
      isEnd,
      json: {
        took: clock() - startedMs,
        isPartial: !isWhole,
        eventsInWindow: total ?? null,
        ...(isEnd && { searched: searchedJson(reading.searched(events)) }),
        ...funnelJson(withLeftOut(run.snapshot(), leftOut, total)),
        notes,
      },
    };
  };
  for await (const event of reading.remembered()) {
    run.remember(event);
    weight += weightOf(event.document);
    if (weight > MOST_HELD_CHARACTERS) break;
  }
  let nextMs = startedMs + FIRST_AFTER_MS;
  batches: for await (const batch of reading.batches(filter)) {
    for (const event of batch) {
      const { held } = run;
      if (!run.add(event)) end = 'enough';
      else events++;
      if (run.held > held) weight += weightOf(event.document);
      if (weight > MOST_HELD_CHARACTERS) end = 'full';
      if (end === 'read') continue;
      reading.stop();
      break batches;
    }
    const nowMs = clock();
    if (nowMs < nextMs) continue;
    yield await step(false);
    const doneMs = clock();
    nextMs = doneMs + Math.max(NEXT_AFTER_MS, READING_SHARE * (doneMs - nowMs));
  }
  limits.signal.throwIfAborted();
  yield await step(true);
}

/** With the events that the store left out: asked, and passed nothing. */
function withLeftOut(funnel: Funnel, leftOut: number, total: number | undefined): Funnel {
  return {
    ...funnel,
    events: funnel.events + leftOut,
    sampled: funnel.sampled === undefined ? undefined : { ...funnel.sampled, of: total },
    steps: funnel.steps.map(step => ({ ...step, asked: step.asked + leftOut })),
  };
}
