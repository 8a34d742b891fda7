/** The values of lists: one at a time, found, imported and exported. */
import type { FastifyInstance } from 'fastify';
import {
  ChangeItemBody,
  ExportItemsQuery,
  FindItemsQuery,
  ImportItemsQuery,
  ItemBody,
  OneItemQuery,
} from '../../api/list.ts';
import { closed } from '../../api/schema-parts.ts';
import type { BookValue, BookValueList, ValueListBook } from '../../detect/value-list-book.ts';
import { byOf, ElasticError } from '../detection/elastic-scope.ts';
import { attachment } from '../detection/export-rules.ts';
import { pageOf } from '../detection/page.ts';
import type { HttpParts } from '../parts.ts';
import { readValues } from './import-values.ts';
import { listAnswer, valueAnswer } from './list-answers.ts';
import { knownType, listOr404 } from './list-requests.ts';

const ITEMS = '/api/lists/items';
const read = { config: { access: 'read' } } as const;
const author = { config: { access: 'author' } } as const;

export function valueRoutes(scope: FastifyInstance, parts: HttpParts): void {
  const { valueLists } = parts;

  scope.post<{ Body: ItemBody }>(
    ITEMS,
    { ...author, schema: { body: ItemBody, querystring: closed({}), summary: 'Add a value to a list' } },
    async request => {
      const { list_id: listId, value } = request.body;
      const list = listOr404(valueLists, listId);
      refuseOther(valueLists, listId, value);
      const { added } = await changed(valueLists, listId, { add: [value] }, byOf(request, parts));
      if (added === 0) throw new ElasticError(409, `the list "${listId}" has this value already`);
      return answered(valueLists.value(listId, value), list);
    },
  );

  scope.get<{ Querystring: OneItemQuery }>(
    ITEMS,
    { ...read, schema: { querystring: OneItemQuery, summary: 'Look up a value' } },
    async ({ query }) => {
      const found = valueAsked(valueLists, query);
      const answer = answered(found, listOr404(valueLists, found.listId));
      // Asked by value, Elastic answers with a list.
      return query.id === undefined ? [answer] : answer;
    },
  );

  for (const method of ['PUT', 'PATCH'] as const)
    scope.route<{ Body: ChangeItemBody }>({
      method,
      url: ITEMS,
      ...author,
      schema: { body: ChangeItemBody, querystring: closed({}), summary: 'Put another value in its place' },
      handler: async request => {
        const before = valueAsked(valueLists, { id: request.body.id });
        const { value } = request.body;
        const list = listOr404(valueLists, before.listId);
        refuseOther(valueLists, before.listId, value);
        if (value !== before.value)
          await changed(
            valueLists,
            before.listId,
            { add: [value], remove: [before.value] },
            byOf(request, parts),
          );
        return answered(valueLists.value(before.listId, value), list);
      },
    });

  scope.delete<{ Querystring: OneItemQuery }>(
    ITEMS,
    { ...author, schema: { querystring: OneItemQuery, summary: 'Take a value off a list' } },
    async request => {
      const found = valueAsked(valueLists, request.query);
      const list = listOr404(valueLists, found.listId);
      await changed(valueLists, found.listId, { remove: [found.value] }, byOf(request, parts));
      const answer = answered(found, list);
      return request.query.id === undefined ? [answer] : answer;
    },
  );

  scope.get<{ Querystring: FindItemsQuery }>(
    `${ITEMS}/_find`,
    { ...read, schema: { querystring: FindItemsQuery, summary: 'Find values of a list' } },
    async ({ query }) => {
      const list = listOr404(valueLists, query.list_id);
      const { filter = '', sort_field: field = 'value', sort_order: order = 'asc' } = query;
      if (field !== 'value') throw new ElasticError(400, 'values are sorted by "value"');
      const found = valueLists.values(list.id).filter(value => value.includes(filter));
      found.sort();
      if (order === 'desc') found.reverse();
      const { items, page, perPage } = pageOf(found, query.page, query.per_page);
      return {
        ...{ cursor: '', page, per_page: perPage, total: found.length },
        data: items.map(value => answered(valueLists.value(list.id, value), list)),
      };
    },
  );

  scope.post<{ Querystring: ImportItemsQuery }>(
    `${ITEMS}/_import`,
    { ...author, schema: { querystring: ImportItemsQuery, summary: 'Import values, one on each line' } },
    async request => {
      if (!request.isMultipart())
        throw new ElasticError(415, 'expected multipart/form-data with the file in the part "file"');
      const part = await request.file();
      if (part === undefined)
        throw new ElasticError(400, 'the request has no file: expected one in the part "file"');
      const by = byOf(request, parts);
      try {
        const list = await listForImport(parts, request.query, part.filename, by);
        const { badLines, told, values } = await readValues(part.file, valueLists, list.id);
        if (values.size === 0 && badLines > 0)
          throw new ElasticError(400, `no line of the file is a value of this list: ${told.join('; ')}`);
        const { added } = await changed(valueLists, list.id, { add: values }, by);
        return {
          ...listAnswer(valueLists.list(list.id) ?? list),
          tripline: {
            lines_added: added,
            lines_known: values.size - added,
            lines_refused: badLines,
            refused: told,
          },
        };
      } finally {
        // What is left of it must be read, or the client never gets its answer.
        part.file.resume();
      }
    },
  );

  scope.post<{ Querystring: ExportItemsQuery }>(
    `${ITEMS}/_export`,
    { ...read, schema: { querystring: ExportItemsQuery, summary: 'Export the values of a list' } },
    async ({ query }, reply) => {
      const list = listOr404(valueLists, query.list_id);
      const lines = valueLists.values(list.id).map(value => `${value}\n`);
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', attachment(`${list.id}.txt`))
        .send(lines.join(''));
    },
  );
}

