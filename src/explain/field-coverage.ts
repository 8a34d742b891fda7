/**
 * FIELD COVERAGE: can a rule fire on this data at all?
 *
 * A rule that asks for `dll.hash.sha256` is silent on data that never fills it, and silence looks like safety.
 * Here events are sorted into *shapes* (index, category, type, operating system), and of each shape is counted
 * which fields are filled. A step can pass if one shape has all it needs; a rule can fire if each of its steps
 * can. If not, the answer names what is lacking:
 *
 *     Unusual Network Connection …   step 2   network events of windows lack `process.entity_id`
 *
 * It is a necessary condition only: "can fire" says that the fields are there, not that the values ever will be.
 * What a step needs is read from its filter: a test on a field needs the field, `and` needs both sides, `or` the
 * easier one, `not` nothing; tests on the fields that make up a shape are answered by the shape itself.
 */

import { unreachable } from '../base/unreachable.ts';
import { compilePredicate } from '../engine/compile-predicate.ts';
import { SlotTable } from '../engine/slot-table.ts';
import { type FieldValues, type Slots, valuesOf } from '../event/field-value.ts';
import { shownPath } from '../event/gathered-fields.ts';
import { compileIndexPatterns } from '../event/index-pattern.ts';
import { fieldsOfExpr } from '../plan/fields-read.ts';
import type { Expr, FieldRef, Predicate } from '../plan/predicate.ts';
import { type IndicatorsPlan, type QueryPlan, type Step, stepsOf } from '../plan/query.ts';

/** The fields whose values make up a shape: few values each, and rules ask for them by value. */
const SHAPE_FIELDS = ['event.category', 'event.type', 'host.os.type'];
/** Shapes beyond these are counted as events and told apart no more: data with so many has odd values there. */
const MOST_SHAPES = 4096;

export interface CoveredRule {
  readonly plan: QueryPlan;
  readonly indices?: readonly string[];
}

export interface RuleCoverage {
  readonly canFire: boolean;
  /** What keeps it from firing; empty where it can. */
  readonly lacks: readonly Lack[];
}

/** Why no event can pass a step. */
export type Lack =
  /** There are no events of the rule's indices. */
  | { readonly kind: 'index' }
  /** No event has the category, type or system that the step asks for. */
  | { readonly kind: 'shape'; readonly step: number }
  /** Events of the right kind never have these fields filled: of the kind that lacks the fewest. */
  | { readonly kind: 'fields'; readonly step: number; readonly fields: readonly string[] };

export interface FieldCoverage {
  readonly path: string;
  /** Events that fill it. */
  readonly filled: number;
  /** Rules that read it. */
  readonly rules: number;
}

export interface Coverage {
  readonly events: number;
  /** By position of the rule. */
  readonly rules: readonly RuleCoverage[];
  /** Every field that some rule reads, by how many rules do. */
  readonly fields: readonly FieldCoverage[];
  /** Events of shapes beyond the limit, on which nothing is said. */
  readonly untold: number;
}

/** Watches events and then says which rules can fire on them. Events come as the slots of `fields`. */
export class CoverageWatch {
  readonly fields: readonly string[];
  readonly #table: SlotTable;
  readonly #rules: readonly CoveredRule[];
  readonly #needs: readonly (readonly StepNeed[])[];
  readonly #shapes = new Map<string, Shape>();
  readonly #shapeSlots: readonly number[];
  #events = 0;
  #untold = 0;

  constructor(rules: readonly CoveredRule[]) {
    this.#rules = rules;
    this.#table = new SlotTable();
    this.#shapeSlots = SHAPE_FIELDS.map(path => this.#table.slotOf({ path, type: 'keyword' }));
    this.#needs = rules.map(({ plan }) => needsOf(plan, this.#table));
    this.fields = this.#table.paths;
  }

