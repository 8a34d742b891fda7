/** Who changed what of a rule, and when. A rule of a file has its text's history there: here it is only switched. */
import type { FastifyInstance } from 'fastify';
import type { RuleChange, RuleHistory } from '../../api/rule-history.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type JsonObject } from '../../event/json.ts';
import type { ObjectChange } from '../../store/object-store.ts';
import type { HttpParts } from '../parts.ts';
import { knownRule } from './rule-routes.ts';

const MOST_CHANGES = 100;

export function ruleHistoryRoutes(server: FastifyInstance, { objects, rules }: HttpParts): void {
  server.get<{ Params: { id: string } }>(
    '/api/tripline/rules/:id/history',
    { config: { access: 'read' } },
    async ({ params }): Promise<RuleHistory> => {
      const versions = await objects.history('rule', knownRule(rules, params.id).id);
      const changes = changesOf(versions).reverse();
      return { changes: changes.slice(0, MOST_CHANGES), more: Math.max(0, changes.length - MOST_CHANGES) };
    },
  );
}

/** @param versions the oldest first */
export function changesOf(versions: readonly ObjectChange[]): RuleChange[] {
  return versions.map(({ body, changedAtMs, changedBy: who, version }, at) => {
    const before = versions[at - 1]?.body;
    const told = { version, at: formatTimestamp(changedAtMs), who };
    if (body === undefined) return { ...told, kind: 'removed', keys: [] };
    const isEnabled = body['is_enabled'] === true;
    const isSwitchOfFile = body['file'] === true;
    if (before === undefined)
      return { ...told, kind: isSwitchOfFile ? 'switched' : 'made', isEnabled, keys: [] };
    const keys = differing(writtenIn(before), writtenIn(body));
    return { ...told, kind: keys.length === 0 ? 'switched' : 'changed', isEnabled, keys };
  });
}

/** The rule as it was written: whether it is on is told apart. */
function writtenIn({ body }: JsonObject): JsonObject {
  if (!isJsonObject(body)) return {};
  const { enabled: _, ...written } = body;
  return written;
}

function differing(before: JsonObject, after: JsonObject): RuleChange['keys'] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap(key => {
    const [old, now] = [before[key], after[key]];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [{ key, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) }];
  });
}
