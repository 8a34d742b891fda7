/** Which of a rule's exceptions hold of which events: for explanations, which show one event or alert at a time. */
import type { JsonObject } from '../event/json.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { byListKey, type ExceptionItems, type ExceptionOptions, itemsOf } from './apply-exceptions.ts';
import { compileItem } from './compile-item.ts';
import { type Drops, type ExceptionItem, valueListsOf } from './exception-item.ts';
import { lowerItem } from './lower-item.ts';

export interface HoldingItem {
  readonly item: ExceptionItem;
  /** What it takes away of this rule: the event, or the whole sequence with it. */
  readonly drops: Drops;
  /** Ids of the events that it holds of, in the order in which they were given. */
  readonly eventIds: readonly string[];
}

/** Items that hold of none are left out, and so are those that look into a value list that is not there. */
export function holdingItems(
  rule: CompiledRule,
  { drops, items, schema, valueLists }: ExceptionItems & ExceptionOptions,
  events: readonly { readonly id: string; readonly document: JsonObject }[],
): readonly HoldingItem[] {
  const { timestamp } = rule.plan.order;
  const isOfEvents = rule.plan.kind === 'events';
  return itemsOf(rule, byListKey(items))
    .filter(item => valueListsOf(item).every(({ id }) => valueLists.has(id)))
    .flatMap(item => {
      const lowered = lowerItem(item, { schema, valueLists, timestamp });
      const holds = compileItem(lowered);
      const eventIds = events.filter(({ document }) => holds(document)).map(({ id }) => id);
      // What no plan can say is asked of whole matches.
      const dropsEvent = isOfEvents || ((item.drops ?? drops) === 'event' && lowered.nested.length === 0);
      return eventIds.length === 0
        ? []
        : [{ item, drops: dropsEvent ? 'event' : 'sequence', eventIds } satisfies HoldingItem];
    });
}