  add(index: string | undefined, slots: Slots): void {
    this.#events++;
    const key = JSON.stringify([index ?? null, ...this.#shapeSlots.map(slot => slots[slot] ?? null)]);
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      if (this.#shapes.size >= MOST_SHAPES) {
        this.#untold++;
        return;
      }
      const values: FieldValues[] = [];
      for (const slot of this.#shapeSlots) values[slot] = slots[slot];
      shape = { index, values, events: 0, filled: new Uint32Array(this.fields.length) };
      this.#shapes.set(key, shape);
    }
    shape.events++;
    for (let slot = 0; slot < shape.filled.length; slot++) {
      if (valuesOf(slots[slot]).length > 0) shape.filled[slot] = (shape.filled[slot] ?? 0) + 1;
    }
  }

  end(): Coverage {
    const shapes = [...this.#shapes.values()];
    return {
      events: this.#events,
      rules: this.#rules.map((rule, at) => coverageOf(rule, this.#needs[at] ?? [], shapes, this.fields)),
      fields: this.#fieldCoverage(shapes),
      untold: this.#untold,
    };
  }

  #fieldCoverage(shapes: readonly Shape[]): readonly FieldCoverage[] {
    const readers = this.fields.map(() => 0);
    for (const needs of this.#needs) {
      const read = new Set(needs.flatMap(need => [...need.reads]));
      for (const slot of read) readers[slot] = (readers[slot] ?? 0) + 1;
    }
    return this.fields
      .map((path, slot) => ({
        path: shownPath(path),
        filled: shapes.reduce((sum, shape) => sum + (shape.filled[slot] ?? 0), 0),
        rules: readers[slot] ?? 0,
      }))
      .filter(field => field.rules > 0)
      .sort((a, b) => b.rules - a.rules || (a.path < b.path ? -1 : 1));
  }
}

interface Shape {
  readonly index: string | undefined;
  /** Slots of the shape fields alone. */
  readonly values: Slots;
  events: number;
  readonly filled: Uint32Array;
}

interface StepNeed {
  /** From 1. */
  readonly step: number;
  readonly need: Need;
  readonly reads: ReadonlySet<number>;
}

/** What must be there for a filter to pass. */
type Need =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'never' }
  | { readonly kind: 'field'; readonly slot: number }
  | { readonly kind: 'shape'; readonly passes: (values: Slots) => boolean }
  | { readonly kind: 'all' | 'any'; readonly needs: readonly Need[] };

const NOTHING: Need = { kind: 'nothing' };

/** The steps that must be there; `until` and absent ones keep no rule from firing. */
function needsOf(plan: QueryPlan, table: SlotTable): readonly StepNeed[] {
  if (plan.kind === 'indicators') return needsOfIndicators(plan, table);
  const steps: readonly Step[] = plan.kind === 'sequence' ? plan.steps : stepsOf(plan);
  return steps.map(({ filter, by }, at) => {
    const reads = new Set<number>();
    const slotOf = (field: FieldRef): number => {
      const slot = table.slotOf(field);
      reads.add(slot);
      return slot;
    };
    const keys = by
      .filter(key => !key.optional)
      .map((key): Need => ({ kind: 'field', slot: slotOf(key.field) }));
    return { step: at + 1, need: { kind: 'all', needs: [needOf(filter, slotOf), ...keys] }, reads };
  });
}

/** The event, with the fields of one group. Its indicators stand in indices of their own. */
function needsOfIndicators({ filter, groups }: IndicatorsPlan, table: SlotTable): readonly StepNeed[] {
  const reads = new Set<number>();
  const slotOf = (field: FieldRef): number => {
    const slot = table.slotOf(field);
    reads.add(slot);
    return slot;
  };
  const needs = groups.map((pairs): Need => {
    const fields = pairs.filter(({ negate }) => !negate).map(({ event }) => slotOf(event));
    return { kind: 'all', needs: fields.map((slot): Need => ({ kind: 'field', slot })) };
  });
  return [{ step: 1, need: { kind: 'all', needs: [needOf(filter, slotOf), { kind: 'any', needs }] }, reads }];
}

function needOf(predicate: Predicate, slotOf: (field: FieldRef) => number): Need {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value ? NOTHING : { kind: 'never' };
    case 'all':
    case 'any':
      return { kind: predicate.kind, needs: predicate.terms.map(term => needOf(term, slotOf)) };
    case 'not':
      // Only for its reads: what must not hold needs no field.
      needOf(predicate.term, slotOf);
      return NOTHING;
    case 'script': {
      const fields = [...fieldsOfExpr(predicate.expr)];
      const needs = fields.map((field): Need => ({ kind: 'field', slot: slotOf(field) }));
      return isNullProof(predicate.expr) ? NOTHING : { kind: 'all', needs };
    }
    case 'nested':
      return { kind: 'field', slot: slotOf(predicate.objects) };
    case 'relative-range': {
      const fields = [predicate.date, predicate.now];
      return { kind: 'all', needs: fields.map(field => ({ kind: 'field', slot: slotOf(field) })) };
    }
    default: {
      const slot = slotOf(predicate.field);
      if (!SHAPE_FIELDS.includes(predicate.field.path)) return { kind: 'field', slot };
      return { kind: 'shape', passes: compilePredicate(predicate, slotOf) };
    }
  }
}

