/** The items of exception lists, and those that a rule gets as its own. */
import type { FastifyInstance } from 'fastify';
import {
  CreateItemBody,
  FindItemsQuery,
  type FindKeptQuery,
  OneItemQuery,
  type OneKeptQuery,
  RuleIdParams,
  RuleItemsBody,
  UpdateItemBody,
} from '../../api/exception.ts';
import { closed } from '../../api/schema-parts.ts';
import type { Kept } from '../../detect/exception-book.ts';
import type { BookRule, By } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';
import { byOf, refusedRule } from '../detection/elastic-scope.ts';
import { ruleOf } from '../detection/rule-routes.ts';
import type { HttpParts } from '../parts.ts';
import { foundKept } from './find-kept.ts';
import {
  changedItemBody,
  itemAnswer,
  itemAsked,
  keptOrThrow,
  lockOf,
  newItemBody,
  newListBody,
} from './kept-requests.ts';

const ITEMS = '/api/exception_lists/items';
const read = { config: { access: 'read' } } as const;
const author = { config: { access: 'author' } } as const;

export function exceptionItemRoutes(scope: FastifyInstance, parts: HttpParts): void {
  const { exceptions, newId } = parts;

  scope.post<{ Body: JsonObject }>(
    ITEMS,
    { ...author, schema: { body: CreateItemBody, querystring: closed({}), summary: 'Create an exception' } },
    async request => {
      const by = byOf(request, parts);
      const body = newItemBody(request.body, by, newId);
      return itemAnswer(keptOrThrow(await exceptions.create('exception-item', body, by), body), parts);
    },
  );

  scope.get<{ Querystring: OneKeptQuery }>(
    ITEMS,
    { ...read, schema: { querystring: OneItemQuery, summary: 'Read an exception' } },
    async request => itemAnswer(itemAsked(exceptions, request.query), parts),
  );

  scope.put<{ Body: OneKeptQuery & JsonObject }>(
    ITEMS,
    { ...author, schema: { body: UpdateItemBody, querystring: closed({}), summary: 'Change an exception' } },
    async request => {
      const by = byOf(request, parts);
      const item = itemAsked(exceptions, request.body);
      const body = changedItemBody(item, request.body, by, newId);
      const change = await exceptions.replace('exception-item', item.id, body, by, lockOf(request.body));
      return itemAnswer(keptOrThrow(change, item.body), parts);
    },
  );

  scope.delete<{ Querystring: OneKeptQuery }>(
    ITEMS,
    { ...author, schema: { querystring: OneItemQuery, summary: 'Delete an exception' } },
    async request => {
      const item = itemAsked(exceptions, request.query);
      const change = await exceptions.remove('exception-item', item.id, byOf(request, parts));
      return itemAnswer(keptOrThrow(change, item.body), parts);
    },
  );

  scope.get<{ Querystring: FindKeptQuery }>(
    `${ITEMS}/_find`,
    { ...read, schema: { querystring: FindItemsQuery, summary: 'Find exceptions of some lists' } },
    async ({ query }) => {
      const { list_id: listIds = '', namespace_type: namespaces = 'single', ...rest } = query;
      const lists = new Set(listIds.split(','));
      const items = exceptions
        .items()
        .filter(({ listId, namespace }) => lists.has(listId) && namespaces.split(',').includes(namespace));
      return foundKept(items, rest, item => itemAnswer(item, parts));
    },
  );

  scope.post<{ Params: { id: string }; Body: { readonly items: readonly JsonObject[] } }>(
    '/api/detection_engine/rules/:id/exceptions',
    {
      ...author,
      schema: {
        ...{ params: RuleIdParams, body: RuleItemsBody, querystring: closed({}) },
        summary: 'Give a rule exceptions of its own',
      },
    },
    async request => {
      const by = byOf(request, parts);
      const rule = ruleOf(parts.rules, { id: request.params.id });
      const list = await ownListOf(parts, rule, by);
      const bodies = request.body.items.map(item => ({
        ...newItemBody(item, by, newId),
        ...{ list_id: list.listId, namespace_type: list.namespace },
      }));
      const changes = await exceptions.createEach(
        bodies.map(body => ({ kind: 'exception-item', body })),
        by,
      );
      return changes.map((change, at) => itemAnswer(keptOrThrow(change, bodies[at] ?? {}), parts));
    },
  );
}

/** The list of exactly this rule: made, and named by the rule, with its first exception; and again where it is gone. */
async function ownListOf({ exceptions, newId, rules }: HttpParts, rule: BookRule, by: By): Promise<Kept> {
  const own = rule.rule.exceptions_list.find(({ type }) => type === 'rule_default');
  const listId = own?.['list_id'];
  const known = typeof listId === 'string' ? exceptions.list(listId, 'single') : undefined;
  if (known !== undefined) return known;
  const body = newListBody(
    {
      name: `Exceptions for rule - ${rule.rule.name}`,
      description: `Exception list containing exceptions for rule with id: ${rule.id}`,
      type: 'rule_default',
    },
    newId,
  );
  const list = keptOrThrow(await exceptions.create('exception-list', body, by), body);
  const named = { id: list.id, list_id: list.listId, type: 'rule_default', namespace_type: 'single' };
  const changed = await rules.setOwnList(rule.id, named, by);
  if (changed.kind === 'changed') return list;
  await exceptions.remove('exception-list', list.id, by);
  throw refusedRule(changed, `id: "${rule.id}"`);
}
