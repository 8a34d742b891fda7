/**
 * The first half of every rule at once: which rules want an event, at which steps, under which keys.
 *
 * A rule set is built once and never changes, so that it may be shared by runs, files and threads. It knows no
 * document, no clock and no store: an event comes as field slots, and what leaves is hits. Today every filter
 * runs on every event whose index its rule covers; that loop is this file's own affair.
 */
import { coerce } from '../event/coerce.ts';
import { type RawValue, type Slots, valuesOf } from '../event/field-value.ts';
import { compileIndexPatterns } from '../event/index-pattern.ts';
import type { FieldType } from '../event/schema.ts';
import type { FieldRef } from '../plan/predicate.ts';
import { type EventOrder, type QueryPlan, stepsOf } from '../plan/query.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Hit, Ordinal, StepHit } from './hit.ts';
import { compileKeys, type KeyReader } from './join-keys.ts';
import { instantOf, tiebreakerOf } from './ordinal.ts';

export interface RuleInput {
  readonly plan: QueryPlan;
  /** Index patterns; undefined: events of every index. */
  readonly indices?: readonly string[];
}

export interface EngineEvent {
  /** Undefined: unknown, every pattern accepts it. */
  readonly index: string | undefined;
  /** By the slot numbers of the rule set (`RuleSet.fields`). */
  readonly slots: Slots;
  /** Breaks ties between events of one time: the number of the event's first arrival. */
  readonly arrival: number;
  /** How the driver finds the event again; the engine only carries it. */
  readonly ref: number;
}

/** What an event could have been and was not; the caller owns it, `match` adds to it. */
export interface MatchTally {
  /** Hits of sequences that were left out because the event had no usable time. */
  untimedHits: number;
  /** Join key tuples past the limit of one event (`MOST_KEY_TUPLES`). */
  droppedKeyTuples: number;
}

export interface RuleSet {
  /** The fields that an event must bring, by slot number. */
  readonly fields: readonly string[];
  readonly rules: readonly RuleInput[];
  /** The hits of one event, in the order of the rules. */
  match(event: EngineEvent, tally?: MatchTally): readonly Hit[];
}

/** Compiles the filters, keys and orders of the rules; a hit names a rule by its position in `rules`. */
export function buildRuleSet(rules: readonly RuleInput[]): RuleSet {
  const slots = new SlotTable();
  const orders = new OrderTable(slots);
  const compiled = rules.map(({ plan }, rule) => compileRule(plan, rule, slots, orders));
  const rulesFor = memoisedByIndex(rules, compiled);
  return {
    fields: slots.paths,
    rules,
    match(event, tally) {
      let hits: Hit[] | undefined;
      let ordinals: ((order: number) => Ordinal) | undefined;
      for (const rule of rulesFor(event.index)) {
        const steps = stepHits(rule, event.slots, tally);
        if (steps === undefined) continue;
        ordinals ??= orders.of(event);
        const ordinal = ordinals(rule.order);
        if (rule.needsTime && ordinal.timestampMs === undefined) {
          if (tally !== undefined) tally.untimedHits++;
          continue;
        }
        hits ??= [];
        hits.push({ rule: rule.position, ordinal, steps, ref: event.ref });
      }
      return hits ?? NO_HITS;
    },
  };
}

const NO_HITS: readonly Hit[] = [];

interface CompiledRule {
  readonly position: number;
  readonly steps: readonly CompiledStep[];
  /** Position in the order table. */
  readonly order: number;
  /** Whether an event without a time is of no use to the finisher. */
  readonly needsTime: boolean;
}

interface CompiledStep {
  readonly accepts: (slots: Slots) => boolean;
  readonly keysOf: KeyReader;
}

function compileRule(plan: QueryPlan, position: number, slots: SlotTable, orders: OrderTable): CompiledRule {
  return {
    position,
    order: orders.positionOf(plan.order),
    needsTime: plan.kind === 'sequence',
    steps: stepsOf(plan).map(({ filter, by }) => ({
      accepts: compilePredicate(filter, slots.slotOf),
      keysOf: compileKeys(by, slots.slotOf),
    })),
  };
}

