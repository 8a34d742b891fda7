/** One rule from the server and back to it, all keys of it. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { JsonObject } from '../../event/json.ts';
import { ask } from './request.ts';
import { RULES } from './rules.ts';

/** As it is when somebody begins to change it: it does not change under his hands. */
export function useRuleToEdit(id: string | undefined): UseQueryResult<JsonObject> {
  return useQuery({
    queryKey: ['rule to edit', id],
    queryFn: ({ signal }) => ask<JsonObject>(RULES, { query: { id }, signal }),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function createRule(rule: JsonObject): Promise<JsonObject> {
  return ask<JsonObject>(RULES, { body: rule });
}

/**
 * @param ifRevision at which it has to stand still; undefined saves over whatever it has become
 * @throws Problem; of status 409 where it stands at another revision
 */
export function replaceRule(
  id: string,
  rule: JsonObject,
  ifRevision: number | undefined,
): Promise<JsonObject> {
  // The id counts: a rule id in the body would be asked for besides.
  return ask<JsonObject>(RULES, {
    method: 'PUT',
    body: { ...rule, id },
    ...(ifRevision === undefined ? {} : { ifRevision }),
  });
}
