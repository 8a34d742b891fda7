/**
 * One pass of events through the steps of one rule, with everything counted: how many passed each condition in turn,
 * how many failed one condition alone, which came closest; and the hits that passed, as the finishers want them.
 * An explanation and a funnel are two ways to tell what this saw. It asks the plain compiled conditions one by one and
 * has no part in what runs live.
 */
import { buildExtractor, type Extractor } from '../engine/extract/extractor.ts';
import type { Hit, Match, Ordinal, StepHit } from '../engine/hit.ts';
import { compileKeys, type KeyReader } from '../engine/join-keys.ts';
import { compileOrder, type OrderReader } from '../engine/order-table.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import { SlotTable } from '../engine/slot-table.ts';
import type { Slots } from '../event/field-value.ts';
import { compileIndexPatterns } from '../event/index-pattern.ts';
import type { JsonObject } from '../event/json.ts';
import { needsTime, type QueryPlan, type Step, stepsOf } from '../plan/query.ts';
import { type Condition, conditionsOf } from './condition.ts';

/** A rule to be explained. */
export interface ExplainedRule {
  readonly plan: QueryPlan;
  /** Index patterns; undefined: events of every index. */
  readonly indices?: readonly string[] | undefined;
}

/** An event that a rule is explained with. */
export interface ExplainedEvent {
  readonly id: string;
  readonly document: JsonObject;
  /** Undefined: unknown, every pattern accepts it. */
  readonly index?: string | undefined;
}

/** An event that was kept, as it passed a step or came close. */
export interface SeenEvent extends ExplainedEvent {
  readonly ordinal: Ordinal;
}

/** What one step saw. */
export interface StepTally {
  readonly conditions: readonly Condition[];
  /** Events of the step's indices. */
  readonly asked: number;
  /** By condition: how many passed it and all before it. */
  readonly passed: readonly number[];
  /** By condition: how many failed it and no other. */
  readonly failedAlone: readonly number[];
  /** How many passed all, and lack the field of a join key. */
  readonly lackKey: number;
  readonly hits: number;
  /** Up to `MOST_CLOSEST` of those that failed the fewest conditions, earliest first. */
  readonly closest: readonly { readonly event: SeenEvent; readonly failures: number }[];
}

export interface RuleTally {
  readonly events: number;
  /** Events of other indices than those the rule reads. */
  readonly otherIndex: number;
  /** Hits left out as the event has no usable time and the rule needs one. */
  readonly untimed: number;
  /** By position among all steps of the plan (`stepsOf`). */
  readonly steps: readonly StepTally[];
}

const MOST_CLOSEST = 3;
/** Said of an event that passes a step. */
export const HIT = 0;
const NOT_NEAR: number[] = [];

export class RuleSift {
  readonly plan: QueryPlan;
  readonly #table: SlotTable = new SlotTable();
  /** The events of the hits, by `Hit.ref`. */
  readonly seen: SeenEvent[] = [];
  readonly #hits: Hit[] = [];
  readonly #looks: readonly StepLook[];
  readonly #lookOf: readonly StepLook[];
  readonly #extractor: Extractor;
  readonly #ordinalOf: OrderReader['ordinalOf'];
  readonly #acceptsIndex: (index: string | undefined) => boolean;
  #arrivals = 0;
  #events = 0;
  #otherIndex = 0;
  #untimed = 0;

