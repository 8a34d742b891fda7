/**
 * The conditions of a filter, one by one: what an analyst reads as "the deciding fields". A filter is cut at its
 * outermost `and`; what stands between (an `or`, a computation) stays one condition, as whoever wrote it thought
 * of it as one.
 */
import { compilePredicate } from '../engine/compile-predicate.ts';
import { SlotTable, slotPath } from '../engine/slot-table.ts';
import { type RawValue, type Slots, valuesOf } from '../event/field-value.ts';
import { isGathered, readGathered, shownPath } from '../event/gathered-fields.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import { printPredicate } from '../plan/print-plan.ts';

export type KeyValue = string | number | boolean | null;

/** Members of a list that the text of a condition shows; some rules hold thousands. */
const MOST_LITERALS = 3;

/** A condition in words. */
export interface ConditionText {
  /** In EQL's words, long lists cut. */
  readonly text: string;
  /** The condition itself, of which `printPredicate` tells all. */
  readonly predicate: Predicate;
}

/** A condition and what an event holds in the fields it reads. */
export interface ConditionReading extends ConditionText {
  readonly fields: readonly { readonly path: string; readonly values: readonly RawValue[] }[];
}

/** A condition that can be asked and told. */
export interface Condition extends ConditionText {
  holds(slots: Slots): boolean;
  read(document: JsonObject): ConditionReading;
}

/** The conditions that must all hold for a filter to pass. */
export function conditionsOf(filter: Predicate, table: SlotTable): readonly Condition[] {
  return conjunctsOf(filter).map(predicate => {
    const paths = new Set<string>();
    const holds = compilePredicate(predicate, field => {
      paths.add(slotPath(field));
      return table.slotOf(field);
    });
    const text = printPredicate(predicate, { most: MOST_LITERALS });
    return {
      text,
      predicate,
      holds,
      read: document => ({
        text,
        predicate,
        fields: [...paths].map(path => ({ path: shownPath(path), values: valuesAt(document, path) })),
      }),
    };
  });
}

/** What fills the slot of this path. */
function valuesAt(document: JsonObject, path: string): readonly RawValue[] {
  return valuesOf(isGathered(path) ? readGathered(document, path) : readField(document, path));
}

/** `not (a or b)` is `not a and not b`, so it is cut too. */
function conjunctsOf(filter: Predicate): readonly Predicate[] {
  if (filter.kind === 'all') return filter.terms.flatMap(conjunctsOf);
  if (filter.kind === 'not' && filter.term.kind === 'any')
    return filter.term.terms.flatMap(term => conjunctsOf({ kind: 'not', term }));
  return [filter];
}

const knownConditions = new WeakMap<Predicate, readonly Condition[]>();

/** The conditions of a filter for whoever only reads them: of a rule that fires a thousand times they are made once. */
export function conditionsToRead(
  filter: Predicate,
): readonly Pick<Condition, 'text' | 'predicate' | 'read'>[] {
  let conditions = knownConditions.get(filter);
  if (conditions === undefined) {
    conditions = conditionsOf(filter, new SlotTable());
    knownConditions.set(filter, conditions);
  }
  return conditions;
}
