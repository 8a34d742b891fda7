/** A near miss that the search found, told in terms of the query and its events. */
import { unreachable } from '../base/unreachable.ts';
import type { QueryPlan } from '../plan/query.ts';
import type { Condition, ConditionText } from './condition.ts';
import type { Candidates, SeenEvent } from './near-candidates.ts';
import type { NearEvent, NearMiss, NearMissReason, UnwantedEvent } from './near-miss.ts';
import type { FoundMiss, Why } from './near-reasons.ts';
import { placesOf, type StepPlace } from './query-steps.ts';

export function tellMiss(
  plan: QueryPlan,
  candidates: Candidates,
  found: FoundMiss,
): Pick<NearMiss, 'reason' | 'events'> {
  const teller = new MissTeller(plan, candidates, found);
  return { reason: teller.reason(), events: teller.events() };
}

class MissTeller {
  private readonly plan: QueryPlan;
  private readonly candidates: Candidates;
  private readonly found: FoundMiss;
  private readonly places: readonly StepPlace[];
  private readonly earliestMs: number;

  constructor(plan: QueryPlan, candidates: Candidates, found: FoundMiss) {
    this.plan = plan;
    this.candidates = candidates;
    this.found = found;
    this.places = placesOf(plan, 'present');
    const times = found.chain.flatMap(candidate => candidate?.event.ordinal.timestampMs ?? []);
    this.earliestMs = times.length === 0 ? 0 : Math.min(...times);
  }

  events(): readonly NearEvent[] {
    return this.found.chain.flatMap((candidate, at) =>
      candidate === undefined ? [] : [this.event(candidate.event, this.placeAt(at))],
    );
  }

  reason(): NearMissReason {
    const { why } = this.found;
    switch (why.kind) {
      case 'condition': {
        const condition = this.candidates.steps[why.step]?.conditions[why.condition];
        const failing = this.found.chain[why.step];
        if (condition === undefined || failing === undefined)
          throw new Error('a near miss without its condition');
        return {
          kind: why.kind,
          ...this.placeAt(why.step),
          condition: condition.read(failing.event.document),
        };
      }
      case 'maxspan': {
        const tookMs = this.found.spanMs;
        const allowedMs = this.plan.kind === 'sequence' ? (this.plan.maxspanMs ?? 0) : 0;
        // To the nanosecond, which is all that an event has.
        return { kind: why.kind, tookMs, allowedMs, overMs: Math.round((tookMs - allowedMs) * 1e6) / 1e6 };
      }
      case 'join-key':
        return { kind: why.kind, key: why.key, values: this.keyValues(why.key) };
      case 'order':
        return { kind: why.kind, ...this.placeAt(why.step), after: this.placeAt(why.step - 1) };
      case 'until':
        return { kind: why.kind, until: { id: why.until.id, document: why.until.document } };
      case 'absent':
        return { kind: why.kind, came: this.unwanted(why) };
      case 'missing':
        return {
          kind: why.kind,
          ...this.placeAt(why.step),
          conditions: textsOf(this.candidates.steps[why.step]?.conditions),
        };
      default:
        return unreachable(why);
    }
  }

  private keyValues(key: number) {
    return this.found.chain.map((candidate, at) => ({
      ...this.placeAt(at),
      path: this.candidates.steps[at]?.paths[key] ?? '',
      value: candidate?.keys[key],
    }));
  }

  private unwanted(why: Extract<Why, { kind: 'absent' }>): readonly UnwantedEvent[] {
    const { plan } = this;
    const steps = plan.kind === 'sequence' ? (plan.absent ?? []) : [];
    const places = placesOf(plan, 'absent');
    return why.came.map(({ absent, event }) => {
      const at = steps[absent]?.at ?? 0;
      return {
        // However often the query says that it must be missing.
        ...this.event(event, { step: places[absent]?.step ?? 0 }),
        where: at === 0 ? 'before' : at === this.places.length ? 'after' : 'between',
        conditions: textsOf(this.candidates.absent[absent]?.conditions),
      };
    });
  }

  private event({ id, document, ordinal }: SeenEvent, place: StepPlace): NearEvent {
    const { timestampMs } = ordinal;
    return {
      ...place,
      id,
      document,
      timestampMs,
      offsetMs: (timestampMs ?? this.earliestMs) - this.earliestMs,
    };
  }

  private placeAt(step: number): StepPlace {
    const place = this.places[step];
    if (place === undefined) throw new Error(`a near miss at step ${step} of ${this.places.length}`);
    return place;
  }
}

function textsOf(conditions: readonly Condition[] = []): readonly ConditionText[] {
  return conditions.map(({ text, predicate }) => ({ text, predicate }));
}
