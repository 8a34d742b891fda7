/** Rules as NDJSON: a line each, then the exception lists that they name with their items, then what there is of each. */
import type { FastifyInstance } from 'fastify';
import { ExportRulesBody, ExportRulesQuery } from '../../api/rule.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';
import { keptAnswer } from '../exceptions/kept-answer.ts';
import type { HttpParts } from '../parts.ts';
import { plainRule } from './rule-answer.ts';

export function exportRulesRoute(scope: FastifyInstance, parts: HttpParts): void {
  scope.post<{ Body: ExportRulesBody | undefined; Querystring: ExportRulesQuery }>(
    '/api/detection_engine/rules/_export',
    {
      config: { access: 'read' },
      schema: { body: ExportRulesBody, querystring: ExportRulesQuery, summary: 'Export rules' },
      // A request without a body asks for all rules.
      preValidation: async request => {
        request.body ??= null;
      },
    },
    async (request, reply) => {
      const { rules } = parts;
      const wanted = request.body?.objects?.map(({ rule_id: ruleId }) => ruleId);
      const found =
        wanted === undefined ? rules.list() : wanted.flatMap(ruleId => rules.byRuleId(ruleId) ?? []);
      const missing = (wanted ?? []).filter(ruleId => rules.byRuleId(ruleId) === undefined);
      const hasSummary = request.query.exclude_export_details !== 'true';
      return reply
        .type('application/ndjson')
        .header('content-disposition', attachment(request.query.file_name ?? 'export.ndjson'))
        .send(await exportOfRules(parts, found, { missing, hasSummary }));
    },
  );
}

/** A name that a header can hold. */
export function attachment(fileName: string): string {
  return `attachment; filename="${fileName.replaceAll(/[^\w. -]/g, '_')}"`;
}

export async function exportOfRules(
  { exceptions }: HttpParts,
  rules: readonly BookRule[],
  { hasSummary, missing }: { readonly missing: readonly string[]; readonly hasSummary: boolean },
): Promise<string> {
  const named = new Map<string, { readonly listId: string; readonly namespace: string }>();
  for (const { rule } of rules)
    for (const { list_id: listId, namespace_type: namespace } of rule.exceptions_list)
      if (typeof listId === 'string') {
        const list = { listId, namespace: typeof namespace === 'string' ? namespace : 'single' };
        named.set(`${list.namespace} ${listId}`, list);
      }
  const lists = [...named.values()].flatMap(
    ({ listId, namespace }) => exceptions.list(listId, namespace) ?? [],
  );
  const missingLists = [...named.values()].filter(
    ({ listId, namespace }) => exceptions.list(listId, namespace) === undefined,
  );
  const items = lists.flatMap(list => exceptions.items(list));
  const lines: JsonObject[] = [...rules.map(exportedRule), ...[...lists, ...items].map(keptAnswer)];
  if (hasSummary)
    lines.push({
      exported_count: lines.length,
      exported_rules_count: rules.length,
      missing_rules: missing.map(ruleId => ({ rule_id: ruleId })),
      missing_rules_count: missing.length,
      exported_exception_list_count: lists.length,
      exported_exception_list_item_count: items.length,
      missing_exception_list_items: [],
      missing_exception_list_items_count: 0,
      missing_exception_lists: missingLists.map(({ listId, namespace }) => ({
        list_id: listId,
        namespace_type: namespace,
      })),
      missing_exception_lists_count: missingLists.length,
      exported_action_connector_count: 0,
      missing_action_connection_count: 0,
      missing_action_connections: [],
      excluded_action_connection_count: 0,
      excluded_action_connections: [],
    });
  return lines.map(line => `${JSON.stringify(line)}\n`).join('');
}

/** What only this server knows of it is no part of the rule. */
function exportedRule(rule: BookRule): JsonObject {
  const { tripline: _, ...exported } = plainRule(rule);
  return exported;
}