  constructor({ plan, indices }: ExplainedRule) {
    this.plan = plan;
    this.#acceptsIndex = indices === undefined ? () => true : compileIndexPatterns(indices);
    const looks: StepLook[] = [];
    let causes = HIT + 1;
    this.#lookOf = stepsOf(plan).map((step, at) => {
      let look = looks.find(other => other.isOf(step));
      if (look === undefined) {
        look = new StepLook(step, this.#table, causes);
        causes += look.causes;
        looks.push(look);
      }
      look.steps.push(at);
      return look;
    });
    this.#looks = looks;
    this.#ordinalOf = compileOrder(plan.order, this.#table.slotOf).ordinalOf;
    this.#extractor = buildExtractor(this.#table.paths);
  }

  /**
   * How it is near: one number for each step that it passes or would but for one condition, the same for the same step
   * and condition, and `HIT` where it passes. Mostly there is none.
   */
  add(event: ExplainedEvent): readonly number[] {
    const arrival = this.#arrivals++;
    this.#events++;
    const isOwn = this.#acceptsIndex(event.index);
    if (!isOwn) this.#otherIndex++;
    let slots: Slots | undefined;
    let kept: SeenEvent | undefined;
    const keep = (read: Slots): SeenEvent => {
      kept ??= { ...event, ordinal: this.#ordinalOf({ slots: read, arrival }) };
      return kept;
    };
    let hits: StepHit[] | undefined;
    let near: number[] = NOT_NEAR;
    for (const look of this.#looks) {
      if (!look.accepts(event.index, isOwn)) continue;
      slots ??= this.#extractor.fromDocument(event.document);
      const keys = look.take(slots, keep);
      if (look.nearness !== undefined) {
        if (near === NOT_NEAR) near = [];
        near.push(look.nearness);
      }
      if (keys.length === 0) continue;
      hits ??= [];
      for (const step of look.steps) hits.push({ step, keys });
    }
    if (hits === undefined || slots === undefined) return near;
    const { ordinal } = keep(slots);
    if (ordinal.timestampMs === undefined && needsTime(this.plan)) {
      this.#untimed++;
      return near;
    }
    hits.sort((a, b) => a.step - b.step);
    this.#hits.push({ rule: 0, ordinal, steps: hits, ref: this.seen.push(keep(slots)) - 1 });
    return near;
  }

  /** What was added until now counts as a hit where it is one, and in no tally: what a rule remembers from before. */
  startCounting(): void {
    this.#events = 0;
    this.#otherIndex = 0;
    this.#untimed = 0;
    for (const look of this.#looks) look.startCounting();
  }

  /** In the order of the plan. */
  hits(): readonly Hit[] {
    return this.#hits.sort((a, b) => compareOrdinals(a.ordinal, b.ordinal));
  }

  /** The event of a hit. */
  eventOf(ref: number): SeenEvent {
    const event = this.seen[ref];
    if (event === undefined) throw new Error(`no event ${ref}`);
    return event;
  }

  /** Whether any event of a match lies at this time or later, or has none. */
  isSince({ refs }: Match, sinceMs: number | undefined): boolean {
    if (sinceMs === undefined) return true;
    return refs.some(ref => {
      if (ref === undefined) return false;
      const { timestampMs } = this.eventOf(ref).ordinal;
      return timestampMs === undefined || timestampMs >= sinceMs;
    });
  }

  slotsOf(document: JsonObject): Slots {
    return this.#extractor.fromDocument(document);
  }

  tally(): RuleTally {
    return {
      events: this.#events,
      otherIndex: this.#otherIndex,
      untimed: this.#untimed,
      steps: this.#lookOf.map(look => look.tally()),
    };
  }
}

/** One step's view of the events; one for all repetitions of a step. */
class StepLook {
  readonly steps: number[] = [];
  /** Of the event taken last; undefined: it failed more than one condition. */
  nearness: number | undefined;
  readonly #firstCause: number;
  readonly #step: Step;
  readonly #conditions: readonly Condition[];
  readonly #keys: KeyReader;
  readonly #passed: number[];
  readonly #failedAlone: number[];
  readonly #acceptsIndex: ((index: string | undefined) => boolean) | undefined;
  #closest: { readonly event: SeenEvent; readonly failures: number }[] = [];
  /** Who fails more conditions than this is not among the closest. */
  #worst = Number.POSITIVE_INFINITY;
  #asked = 0;
  #lackKey = 0;
  #hits = 0;

  /** @param firstCause what its first condition is called among those of all steps */
  constructor(step: Step, table: SlotTable, firstCause: number) {
    this.#step = step;
    this.#firstCause = firstCause;
    this.#conditions = conditionsOf(step.filter, table);
    this.#keys = compileKeys(step.by, table.slotOf);
    this.#passed = this.#conditions.map(() => 0);
    this.#failedAlone = this.#conditions.map(() => 0);
    this.#acceptsIndex = step.indices === undefined ? undefined : compileIndexPatterns(step.indices);
  }

  get causes(): number {
    return this.#conditions.length;
  }

  isOf(step: Step): boolean {
    return (
      this.#step.filter === step.filter && this.#step.by === step.by && this.#step.indices === step.indices
    );
  }

  /** A step with indices of its own reads those and not the rule's. */
  accepts(index: string | undefined, isOfRule: boolean): boolean {
    return this.#acceptsIndex === undefined ? isOfRule : this.#acceptsIndex(index);
  }

  startCounting(): void {
    this.#passed.fill(0);
    this.#failedAlone.fill(0);
    this.#closest = [];
    this.#worst = Number.POSITIVE_INFINITY;
    this.#asked = 0;
    this.#lackKey = 0;
    this.#hits = 0;
  }

  /** The keys under which the event is a hit; none: it is none. */
  take(slots: Slots, keep: (slots: Slots) => SeenEvent): StepHit['keys'] {
    this.nearness = undefined;
    this.#asked++;
    const conditions = this.#conditions;
    const most = Math.max(1, this.#worst);
    let failures = 0;
    let failed = 0;
    for (let at = 0; at < conditions.length; at++) {
      if (conditions[at]?.holds(slots)) {
        if (failures === 0) this.#passed[at] = (this.#passed[at] ?? 0) + 1;
        continue;
      }
      failures++;
      failed = at;
      if (failures > most) return [];
    }
    if (failures > 0) {
      if (failures === 1) {
        this.#failedAlone[failed] = (this.#failedAlone[failed] ?? 0) + 1;
        this.nearness = this.#firstCause + failed;
      }
      this.#keepClosest(failures, slots, keep);
      return [];
    }
    this.nearness = HIT;
    const { tuples } = this.#keys(slots);
    if (tuples.length === 0) this.#lackKey++;
    else this.#hits++;
    return tuples;
  }

  tally(): StepTally {
    return {
      conditions: this.#conditions,
      asked: this.#asked,
      passed: this.#passed,
      failedAlone: this.#failedAlone,
      lackKey: this.#lackKey,
      hits: this.#hits,
      closest: [...this.#closest].sort(
        (a, b) => a.failures - b.failures || compareOrdinals(a.event.ordinal, b.event.ordinal),
      ),
    };
  }

  #keepClosest(failures: number, slots: Slots, keep: (slots: Slots) => SeenEvent): void {
    if (failures >= this.#worst) return;
    this.#closest.push({ event: keep(slots), failures });
    this.#closest.sort((a, b) => a.failures - b.failures);
    this.#closest = this.#closest.slice(0, MOST_CLOSEST);
    if (this.#closest.length === MOST_CLOSEST)
      this.#worst = this.#closest.at(-1)?.failures ?? Number.POSITIVE_INFINITY;
  }
}
