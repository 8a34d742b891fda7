/**
 * Exceptions in a run of rules: which items belong to which rule, what they change of its plan, and what each removes.
 *
 * Where an item drops *events*, `not item` joins every filter of the rule, and the engine runs a plan like any other.
 * To know what that removed, the rule gets a *shadow*: another rule without alerts, whose one filter is "some filter
 * of the rule, and an item". Its matches are what would have been hits, whichever driver finds them.
 *
 *     rule     sequence [A] [B]   →  sequence [A and not x] [B and not x]
 *     shadow                          any where (A or B) and x
 *
 * Where an item drops *sequences*, or has nested entries, which no plan can say, it is asked about the events of each
 * match. Rules of single events know no difference: the match is the event.
 */
import type { RuleInput } from '../engine/rule-set.ts';
import type { JsonObject } from '../event/json.ts';
import type { Schema } from '../event/schema.ts';
import type { ValueList } from '../event/value-list.ts';
import type { FieldRef, Predicate } from '../plan/predicate.ts';
import { type QueryPlan, stepsOf, withFilters } from '../plan/query.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { compileItem } from './compile-item.ts';
import { type Drops, type ExceptionItem, listKey, valueListsOf } from './exception-item.ts';
import { type LoweredItem, lowerItem } from './lower-item.ts';

export interface ExceptionOptions {
  readonly schema: Schema;
  /** The value lists that were given, by id; an item that looks into another one is not applied. */
  readonly valueLists: ReadonlyMap<string, ValueList>;
  /** What items drop of sequences and samples that do not say so themselves. */
  readonly drops: Drops;
}

/** What was read: items, and the lists that they stand in or that are empty, by `listKey`. */
export interface ExceptionItems {
  readonly items: readonly ExceptionItem[];
  readonly lists: ReadonlySet<string>;
}

/** What an item removed. */
export interface ItemCount {
  readonly item: ExceptionItem;
  /** Rules that it applies to. */
  readonly rules: number;
  /** Alerts: of single events, or whole sequences. */
  readonly alerts: number;
  /** Events that sequences did not get to see, counted for each rule. */
  readonly events: number;
}

/** A list that rules name and nobody gave. */
export interface MissingList {
  readonly listId: string;
  readonly rules: number;
}

export class AppliedExceptions {
  /** What is to be run: the rules in their order, then the shadows. */
  readonly inputs: readonly RuleInput[];
  readonly missingLists: readonly MissingList[];
  readonly #rules: readonly CompiledRule[];
  /** By position of a rule: the items that are asked about its matches. */
  readonly #onMatches: readonly (readonly AppliedItem[])[];
  /** By position behind the rules: whose shadow it is, and the items that drop its events. */
  readonly #shadows: readonly Shadow[];
  readonly #counts: ReadonlyMap<ExceptionItem, Counting>;

  constructor(rules: readonly CompiledRule[], { items, lists }: ExceptionItems, options: ExceptionOptions) {
    const counts = new Map(items.map(item => [item, { rules: 0, alerts: 0, events: 0 }]));
    const usable = items.filter(item => valueListsOf(item).every(({ id }) => options.valueLists.has(id)));
    const byList = byListKey(usable);
    const lower = onceForEachTime((item, timestamp): AppliedItem => {
      const lowered = lowerItem(item, { ...options, timestamp });
      return { item, lowered, holds: compileItem(lowered) };
    });
    const inputs: RuleInput[] = [];
    const onMatches: AppliedItem[][] = [];
    const shadows: Shadow[] = [];
    for (const [position, rule] of rules.entries()) {
      const onEvents: AppliedItem[] = [];
      const asked: AppliedItem[] = [];
      for (const item of itemsOf(rule, byList)) {
        const count = counts.get(item);
        if (count !== undefined) count.rules++;
        const applied = lower(item, rule.plan.order.timestamp);
        const dropsEvents = rule.plan.kind === 'events' || (item.drops ?? options.drops) === 'event';
        (dropsEvents && applied.lowered.nested.length === 0 ? onEvents : asked).push(applied);
      }
      onMatches.push(asked);
      inputs.push(onEvents.length === 0 ? rule : { ...rule, plan: without(rule.plan, anyOf(onEvents)) });
      if (onEvents.length > 0) shadows.push({ rule: position, items: onEvents });
    }
    for (const { rule, items: dropping } of shadows) {
      const { indices, plan } = rules[rule] as CompiledRule; // it was one of them above
      const hits: Predicate = { kind: 'any', terms: stepsOf(plan).map(({ filter }) => filter) };
      const filter: Predicate = { kind: 'all', terms: [hits, anyOf(dropping)] };
      inputs.push({
        plan: { kind: 'events', order: plan.order, filter },
        ...(indices === undefined ? {} : { indices }),
      });
    }
    this.#rules = rules;
    this.#onMatches = onMatches;
    this.#shadows = shadows;
    this.#counts = counts;
    this.inputs = inputs;
    this.missingLists = missingLists(rules, lists);
  }

