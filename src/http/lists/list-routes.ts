/** Elastic's API of value lists (engine-semantics.md §7, §14). What it holds lives in the book of value lists. */
import type { FastifyInstance } from 'fastify';
import { suffices } from '../../api/access.ts';
import {
  type ChangeListBody,
  DeleteListQuery,
  FindListsQuery,
  ListBody,
  OneListQuery,
  PatchListBody,
  ReplaceListBody,
} from '../../api/list.ts';
import { closed } from '../../api/schema-parts.ts';
import type { BookValueList } from '../../detect/value-list-book.ts';
import { isJsonObject, type Json } from '../../event/json.ts';
import { valueListsOf } from '../../exceptions/exception-item.ts';
import { byOf, ElasticError, elasticScope } from '../detection/elastic-scope.ts';
import { pageOf } from '../detection/page.ts';
import type { HttpParts } from '../parts.ts';
import { valueRoutes } from './item-routes.ts';
import { listAnswer } from './list-answers.ts';
import { knownType, listOr404 } from './list-requests.ts';

const LISTS = '/api/lists';
const read = { config: { access: 'read' } } as const;
const author = { config: { access: 'author' } } as const;

export function listRoutes(server: FastifyInstance, parts: HttpParts): void {
  elasticScope(server, scope => {
    oneList(scope, parts);
    surroundings(scope);
    valueRoutes(scope, parts);
  });
}

function oneList(scope: FastifyInstance, parts: HttpParts): void {
  const { exceptions, newId, valueLists } = parts;

  scope.post<{ Body: ListBody }>(
    LISTS,
    { ...author, schema: { body: ListBody, querystring: closed({}), summary: 'Create a value list' } },
    async request => {
      const { description, id = newId(), meta, name, type } = request.body;
      const keys = { name, description, meta: jsonOf(meta) };
      const list = await valueLists.create(id, knownType(type), keys, byOf(request, parts));
      if (list === undefined) throw new ElasticError(409, `list id: "${id}" already exists`);
      return listAnswer(list);
    },
  );

  scope.get<{ Querystring: OneListQuery }>(
    LISTS,
    { ...read, schema: { querystring: OneListQuery, summary: 'Read a value list' } },
    async ({ query }) => listAnswer(listOr404(valueLists, query.id)),
  );

  for (const [method, schema] of [
    ['PUT', ReplaceListBody],
    ['PATCH', PatchListBody],
  ] as const)
    scope.route<{ Body: ChangeListBody }>({
      method,
      url: LISTS,
      ...author,
      schema: { body: schema, querystring: closed({}), summary: 'Change a value list' },
      handler: async request => {
        const { _version, description, id, meta, name } = request.body;
        if (_version !== undefined && !/^\d{1,15}$/.test(_version))
          throw new ElasticError(400, '[request body]: "_version" must be one that was answered before');
        const keys = {
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description }),
          ...(meta !== undefined && { meta: jsonOf(meta) }),
        };
        const lock = _version === undefined ? undefined : Number(_version);
        const list = await valueLists.update(id, keys, byOf(request, parts), lock);
        if (list === 'conflict')
          throw new ElasticError(409, `list id: "${id}" was changed meanwhile: read it again`);
        return listAnswer(list ?? listOr404(valueLists, id));
      },
    });

  scope.delete<{ Querystring: OneListQuery & { readonly ignoreReferences?: string } }>(
    LISTS,
    { ...author, schema: { querystring: DeleteListQuery, summary: 'Delete a value list with its values' } },
    async request => {
      const { id, ignoreReferences } = request.query;
      const list = listOr404(valueLists, id);
      const used = exceptions.items().filter(item => {
        const as = exceptions.readAs(item);
        return as !== undefined && valueListsOf(as).some(one => one.id === id);
      });
      // Without it the exceptions would no longer be applied, and everything they keep quiet would alert.
      if (used.length > 0 && ignoreReferences !== 'true')
        throw new ElasticError(
          409,
          `${used.length} exceptions look into this list: change them first, or say ignoreReferences=true`,
        );
      return listAnswer((await valueLists.remove(id, byOf(request, parts))) ?? list);
    },
  );

  scope.get<{ Querystring: FindListsQuery }>(
    `${LISTS}/_find`,
    { ...read, schema: { querystring: FindListsQuery, summary: 'Find value lists' } },
    async ({ query }) => {
      const { filter = '', sort_field: field = 'name', sort_order: order = 'asc' } = query;
      const keyOf = Object.hasOwn(SORTS, field) ? SORTS[field] : undefined;
      if (keyOf === undefined)
        throw new ElasticError(400, `value lists are sorted by ${Object.keys(SORTS).join(', ')}`);
      const wanted = filter.toLowerCase();
      const found = valueLists
        .lists()
        .filter(({ id, name }) => `${id}\n${name}`.toLowerCase().includes(wanted))
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      if (order === 'desc') found.reverse();
      const { items, page, perPage } = pageOf(found, query.page, query.per_page);
      return { cursor: '', data: items.map(listAnswer), page, per_page: perPage, total: found.length };
    },
  );
}

const SORTS: { readonly [field: string]: (list: BookValueList) => string | number } = {
  name: ({ name }) => name.toLowerCase(),
  id: ({ id }) => id,
  type: ({ type }) => type,
  created_at: ({ createdAtMs }) => createdAtMs,
  updated_at: ({ updatedAtMs }) => updatedAtMs,
};

/** What scripts ask before they do anything. */
function surroundings(scope: FastifyInstance): void {
  const schema = { querystring: closed({}) };
  const index = `${LISTS}/index`;
  scope.get(index, { ...read, schema: { ...schema, summary: 'Whether lists can be kept' } }, async () => ({
    list_index: true,
    list_item_index: true,
  }));
  scope.post(index, { ...author, schema: { ...schema, summary: 'Nothing is left to do' } }, async () => ({
    acknowledged: true,
  }));
  scope.delete(
    index,
    { ...author, schema: { ...schema, summary: 'Refused: lists are deleted one by one' } },
    async (_request, reply) =>
      reply
        .code(400)
        .send({ message: 'lists are not thrown away all at once: delete each', status_code: 400 }),
  );
  scope.get(
    `${LISTS}/privileges`,
    { ...read, schema: { ...schema, summary: 'What the caller may do' } },
    async ({ caller }) => {
      const mayWrite = caller !== undefined && suffices(caller.access, 'author');
      const privileges = (name: string): object => ({
        username: caller?.name ?? '',
        has_all_requested: mayWrite,
        cluster: { all: false, manage: false, monitor: true },
        index: { [name]: { all: mayWrite, write: mayWrite, read: true, view_index_metadata: true } },
        application: {},
      });
      return {
        lists: privileges('.lists-default'),
        listItems: privileges('.items-default'),
        is_authenticated: true,
      };
    },
  );
}

/** The schema lets through what JSON can hold, and nothing else comes. */
function jsonOf(meta: object | undefined): { readonly [key: string]: Json } | undefined {
  const value: unknown = meta;
  return isJsonObject(value) ? value : undefined;
}