type By = Parameters<ValueListBook['create']>[3];

async function listForImport(
  { valueLists }: HttpParts,
  { list_id: listId, type }: ImportItemsQuery,
  fileName: string,
  by: By,
): Promise<BookValueList> {
  if (listId !== undefined) {
    const known = valueLists.list(listId);
    if (known !== undefined) return known;
  }
  if (type === undefined)
    throw new ElasticError(
      listId === undefined ? 400 : 404,
      listId === undefined
        ? 'either "list_id" or "type" must be set'
        : `list id: "${listId}" does not exist; with "type" it is made`,
    );
  // As with Elastic, a list made by an import is called as its file.
  const id = listId ?? fileName.replaceAll('/', '_');
  if (id === '' || id.length > 200)
    throw new ElasticError(400, 'the file needs a name that a list can be called by');
  const keys = { name: fileName, description: `File uploaded: ${fileName}` };
  const known = valueLists.list(id);
  if (known !== undefined) return known;
  return (await valueLists.create(id, knownType(type), keys, by)) ?? listOr404(valueLists, id);
}

function valueAsked(book: ValueListBook, { id, list_id: listId, value }: OneItemQuery): BookValue {
  if (id === undefined && (listId === undefined || value === undefined))
    throw new ElasticError(400, 'either "id", or "list_id" and "value" must be set');
  const found = id === undefined ? book.value(listId ?? '', value ?? '') : book.valueById(id);
  if (found !== undefined) return found;
  throw new ElasticError(
    404,
    id === undefined ? `list "${listId}" has no such value` : `list item id: "${id.slice(0, 200)}" not found`,
  );
}

function refuseOther(book: ValueListBook, listId: string, value: string): void {
  const expected = book.refusal(listId, value);
  if (expected !== undefined)
    throw new ElasticError(
      400,
      `[request body]: "value" must be ${expected}, found "${value.slice(0, 100)}"`,
    );
}

async function changed(
  book: ValueListBook,
  listId: string,
  change: Parameters<ValueListBook['changeValues']>[1],
  by: By,
): ReturnType<ValueListBook['changeValues']> {
  try {
    return await book.changeValues(listId, change, by);
  } catch (error) {
    if (error instanceof RangeError) throw new ElasticError(400, error.message);
    throw error;
  }
}

function answered(value: BookValue | undefined, list: BookValueList): ReturnType<typeof valueAnswer> {
  if (value === undefined) throw new ElasticError(404, 'the value was taken off meanwhile');
  return valueAnswer(value, list.type);
}
