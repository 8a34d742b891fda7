/** One rule at a time: create, read, replace, patch, delete; and the search for rules. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FindRulesQuery, OneRuleQuery, RuleBody } from '../../api/rule.ts';
import { closed } from '../../api/schema-parts.ts';
import type { BookRule, Changed, RuleBook } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';
import type { HttpParts } from '../parts.ts';
import { byOf, ElasticError, refusedRule } from './elastic-scope.ts';
import { ruleFilter, sortedRules } from './find-rules.ts';
import { pageOf } from './page.ts';
import { ruleAnswer } from './rule-answer.ts';
import { patched, ruleKeysOf } from './rule-body.ts';

const RULES = '/api/detection_engine/rules';
const read = { config: { access: 'read' } } as const;
const author = { config: { access: 'author' } } as const;

export function ruleRoutes(scope: FastifyInstance, parts: HttpParts): void {
  const { detection, rules } = parts;

  scope.post<{ Body: JsonObject }>(
    RULES,
    { ...author, schema: { body: RuleBody, querystring: closed({}), summary: 'Create a rule' } },
    async request => {
      const changed = await rules.create(ruleKeysOf(request.body), byOf(request, parts));
      return ruleAnswer(accepted(changed, 'the rule'), detection);
    },
  );

  scope.get<{ Querystring: OneRuleQuery }>(
    RULES,
    { ...read, schema: { querystring: OneRuleQuery, summary: 'Read a rule' } },
    async request => ruleAnswer(ruleOf(rules, request.query), detection),
  );

  scope.delete<{ Querystring: OneRuleQuery }>(
    RULES,
    { ...author, schema: { querystring: OneRuleQuery, summary: 'Delete a rule' } },
    async request => {
      const rule = ruleOf(rules, request.query);
      // How it went last is told once more, as Elastic does.
      const answer = await ruleAnswer(rule, detection);
      accepted(await rules.remove(rule.id, byOf(request, parts)), nameOf(request.query));
      return answer;
    },
  );

  scope.put<{ Body: JsonObject }>(
    RULES,
    { ...author, schema: { body: RuleBody, querystring: closed({}), summary: 'Replace a rule' } },
    async request => {
      const asked = idsIn(request.body);
      const rule = ruleOf(rules, asked);
      const body = ruleKeysOf(request.body);
      refuseOtherId(rule, body);
      const lock = revisionOf(request);
      return ruleAnswer(
        accepted(await rules.replace(rule.id, body, byOf(request, parts), lock), nameOf(asked)),
        detection,
      );
    },
  );

  scope.patch<{ Body: JsonObject }>(
    RULES,
    { ...author, schema: { body: RuleBody, querystring: closed({}), summary: 'Change some keys of a rule' } },
    async request => {
      const asked = idsIn(request.body);
      const change = ruleKeysOf(request.body);
      const lock = revisionOf(request);
      const by = byOf(request, parts);
      for (;;) {
        const rule = ruleOf(rules, asked);
        refuseOtherId(rule, change);
        if (change['type'] !== undefined && change['type'] !== rule.rule.type)
          throw new ElasticError(
            400,
            `the type of a rule does not change: this one is "${rule.rule.type}"; replace it with PUT`,
          );
        const changed = onlySwitches(change)
          ? await switchRule(rules, rule, change['enabled'] === true, lock, by)
          : await rules.replace(rule.id, patched(rule.body, change), by, lock ?? rule.revision);
        // Without a lock of the client's the keys are put over whatever the rule has become.
        if (changed.kind === 'conflict' && lock === undefined) continue;
        return ruleAnswer(accepted(changed, nameOf(asked)), detection);
      }
    },
  );

  scope.get<{ Querystring: FindRulesQuery }>(
    `${RULES}/_find`,
    { ...read, schema: { querystring: FindRulesQuery, summary: 'Find rules' } },
    async request => {
      const found = sortedRules(rules.list().filter(ruleFilter(request.query.filter)), request.query);
      const { page, perPage, items } = pageOf(found, request.query.page, request.query.per_page);
      const data = await Promise.all(items.map(rule => ruleAnswer(rule, detection)));
      const { fields } = request.query;
      const wanted = typeof fields === 'string' ? [fields] : fields;
      return {
        ...{ page, perPage, total: found.length },
        data: wanted === undefined ? data : data.map(rule => onlyFields(rule, wanted)),
      };
    },
  );
}

/** The rule that was changed. @throws ElasticError where it was not */
function accepted(changed: Changed, asked: string): BookRule {
  if (changed.kind === 'changed') return changed.rule;
  throw refusedRule(changed, asked);
}

export function ruleOf(rules: RuleBook, asked: OneRuleQuery): BookRule {
  const { id, rule_id: ruleId } = asked;
  if (id === undefined && ruleId === undefined)
    throw new ElasticError(400, 'either "id" or "rule_id" must be set');
  const rule = id === undefined ? rules.byRuleId(ruleId ?? '') : rules.byId(id.toLowerCase());
  if (rule === undefined || (ruleId !== undefined && rule.rule.rule_id !== ruleId))
    throw new ElasticError(404, `${nameOf(asked)} not found`);
  return rule;
}

function nameOf({ id, rule_id: ruleId }: OneRuleQuery): string {
  return id === undefined ? `rule_id: "${ruleId}"` : `id: "${id}"`;
}

function idsIn(body: JsonObject): OneRuleQuery {
  const { id, rule_id: ruleId } = body;
  for (const [key, value] of Object.entries({ id, rule_id: ruleId }))
    if (value !== undefined && typeof value !== 'string')
      throw new ElasticError(400, `[request body]: "${key}" must be a text`);
  return {
    ...(typeof id === 'string' && { id }),
    // The id counts where both are given.
    ...(typeof ruleId === 'string' && id === undefined && { rule_id: ruleId }),
  };
}

/** Alerts hang on the rule id: it stays what it was. */
function refuseOtherId(rule: BookRule, body: JsonObject): void {
  const { rule_id: ruleId } = body;
  if (ruleId !== undefined && ruleId !== rule.rule.rule_id)
    throw new ElasticError(400, `the rule_id of a rule does not change: this one is "${rule.rule.rule_id}"`);
}

/** `If-Match: "3"`: only if the rule still stands at that revision. */
function revisionOf(request: FastifyRequest): number | undefined {
  const given = request.headers['if-match'];
  if (given === undefined || given === '*') return undefined;
  const [, digits] = /^(?:W\/)?"?(\d{1,9})"?$/.exec(given) ?? [];
  if (digits === undefined)
    throw new ElasticError(400, '[request headers]: If-Match must be a revision of the rule, such as "3"');
  return Number(digits);
}

function onlySwitches(change: JsonObject): boolean {
  return (
    Object.keys(change).every(key => key === 'enabled' || key === 'rule_id') &&
    typeof change['enabled'] === 'boolean'
  );
}

async function switchRule(
  rules: RuleBook,
  rule: BookRule,
  isEnabled: boolean,
  lock: number | undefined,
  by: ReturnType<typeof byOf>,
): Promise<Changed> {
  if (lock !== undefined && lock !== rule.revision) return { kind: 'conflict' };
  return rules.setEnabled(rule.id, isEnabled, by);
}

/** With its ids, without which nobody could do anything with it. */
function onlyFields(rule: JsonObject, wanted: readonly string[]): JsonObject {
  const names = new Set(['id', 'rule_id', ...wanted.map(field => field.split('.')[0] ?? field)]);
  return Object.fromEntries(Object.entries(rule).filter(([key]) => names.has(key)));
}
