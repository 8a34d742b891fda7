/**
 * One action on many rules, named by ids or by a filter. Each rule stands for itself: what cannot be done to one is
 * told and stops none of the others. The answer of a partial failure is Elastic's: 500 with the results in it.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BulkActionBody, DryRunQuery, type TimeSpan } from '../../api/rule.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import type { BookRule, By, Changed, RuleRequest } from '../../detect/rule-book.ts';
import { parseTimestampMs } from '../../event/instant.ts';
import { isJsonObject, type JsonObject } from '../../event/json.ts';
import type { HttpParts } from '../parts.ts';
import { editedRule } from './edit-rule.ts';
import { byOf, ElasticError, refusedRule } from './elastic-scope.ts';
import { exportOfRules } from './export-rules.ts';
import { ruleFilter } from './find-rules.ts';
import { ruleAnswer } from './rule-answer.ts';

/** One write for so many rules, and a pause for others after each. */
const RULES_AT_ONCE = 100;

export function bulkActionRoute(scope: FastifyInstance, parts: HttpParts): void {
  scope.post<{ Body: BulkActionBody; Querystring: DryRunQuery }>(
    '/api/detection_engine/rules/_bulk_action',
    {
      config: { access: 'author' },
      schema: { body: BulkActionBody, querystring: DryRunQuery, summary: 'Do something with many rules' },
      // Clients send null for what they do not say.
      preValidation: async request => {
        const body: unknown = request.body;
        if (isJsonObject(body))
          // The schema has yet to say whether it is a body of this route.
          request.body = withoutNulls(body) as unknown as BulkActionBody;
      },
    },
    async (request, reply) => {
      const { body } = request;
      const isTrial = request.query.dry_run === 'true';
      refuseStrayKeys(body);
      const { found, missing } = rulesMeant(parts, body);
      if (body.action === 'export') {
        if (isTrial) throw new ElasticError(400, 'an export changes nothing: there is no dry run of it');
        const text = await exportOfRules(parts, found, { missing: [], hasSummary: true });
        return reply.type('application/ndjson').send(text);
      }
      const outcome: Outcome = { updated: [], created: [], deleted: [], skipped: [], errors: [] };
      for (const id of missing)
        outcome.errors.push({ message: `id: "${id}" not found`, status: 404, rules: [{ id }] });
      for (let at = 0; at < found.length; at += RULES_AT_ONCE)
        await act(parts, body, found.slice(at, at + RULES_AT_ONCE), byOf(request, parts), isTrial, outcome);
      return answer(reply, parts, outcome, isTrial);
    },
  );
}

