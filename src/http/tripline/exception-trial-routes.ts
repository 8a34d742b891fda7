/** Exceptions are tried on the alerts that there are, before somebody saves them. */
import type { FastifyInstance } from 'fastify';
import { type ExceptionFields, type ExceptionTrial, ExceptionTrialBody } from '../../api/exception-trial.ts';
import { ecsSchema } from '../../event/ecs-schema.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { ExceptionItem } from '../../exceptions/exception-item.ts';
import type { StoredAlert } from '../../store/alert-store.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { equals } from './alert-list-filter.ts';
import { textAt } from './alert-row.ts';
import { patienceOf, Turnstile } from './asker.ts';
import { exceptionFields } from './exception-candidates.ts';
import { holdersFor, itemsToTry, tryExceptions } from './exception-trial.ts';
import { eventOfAlert, PastAlertsOfRules } from './past-alerts.ts';
import { windowBetween } from './query-plan.ts';
import { knownRule } from './rule-routes.ts';

const MOST_MS = 10_000;
const MOST_AT_ONCE = 6;
const MOST_STEPS = 100;
const SINCE = 'now-90d';

export function exceptionTrialRoutes(
  server: FastifyInstance,
  parts: HttpParts,
  mostMs: number = MOST_MS,
): void {
  const { alerts, clock, exceptions, rules } = parts;
  const turnstile = new Turnstile(MOST_AT_ONCE);
  const past = new PastAlertsOfRules(parts);

  server.post<{ Params: { id: string }; Body: ExceptionTrialBody }>(
    '/api/tripline/rules/:id/exceptions/dry-run',
    { config: { access: 'read' }, schema: { body: ExceptionTrialBody } },
    async ({ body, params }, reply) => {
      const rule = knownRule(rules, params.id);
      // The body was parsed from JSON.
      const items = itemsToTry(body.items as readonly JsonObject[]);
      const { fromMs } = windowBetween(body.from ?? SINCE, undefined, clock());
      return turnstile.during(async (): Promise<ExceptionTrial> => {
        const found = await past.of(rule.rule.rule_id, fromMs, patienceOf(reply, mostMs));
        return { from: formatTimestamp(fromMs), ...tryExceptions(rule, items, found, exceptions.current()) };
      });
    },
  );

  server.get<{ Params: { uuid: string } }>(
    '/api/tripline/alerts/:uuid/exception-fields',
    { config: { access: 'read' } },
    async ({ params: { uuid } }, reply) => {
      const [alert] = await alerts.byUuids([uuid]);
      if (alert === undefined) throw new HttpProblem('not-found', 'no alert has this uuid');
      return turnstile.during(async (): Promise<ExceptionFields> => {
        const ruleId = textAt(alert.document, 'kibana.alert.rule.rule_id') ?? '';
        const { fromMs } = windowBetween(SINCE, undefined, clock());
        const found = await past.of(ruleId, fromMs, patienceOf(reply, mostMs));
        const rule = rules.byRuleId(ruleId);
        const holders = (items: readonly ExceptionItem[]) =>
          holdersFor({ compiled: rule?.compiled }, items, exceptions.current());
        const steps = (await stepsOf(alert)).map((document, index) => ({
          index,
          ...eventIdOf(document),
          fields: exceptionFields(eventOfAlert(document), found, holders, ecsSchema),
        }));
        return { steps, isPartial: found.isPartial };
      });
    },
  );

  /** The documents of its events: of a sequence its building blocks, in order. */
  async function stepsOf({ document, uuid }: StoredAlert): Promise<readonly JsonObject[]> {
    const group = textAt(document, 'kibana.alert.group.id');
    if (group === undefined) return [document];
    const blocks: StoredAlert[] = [];
    const sort = [{ field: 'kibana.alert.group.index', order: 'asc' }] as const;
    const query = { filter: equals('kibana.alert.group.id', [group]), sort, size: MOST_STEPS + 1 };
    for await (const batch of alerts.search(query)) blocks.push(...batch);
    const steps = blocks.filter(block => block.document['kibana.alert.group.index'] !== undefined);
    return steps.length === 0
      ? [document]
      : steps.filter(step => group === uuid || step.uuid === uuid).map(step => step.document);
  }
}

function eventIdOf(document: JsonObject): { readonly eventId?: string } {
  const ancestors: Json | undefined = document['kibana.alert.ancestors'];
  const all = ancestors === undefined ? [] : ([ancestors].flat() as readonly Json[]).filter(isJsonObject);
  const id = all.find(({ type }) => type === 'event')?.['id'];
  return typeof id === 'string' ? { eventId: id } : {};
}
