/**
 * The rule set without a network: every filter runs on every event whose index its rule covers. The engine's
 * (src/engine/rule-set.ts) must give the same hits in the same order.
 */

import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { Hit, Ordinal, StepHit } from '../../src/engine/hit.ts';
import { compileKeys, type KeyReader } from '../../src/engine/join-keys.ts';
import { instantOf, tiebreakerOf } from '../../src/engine/ordinal.ts';
import type { EngineEvent, MatchTally, RuleInput, RuleSet } from '../../src/engine/rule-set.ts';
import { slotPath } from '../../src/engine/slot-table.ts';
import { coerce } from '../../src/event/coerce.ts';
import { type RawValue, type Slots, valuesOf } from '../../src/event/field-value.ts';
import { compileIndexPatterns } from '../../src/event/index-pattern.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldType } from '../../src/event/schema.ts';
import type { FieldRef } from '../../src/plan/predicate.ts';
import { type EventOrder, type QueryPlan, stepsOf } from '../../src/plan/query.ts';

/** Compiles the filters, keys and orders of the rules; a hit names a rule by its position in `rules`. */
export function buildNaiveRuleSet(
  rules: readonly RuleInput[],
): Pick<RuleSet, 'fields' | 'rules' | 'match' | 'matchLine'> {
  const slots = new SlotTable();
  const orders = new OrderTable(slots);
  const compiled = rules.map(({ plan }, rule) => compileRule(plan, rule, slots, orders));
  const rulesFor = memoisedByIndex(rules, compiled);
  function match(event: EngineEvent, tally?: MatchTally): readonly Hit[] {
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
  }

  return {
    fields: slots.paths,
    rules,
    match,
    matchLine({ line, ...event }, tally) {
      const document = JSON.parse(new TextDecoder().decode(line)) as JsonObject; // lines of objects
      return match({ ...event, slots: buildExtractor(slots.paths).fromDocument(document) }, tally);
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
    needsTime: plan.kind !== 'events' && plan.kind !== 'sample' && plan.kind !== 'indicators',
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
    const path = slotPath(field);
    let slot = this.slots.get(path);
    if (slot === undefined) {
      slot = this.paths.length;
      this.slots.set(path, slot);
      this.paths.push(path);
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