function withoutNulls(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

interface Outcome {
  readonly updated: BookRule[];
  readonly created: BookRule[];
  readonly deleted: BookRule[];
  readonly skipped: BookRule[];
  readonly errors: BulkError[];
}

interface BulkError {
  readonly message: string;
  readonly status: number;
  readonly rules: readonly { readonly id: string; readonly name?: string }[];
}

/** What belongs to another action would do nothing. */
function refuseStrayKeys(body: BulkActionBody): void {
  const { action, ids, query, ...rest } = body;
  for (const key of Object.keys(rest))
    if (key !== action)
      throw new ElasticError(400, `[request body]: "${key}" does not belong to "${action}"`);
  if (ids !== undefined && query !== undefined)
    throw new ElasticError(
      400,
      'Both query and ids are sent. Define either ids or query in request payload.',
    );
  if ((action === 'edit' || action === 'run' || action === 'fill_gaps') && body[action] === undefined)
    throw new ElasticError(400, `[request body]: "${action}" must say what is to be done`);
}

/** Neither ids nor a query: all rules, as with Elastic. */
function rulesMeant(
  { rules }: HttpParts,
  { ids, query }: BulkActionBody,
): { readonly found: readonly BookRule[]; readonly missing: readonly string[] } {
  if (ids === undefined) return { found: rules.list().filter(ruleFilter(query)), missing: [] };
  const wanted = [...new Set(ids.map(id => id.toLowerCase()))];
  return {
    found: wanted.flatMap(id => rules.byId(id) ?? []),
    missing: wanted.filter(id => rules.byId(id) === undefined),
  };
}

async function act(
  parts: HttpParts,
  body: BulkActionBody,
  rules: readonly BookRule[],
  by: By,
  isTrial: boolean,
  outcome: Outcome,
): Promise<void> {
  switch (body.action) {
    case 'run':
    case 'fill_gaps':
      await runAll(parts, body, rules, by, isTrial, outcome);
      return;
    default: {
      const requests = rules.flatMap(rule => {
        try {
          const request = requestFor(body, rule, parts);
          if (request === undefined) outcome.skipped.push(rule);
          return request === undefined ? [] : [{ rule, request }];
        } catch (error) {
          if (!(error instanceof ElasticError)) throw error;
          fail(outcome, rule, error);
          return [];
        }
      });
      const results = await parts.rules.change(
        requests.map(({ request }) => request),
        by,
        { isTrial },
      );
      for (const [at, { rule }] of requests.entries()) sortIn(outcome, body.action, rule, results[at]);
    }
  }
}

function sortIn(
  outcome: Outcome,
  action: BulkActionBody['action'],
  rule: BookRule,
  result: Changed | undefined,
): void {
  if (result === undefined) return;
  if (result.kind !== 'changed') fail(outcome, rule, refusedRule(result, `id: "${rule.id}"`));
  else if (action === 'delete') outcome.deleted.push(rule);
  else if (action === 'duplicate') outcome.created.push(result.rule);
  else outcome.updated.push(result.rule);
}

/** What is asked of the rule book; undefined where the rule is so already. */
function requestFor(body: BulkActionBody, rule: BookRule, { newId }: HttpParts): RuleRequest | undefined {
  const { id } = rule;
  switch (body.action) {
    case 'enable':
    case 'disable': {
      const isEnabled = body.action === 'enable';
      return rule.isEnabled === isEnabled ? undefined : { kind: 'enable', id, isEnabled };
    }
    case 'delete':
      return { kind: 'remove', id };
    case 'duplicate':
      return {
        kind: 'create',
        body: duplicateOf(rule, newId(), body.duplicate?.include_exceptions === true),
      };
    default: {
      const edited = editedRule(rule.body, body.edit ?? []);
      return edited === rule.body
        ? undefined
        : { kind: 'replace', id, body: edited, ifRevision: rule.revision };
    }
  }
}

/** As Elastic does it, a copy is switched off until somebody has looked at it. */
function duplicateOf({ body, rule }: BookRule, ruleId: string, hasExceptions: boolean): JsonObject {
  const { exceptions_list: lists, ...others } = body;
  const copy = { ...others, name: `${rule.name} [Duplicate]`, rule_id: ruleId, enabled: false };
  return hasExceptions && lists !== undefined ? { ...copy, exceptions_list: lists } : copy;
}

/** As with Elastic, the answer is that they will run, not what that gave. */
async function runAll(
  { clock, runRequests }: HttpParts,
  body: BulkActionBody,
  rules: readonly BookRule[],
  by: By,
  isTrial: boolean,
  outcome: Outcome,
): Promise<void> {
  const isRun = body.action === 'run';
  const window = windowIn((isRun ? body.run : body.fill_gaps) ?? { start_date: '', end_date: '' }, clock());
  const running: BookRule[] = [];
  for (const rule of rules) {
    if (!rule.isEnabled || rule.compiled === undefined) {
      const why = rule.compiled === undefined ? 'a rule that does not compile' : 'a disabled rule';
      fail(outcome, rule, new ElasticError(400, `${why} cannot be run`));
      continue;
    }
    running.push(rule);
  }
  const kind = isRun ? 'manual' : 'gap-fill';
  if (!isTrial)
    await runRequests.add(
      running.map(({ id: ruleId }) => ({ ruleId, kind, window })),
      by.who,
    );
  outcome.updated.push(...running);
}

const LONGEST_WINDOW_MS = 366 * 86_400_000;

/** @throws ElasticError unless both are times, the earlier one first, and the window one to run over */
function windowIn({ end_date, start_date }: TimeSpan, nowMs: number): TimeWindow {
  const fromMs = parseTimestampMs(start_date);
  const toMs = parseTimestampMs(end_date);
  if (fromMs === undefined || toMs === undefined)
    throw new ElasticError(400, 'start_date and end_date are times such as "2026-03-02T09:40:00Z"');
  if (fromMs >= toMs) throw new ElasticError(400, 'start_date must lie before end_date');
  if (fromMs > nowMs)
    throw new ElasticError(400, 'start_date lies in the future: there is nothing to run over yet');
  if (toMs - fromMs > LONGEST_WINDOW_MS)
    throw new ElasticError(400, 'start_date and end_date lie more than a year apart: run over parts of it');
  return { fromMs, toMs };
}

function fail(outcome: Outcome, { id, rule }: BookRule, error: ElasticError): void {
  const { message, status } = error;
  const same = outcome.errors.findIndex(one => one.message === message && one.status === status);
  const known = outcome.errors[same];
  const rules = [...(known?.rules ?? []), { id, name: rule.name }];
  if (known === undefined) outcome.errors.push({ message, status, rules });
  else outcome.errors[same] = { ...known, rules };
}

async function answer(
  reply: FastifyReply,
  { detection }: HttpParts,
  outcome: Outcome,
  isTrial: boolean,
): Promise<unknown> {
  const { created, deleted, errors, skipped, updated } = outcome;
  const succeeded = updated.length + created.length + deleted.length;
  const failed = errors.reduce((sum, { rules }) => sum + rules.length, 0);
  const total = succeeded + failed + skipped.length;
  const answers = (rules: readonly BookRule[]) =>
    Promise.all(isTrial ? [] : rules.map(rule => ruleAnswer(rule, detection)));
  const attributes = {
    results: {
      updated: await answers(updated),
      created: await answers(created),
      deleted: await answers(deleted),
      skipped: skipped.map(({ id, rule }) => ({ id, name: rule.name, skip_reason: 'RULE_NOT_MODIFIED' })),
    },
    summary: { total, succeeded, failed, skipped: skipped.length },
  };
  if (failed === 0) return { success: true, rules_count: total, attributes };
  const told = errors.map(({ message, rules, status }) => ({ message, status_code: status, rules }));
  const message = succeeded > 0 ? 'Bulk edit partially failed' : 'Bulk edit failed';
  return reply.code(500).send({
    message,
    status_code: 500,
    success: false,
    rules_count: total,
    attributes: { ...attributes, errors: told },
  });
}