/** Whether a computation can be true although some of its fields are missing. */
function isNullProof(expr: Expr): boolean {
  switch (expr.kind) {
    case 'is-null':
    case 'or':
      return true;
    case 'call':
      return expr.args.some(isNullProof);
    case 'not':
    case 'negate':
      return isNullProof(expr.operand);
    case 'and':
      return expr.terms.some(isNullProof);
    case 'compare':
    case 'arithmetic':
      return isNullProof(expr.left) || isNullProof(expr.right);
    case 'one-of':
    case 'like':
    case 'regex':
      return isNullProof(expr.operand);
    case 'literal':
    case 'field':
      return false;
    default:
      return unreachable(expr);
  }
}

function coverageOf(
  rule: CoveredRule,
  needs: readonly StepNeed[],
  shapes: readonly Shape[],
  fields: readonly string[],
): RuleCoverage {
  const accepts = rule.indices === undefined ? () => true : compileIndexPatterns(rule.indices);
  const own = shapes.filter(shape => accepts(shape.index));
  if (own.length === 0) return { canFire: false, lacks: [{ kind: 'index' }] };
  const lacks = needs.flatMap(({ step, need }) => lackOf(step, need, own, fields) ?? []);
  return { canFire: lacks.length === 0, lacks };
}

/** Undefined: some shape has all the step needs. Else what is lacking of the shape that lacks least. */
function lackOf(
  step: number,
  need: Need,
  shapes: readonly Shape[],
  fields: readonly string[],
): Lack | undefined {
  let least: readonly number[] | undefined;
  for (const shape of shapes) {
    const lacking = lackingOf(need, shape);
    if (lacking === undefined) continue;
    if (lacking.length === 0) return undefined;
    if (least === undefined || lacking.length < least.length) least = lacking;
  }
  if (least === undefined) return { kind: 'shape', step };
  return { kind: 'fields', step, fields: [...new Set(least)].map(slot => shownPath(fields[slot] ?? '')) };
}

/** The slots that would have to be filled in a shape; undefined: this shape can never do. */
function lackingOf(need: Need, shape: Shape): readonly number[] | undefined {
  switch (need.kind) {
    case 'nothing':
      return [];
    case 'never':
      return undefined;
    case 'field':
      return (shape.filled[need.slot] ?? 0) > 0 ? [] : [need.slot];
    case 'shape':
      return need.passes(shape.values) ? [] : undefined;
    case 'all': {
      const lacking: number[] = [];
      for (const part of need.needs) {
        const more = lackingOf(part, shape);
        if (more === undefined) return undefined;
        lacking.push(...more);
      }
      return lacking;
    }
    case 'any': {
      let least: readonly number[] | undefined;
      for (const part of need.needs) {
        const lacking = lackingOf(part, shape);
        if (lacking === undefined) continue;
        if (least === undefined || lacking.length < least.length) least = lacking;
      }
      return least;
    }
    default:
      return unreachable(need);
  }
}
