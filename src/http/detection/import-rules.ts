/**
 * Rules from a file: NDJSON as an export has it, JSON, TOML or the text of a rule page. One that is wrong is told with
 * its place in the file and stops none of the others.
 */
import type { FastifyInstance } from 'fastify';
import { ImportRulesQuery } from '../../api/rule.ts';
import { bodyOf } from '../../detect/read-rule-body.ts';
import type { BookRule, By, RuleRequest } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';
import { loadRuleText } from '../../rules/load-rules.ts';
import type { Rule } from '../../rules/rule.ts';
import { type Checked, isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { importKept } from '../exceptions/import-kept.ts';
import type { HttpParts } from '../parts.ts';
import { byOf, diagnosticsText, ElasticError, refusedRule } from './elastic-scope.ts';
import { withoutServerKeys } from './rule-body.ts';
import { uploadedText } from './upload.ts';

/** One write for so many. */
const RULES_AT_ONCE = 100;

interface ImportError {
  readonly rule_id: string;
  readonly error: { readonly status_code: number; readonly message: string };
}

export function importRulesRoute(scope: FastifyInstance, parts: HttpParts): void {
  scope.post<{ Querystring: ImportRulesQuery }>(
    '/api/detection_engine/rules/_import',
    { config: { access: 'author' }, schema: { querystring: ImportRulesQuery, summary: 'Import rules' } },
    async request => {
      const { as_new_list: asNew, overwrite, overwrite_exceptions: overwriteExceptions } = request.query;
      if (asNew === 'true')
        throw new ElasticError(
          400,
          'as_new_list is not done: import the lists first, under ids of their own',
        );
      const { name, text } = await uploadedText(request);
      const by = byOf(request, parts);
      const loaded = loadRuleText(sourceText(name, text));
      if (loaded.kind === 'not-a-rule' && loaded.others.length === 0)
        throw new ElasticError(400, diagnosticsText(loaded.rules.flatMap(({ diagnostics }) => diagnostics)));
      const connectors = loaded.others.filter(({ list_id: listId }) => listId === undefined);
      const exceptions = await importKept(
        parts.exceptions,
        loaded.others.filter(({ list_id: listId }) => listId !== undefined),
        { by, overwrite: overwriteExceptions === 'true', newId: parts.newId },
      );
      const rules = loaded.kind === 'rules' ? loaded.rules : [];
      const { done, errors } = await importAll(parts, rules, overwrite === 'true', by);
      return {
        success: errors.length === 0,
        success_count: done.length,
        rules_count: rules.length,
        errors,
        exceptions_success: exceptions.errors.length === 0,
        exceptions_success_count: exceptions.lists + exceptions.items,
        exceptions_errors: exceptions.errors,
        action_connectors_success: true,
        action_connectors_success_count: 0,
        action_connectors_errors: [],
        action_connectors_warnings:
          connectors.length === 0
            ? []
            : [
                {
                  message: `${connectors.length} objects that are neither rules nor exceptions were left out`,
                },
              ],
      };
    },
  );
}

async function importAll(
  { rules }: HttpParts,
  loaded: readonly Checked<Rule>[],
  overwrite: boolean,
  by: By,
): Promise<{ readonly done: readonly BookRule[]; readonly errors: readonly ImportError[] }> {
  const done: BookRule[] = [];
  const errors: ImportError[] = [];
  const bodies = loaded.flatMap(({ diagnostics, value }): readonly JsonObject[] => {
    if (value !== undefined && !diagnostics.some(isError)) return [withoutServerKeys(bodyOf(value))];
    errors.push(errorOf(value?.rule_id ?? '(unknown id)', 400, diagnosticsText(diagnostics)));
    return [];
  });
  const seen = new Set<string>();
  const unique = bodies.filter(({ rule_id: ruleId }) => {
    if (typeof ruleId !== 'string' || !seen.has(ruleId)) {
      if (typeof ruleId === 'string') seen.add(ruleId);
      return true;
    }
    errors.push(
      errorOf(ruleId, 400, `the file holds more than one rule of the rule_id "${ruleId}": the first counts`),
    );
    return false;
  });
  for (let at = 0; at < unique.length; at += RULES_AT_ONCE) {
    const some = unique.slice(at, at + RULES_AT_ONCE);
    const requests = some.map((body): RuleRequest => {
      const known = overwrite ? rules.byRuleId(String(body['rule_id'])) : undefined;
      return known === undefined ? { kind: 'create', body } : { kind: 'replace', id: known.id, body };
    });
    const results = await rules.change(requests, by);
    for (const [position, result] of results.entries()) {
      const ruleId = String(some[position]?.['rule_id'] ?? '');
      if (result.kind === 'changed') done.push(result.rule);
      else {
        const { message, status } = refusedRule(result, `rule_id: "${ruleId}"`);
        errors.push(errorOf(ruleId, status, message));
      }
    }
  }
  return { done, errors };
}

function errorOf(ruleId: string, status: number, message: string): ImportError {
  return { rule_id: ruleId, error: { status_code: status, message } };
}
