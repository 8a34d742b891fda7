import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import { holdingItems } from '../../exceptions/holding-items.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { HttpParts } from '../parts.ts';

/** The exceptions of a rule, as they are now, that hold of some of these events; each says what it takes away. */
export function exceptionsJson(
  { exceptions }: Pick<HttpParts, 'exceptions'>,
  rule: CompiledRule,
  events: readonly { readonly id: string; readonly document: JsonObject }[],
): readonly JsonObject[] {
  const once = [...new Map(events.map(event => [event.id, event])).values()];
  return holdingItems(rule, exceptions.current(), once).map(({ drops, eventIds, item }) => ({
    item_id: item.itemId,
    list_id: item.listId,
    name: item.name,
    drops,
    events: eventIds,
    ...(item.expiresMs === undefined ? {} : { expires: formatTimestamp(item.expiresMs) }),
  }));
}
