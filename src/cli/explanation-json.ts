/** An explanation as JSON: all of it, names in snake_case, without what cannot be said in JSON. */
import type { AlertOutcome } from '../app/explain-outcome.ts';
import type { Explanation } from '../explain/explanation.ts';

export function explanationJson(
  rule: { readonly rule_id: string; readonly name: string },
  explanation: Explanation,
  outcome?: AlertOutcome,
): object {
  return {
    rule: { id: rule.rule_id, name: rule.name },
    ...(snaked(explanation) as object),
    ...(outcome !== undefined && { outcome: outcomeJson(outcome) }),
  };
}

function outcomeJson({ missingLists, removedBy, ...outcome }: AlertOutcome): object {
  return {
    ...(snaked(outcome) as object),
    removed_by: removedBy.map(({ alerts, events, item }) => ({
      item_id: item.itemId,
      name: item.name,
      list_id: item.listId,
      alerts,
      events,
    })),
    missing_lists: missingLists.map(({ listId }) => listId),
  };
}

/** Keys of documents are the events' own and stay as they are; a plan's condition stands beside its text. */
function snaked(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(snaked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (inner === undefined || key === 'predicate') return [];
      const name = key.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
      return [[name, key === 'document' ? inner : snaked(inner)]];
    }),
  );
}