  /**
   * Whether a match of the inputs is to become an alert. It is counted where an exception removes it, by each item
   * that holds of one of its events.
   */
  isKept(rule: number, events: readonly JsonObject[]): boolean {
    const shadow = this.#shadows[rule - this.#rules.length];
    const asked = this.#onMatches[shadow?.rule ?? rule] ?? [];
    const isAlert = shadow === undefined || this.#rules[shadow.rule]?.plan.kind === 'events';
    // Of what would have been an alert, each item that removes it is told, in whichever way it works.
    const items = shadow === undefined ? asked : isAlert ? [...shadow.items, ...asked] : shadow.items;
    if (items.length === 0) return true;
    let isKept = shadow === undefined;
    for (const { item, holds } of items) {
      if (!events.some(holds)) continue;
      isKept = false;
      const count = this.#counts.get(item);
      if (count === undefined) continue;
      if (isAlert) count.alerts++;
      else count.events++;
    }
    return isKept;
  }

  /** What each item removed until now, in the order in which they were given. */
  counts(): readonly ItemCount[] {
    return [...this.#counts].map(([item, count]) => ({ item, ...count }));
  }
}

/** The lists that a rule names, but for the one that Elastic's agents apply themselves. */
export function namedLists({
  rule,
}: CompiledRule): readonly { readonly listId: string; readonly key: string }[] {
  return rule.exceptions_list.flatMap(({ list_id: listId, namespace_type: namespace, type }) => {
    if (typeof listId !== 'string' || type === 'endpoint' || listId === 'endpoint_list') return [];
    return [{ listId, key: listKey(listId, typeof namespace === 'string' ? namespace : 'single') }];
  });
}

interface Counting {
  rules: number;
  alerts: number;
  events: number;
}

interface AppliedItem {
  readonly item: ExceptionItem;
  readonly lowered: LoweredItem;
  readonly holds: (document: JsonObject) => boolean;
}

interface Shadow {
  readonly rule: number;
  readonly items: readonly AppliedItem[];
}

/** Items by the key of their list. */
export function byListKey(items: readonly ExceptionItem[]): ReadonlyMap<string, readonly ExceptionItem[]> {
  const byList = new Map<string, ExceptionItem[]>();
  for (const item of items) {
    const key = listKey(item.listId, item.namespace);
    const others = byList.get(key);
    if (others === undefined) byList.set(key, [item]);
    else others.push(item);
  }
  return byList;
}

/** The items of the lists that a rule names. */
export function itemsOf(
  rule: CompiledRule,
  byList: ReadonlyMap<string, readonly ExceptionItem[]>,
): readonly ExceptionItem[] {
  return [...new Set(namedLists(rule).map(({ key }) => key))].flatMap(key => byList.get(key) ?? []);
}

/** Rules share items: what an item becomes is worked out once for each field that rules take the time from. */
export function onceForEachTime<T>(
  make: (item: ExceptionItem, timestamp: FieldRef) => T,
): (item: ExceptionItem, timestamp: FieldRef) => T {
  const known = new Map<ExceptionItem, Map<string, T>>();
  return (item, timestamp) => {
    const byField = known.get(item) ?? new Map<string, T>();
    known.set(item, byField);
    let made = byField.get(timestamp.path);
    if (made === undefined) {
      made = make(item, timestamp);
      byField.set(timestamp.path, made);
    }
    return made;
  };
}

function anyOf(items: readonly AppliedItem[]): Predicate {
  return { kind: 'any', terms: items.map(({ lowered }) => lowered.plain) };
}

/** The plan that never sees an event that the condition holds of. */
function without(plan: QueryPlan, condition: Predicate): QueryPlan {
  return withFilters(plan, filter => ({ kind: 'all', terms: [filter, { kind: 'not', term: condition }] }));
}

function missingLists(rules: readonly CompiledRule[], given: ReadonlySet<string>): readonly MissingList[] {
  const missing = new Map<string, { listId: string; rules: number }>();
  for (const rule of rules) {
    for (const { key, listId } of new Map(namedLists(rule).map(list => [list.key, list])).values()) {
      if (given.has(key)) continue;
      const before = missing.get(key);
      if (before === undefined) missing.set(key, { listId, rules: 1 });
      else before.rules++;
    }
  }
  return [...missing.values()];
}
