/** Exception lists: one at a time, found, copied, exported and imported. */
import type { FastifyInstance } from 'fastify';
import {
  CreateListBody,
  type FindKeptQuery,
  FindListsQuery,
  ImportKeptQuery,
  ListCopyQuery,
  type OneKeptQuery,
  OneListQuery,
  SharedListBody,
  UpdateListBody,
} from '../../api/exception.ts';
import { closed } from '../../api/schema-parts.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { byOf, ElasticError } from '../detection/elastic-scope.ts';
import { attachment } from '../detection/export-rules.ts';
import { uploadedText } from '../detection/upload.ts';
import type { HttpParts } from '../parts.ts';
import { foundKept } from './find-kept.ts';
import { importKept } from './import-kept.ts';
import { keptAnswer } from './kept-answer.ts';
import { isExpired, keptOrThrow, listAsked, lockOf, newListBody } from './kept-requests.ts';

const LISTS = '/api/exception_lists';
const read = { config: { access: 'read' } } as const;
const author = { config: { access: 'author' } } as const;

export function exceptionListRoutes(scope: FastifyInstance, parts: HttpParts): void {
  const { exceptions, newId } = parts;

  scope.post<{ Body: JsonObject }>(
    LISTS,
    {
      ...author,
      schema: { body: CreateListBody, querystring: closed({}), summary: 'Create an exception list' },
    },
    async request => {
      const body = newListBody(request.body, newId);
      return keptAnswer(
        keptOrThrow(await exceptions.create('exception-list', body, byOf(request, parts)), body),
      );
    },
  );

  scope.post<{ Body: JsonObject }>(
    '/api/exceptions/shared',
    {
      ...author,
      schema: { body: SharedListBody, querystring: closed({}), summary: 'Create a shared exception list' },
    },
    async request => {
      const body = newListBody({ ...request.body, type: 'detection' }, newId);
      return keptAnswer(
        keptOrThrow(await exceptions.create('exception-list', body, byOf(request, parts)), body),
      );
    },
  );

  scope.get<{ Querystring: OneKeptQuery }>(
    LISTS,
    { ...read, schema: { querystring: OneListQuery, summary: 'Read an exception list' } },
    async request => keptAnswer(listAsked(exceptions, request.query)),
  );

  scope.put<{ Body: OneKeptQuery & JsonObject }>(
    LISTS,
    {
      ...author,
      schema: { body: UpdateListBody, querystring: closed({}), summary: 'Change an exception list' },
    },
    async request => {
      const { id: _, _version, list_id, ...keys } = request.body;
      const list = listAsked(exceptions, request.body);
      const body = { tags: [], os_types: [], immutable: false, ...keys };
      const change = await exceptions.replace(
        'exception-list',
        list.id,
        body,
        byOf(request, parts),
        lockOf(request.body),
      );
      return keptAnswer(keptOrThrow(change, list.body));
    },
  );

  scope.delete<{ Querystring: OneKeptQuery }>(
    LISTS,
    { ...author, schema: { querystring: OneListQuery, summary: 'Delete an exception list with its items' } },
    async request => {
      const list = listAsked(exceptions, request.query);
      return keptAnswer(
        keptOrThrow(await exceptions.remove('exception-list', list.id, byOf(request, parts)), list.body),
      );
    },
  );

  scope.get<{ Querystring: FindKeptQuery }>(
    `${LISTS}/_find`,
    { ...read, schema: { querystring: FindListsQuery, summary: 'Find exception lists' } },
    async request => foundKept(exceptions.lists(), request.query, keptAnswer),
  );

  scope.get<{ Querystring: OneKeptQuery }>(
    `${LISTS}/summary`,
    { ...read, schema: { querystring: OneListQuery, summary: 'Count the items of an exception list' } },
    async request => {
      const items = exceptions.items(listAsked(exceptions, request.query));
      const count = (os: string): number =>
        items.filter(({ body }) => Array.isArray(body['os_types']) && body['os_types'].includes(os)).length;
      return {
        ...{ windows: count('windows'), linux: count('linux'), macos: count('macos') },
        total: items.length,
      };
    },
  );

  scope.post<{ Querystring: ListCopyQuery }>(
    `${LISTS}/_export`,
    { ...read, schema: { querystring: ListCopyQuery, summary: 'Export an exception list with its items' } },
    async (request, reply) => {
      const list = listAsked(exceptions, request.query);
      const isWithExpired = request.query.include_expired_exceptions !== 'false';
      const items = exceptions.items(list).filter(item => isWithExpired || !isExpired(item, parts.clock()));
      const lines: JsonObject[] = [list, ...items].map(keptAnswer);
      lines.push({
        exported_exception_list_count: 1,
        exported_exception_list_item_count: items.length,
        missing_exception_list_item_count: 0,
        missing_exception_list_items: [],
        missing_exception_lists: [],
        missing_exception_lists_count: 0,
      });
      return reply
        .type('application/ndjson')
        .header('content-disposition', attachment(`${list.listId}.ndjson`))
        .send(lines.map(line => `${JSON.stringify(line)}\n`).join(''));
    },
  );

  scope.post<{ Querystring: ImportKeptQuery }>(
    `${LISTS}/_import`,
    { ...author, schema: { querystring: ImportKeptQuery, summary: 'Import exception lists' } },
    async request => {
      if (request.query.as_new_list === 'true')
        throw new ElasticError(400, 'as_new_list is not done: give the list an id of its own in the file');
      const { text } = await uploadedText(request);
      const { broken, objects } = objectsOf(text);
      const imported = await importKept(exceptions, objects, {
        by: byOf(request, parts),
        overwrite: request.query.overwrite === 'true',
        newId,
      });
      const errors = [...broken, ...imported.errors];
      return {
        errors,
        success: errors.length === 0,
        success_count: imported.lists + imported.items,
        success_exception_lists: !imported.errors.some(error => error.item_id === undefined),
        success_count_exception_lists: imported.lists,
        success_exception_list_items: !imported.errors.some(error => error.item_id !== undefined),
        success_count_exception_list_items: imported.items,
      };
    },
  );

  scope.post<{ Querystring: ListCopyQuery }>(
    `${LISTS}/_duplicate`,
    { ...author, schema: { querystring: ListCopyQuery, summary: 'Copy an exception list with its items' } },
    async request => {
      const list = listAsked(exceptions, request.query);
      const isWithExpired = request.query.include_expired_exceptions !== 'false';
      const listId = newId();
      const copy = {
        ...written(list.body),
        list_id: listId,
        name: `${String(list.body['name'])} [Duplicate]`,
        version: 1,
        // The copy of a rule's own list is nobody's own.
        type: list.body['type'] === 'rule_default' ? 'detection' : (list.body['type'] ?? 'detection'),
      };
      const items = exceptions.items(list).filter(item => isWithExpired || !isExpired(item, parts.clock()));
      const [made, ...others] = await exceptions.createEach(
        [
          { kind: 'exception-list', body: copy },
          ...items.map(({ body }) => ({
            kind: 'exception-item' as const,
            body: { ...written(body), list_id: listId, item_id: newId() },
          })),
        ],
        byOf(request, parts),
      );
      for (const change of others) keptOrThrow(change, copy);
      return keptAnswer(keptOrThrow(made, copy));
    },
  );
}

/** Without what belongs to the stored object. */
function written(body: JsonObject): JsonObject {
  const { created_at, created_by, id, tie_breaker_id, updated_at, updated_by, ...keys } = body;
  return keys;
}

/** The lists and items of NDJSON; a line that cannot be read is told by its number. */
function objectsOf(text: string): {
  readonly objects: readonly JsonObject[];
  readonly broken: readonly {
    readonly list_id: string;
    readonly error: { readonly status_code: number; readonly message: string };
  }[];
} {
  const objects: JsonObject[] = [];
  const broken: { list_id: string; error: { status_code: number; message: string } }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (isJsonObject(value) && value['exported_exception_list_count'] !== undefined) continue;
    if (isJsonObject(value) && typeof value['list_id'] === 'string') objects.push(value);
    else
      broken.push({
        list_id: '',
        error: {
          status_code: 400,
          message: `line ${at + 1} is no exception list and no item: expected JSON with a "list_id"`,
        },
      });
  }
  return { objects, broken };
}

function parsed(line: string): Json | undefined {
  try {
    // JSON.parse gives a Json by definition.
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