function stepHits(rule: CompiledRule, slots: Slots, tally: MatchTally | undefined): StepHit[] | undefined {
  let hits: StepHit[] | undefined;
  for (const [step, { accepts, keysOf }] of rule.steps.entries()) {
    if (!accepts(slots)) continue;
    const { tuples, dropped } = keysOf(slots);
    if (tally !== undefined) tally.droppedKeyTuples += dropped;
    if (tuples.length === 0) continue;
    hits ??= [];
    hits.push({ step, keys: tuples });
  }
  return hits;
}

/** Gives each path its slot, in order of first use. The type of a field is the test's affair, not the slot's. */
class SlotTable {
  readonly paths: string[] = [];
  private readonly slots = new Map<string, number>();

  readonly slotOf = (field: FieldRef): number => {
    let slot = this.slots.get(field.path);
    if (slot === undefined) {
      slot = this.paths.length;
      this.slots.set(field.path, slot);
      this.paths.push(field.path);
    }
    return slot;
  };
}

/** The few different orders of a rule set: nearly all rules share one, so an event reads its time once. */
class OrderTable {
  private readonly slots: SlotTable;
  private readonly positions = new Map<string, number>();
  private readonly readers: ((event: EngineEvent) => Ordinal)[] = [];

  constructor(slots: SlotTable) {
    this.slots = slots;
  }

  positionOf(order: EventOrder): number {
    const name = JSON.stringify([order.timestamp, order.tiebreaker].map(field => [field?.path, field?.type]));
    let position = this.positions.get(name);
    if (position === undefined) {
      position = this.readers.length;
      this.positions.set(name, position);
      this.readers.push(compileOrder(order, this.slots));
    }
    return position;
  }

  /** The ordinals of an event, each made when first asked for. */
  of(event: EngineEvent): (position: number) => Ordinal {
    const made: Ordinal[] = [];
    return position => {
      const reader = this.readers[position];
      if (reader === undefined) throw new Error(`no order ${position}`);
      const ordinal = made[position] ?? reader(event);
      made[position] = ordinal;
      return ordinal;
    };
  }
}

function compileOrder(order: EventOrder, slots: SlotTable): (event: EngineEvent) => Ordinal {
  const timestampSlot = slots.slotOf(order.timestamp);
  const { tiebreaker } = order;
  const tiebreakersOf =
    tiebreaker === undefined ? () => [] : fieldReader(slots.slotOf(tiebreaker), tiebreaker.type);
  const isToTheNanosecond = order.timestamp.type === 'date_nanos';
  return event => {
    const instant = instantOf(event.slots[timestampSlot]);
    return {
      timestampMs: instant?.ms,
      nanos: isToTheNanosecond ? (instant?.nanos ?? 0) : 0,
      tiebreaker: tiebreakerOf(tiebreakersOf(event.slots)),
      arrival: event.arrival,
    };
  };
}

function fieldReader(slot: number, type: FieldType): (slots: Slots) => RawValue[] {
  return slots => valuesOf(slots[slot]).flatMap(raw => coerce(raw, type) ?? []);
}

/** The rules whose patterns accept an index, worked out once for each index name that is seen. */
function memoisedByIndex(
  inputs: readonly RuleInput[],
  compiled: readonly CompiledRule[],
): (index: string | undefined) => readonly CompiledRule[] {
  const accepts = inputs.map(({ indices }) =>
    indices === undefined ? undefined : compileIndexPatterns(indices),
  );
  const known = new Map<string | undefined, readonly CompiledRule[]>();
  return index => {
    let rules = known.get(index);
    if (rules === undefined) {
      rules = compiled.filter(({ position }) => accepts[position]?.(index) ?? true);
      // Index names come with the events: a stream of ever new ones must not fill the memory.
      if (known.size >= MOST_KNOWN_INDICES) known.clear();
      known.set(index, rules);
    }
    return rules;
  };
}

const MOST_KNOWN_INDICES = 10_000;
