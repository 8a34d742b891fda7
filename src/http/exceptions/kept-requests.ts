/** What routes of exceptions share: which list or item is meant, what is written of a body, what is answered. */
import type { OneKeptQuery } from '../../api/exception.ts';
import type { ExceptionBook, Kept, KeptChange } from '../../detect/exception-book.ts';
import type { By } from '../../detect/rule-book.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { valueListsOf } from '../../exceptions/exception-item.ts';
import { diagnosticsAnswer, ElasticError } from '../detection/elastic-scope.ts';
import type { HttpParts } from '../parts.ts';
import { whyNot } from './import-kept.ts';
import { keptAnswer } from './kept-answer.ts';

export function listAsked(book: ExceptionBook, { id, list_id: listId, namespace_type }: OneKeptQuery): Kept {
  if (id === undefined && listId === undefined)
    throw new ElasticError(400, 'either "id" or "list_id" must be set');
  const found =
    id === undefined ? book.list(listId ?? '', namespace_type ?? 'single') : book.byId('exception-list', id);
  if (found !== undefined) return found;
  const asked = id === undefined ? `list_id: "${listId}"` : `id: "${id}"`;
  throw new ElasticError(404, `exception list ${asked} does not exist`);
}

export function itemAsked(book: ExceptionBook, { id, item_id: itemId, namespace_type }: OneKeptQuery): Kept {
  if (id === undefined && itemId === undefined)
    throw new ElasticError(400, 'either "id" or "item_id" must be set');
  const found =
    id === undefined ? book.item(itemId ?? '', namespace_type ?? 'single') : book.byId('exception-item', id);
  if (found !== undefined) return found;
  const asked = id === undefined ? `item_id: "${itemId}"` : `id: "${id}"`;
  throw new ElasticError(404, `exception list item ${asked} does not exist`);
}

/** What was kept. @throws ElasticError where it was refused */
export function keptOrThrow(change: KeptChange | undefined, body: JsonObject): Kept {
  if (change?.kind === 'kept') return change.kept;
  const { message, status_code: status } = whyNot(change ?? { kind: 'missing' }, body);
  throw new ElasticError(
    status,
    message,
    change?.kind === 'invalid' ? { diagnostics: diagnosticsAnswer(change.diagnostics) } : {},
  );
}

/** An item that cannot be applied as it stands says so. */
export function itemAnswer(item: Kept, { exceptions, valueLists }: HttpParts): JsonObject {
  const read = exceptions.readAs(item);
  const warnings = (read === undefined ? [] : valueListsOf(read)).flatMap(({ id }) =>
    valueLists.list(id) === undefined
      ? [`the value list "${id}" is not there: this exception is not applied`]
      : [],
  );
  return { ...keptAnswer(item), ...(warnings.length > 0 && { tripline: { warnings } }) };
}

export function newListBody(body: JsonObject, newId: () => string): JsonObject {
  return {
    ...{ tags: [], os_types: [], version: 1, immutable: false, namespace_type: 'single' },
    ...body,
    list_id: body['list_id'] ?? newId(),
  };
}

export function newItemBody(body: JsonObject, by: By, newId: () => string): JsonObject {
  return {
    ...{ tags: [], os_types: [], namespace_type: 'single' },
    ...body,
    item_id: body['item_id'] ?? newId(),
    comments: newComments(body['comments'], by, newId),
  };
}

/** Comments are only ever added: those that stand there stay, whatever the body has of them. */
export function changedItemBody(before: Kept, body: JsonObject, by: By, newId: () => string): JsonObject {
  const { _version, id, item_id, list_id, ...keys } = body;
  const standing = Array.isArray(before.body['comments']) ? (before.body['comments'] as readonly Json[]) : [];
  return {
    ...{ tags: [], os_types: [] },
    ...keys,
    comments: [...standing, ...newComments(body['comments'], by, newId)],
  };
}

function newComments(value: Json | undefined, { atMs, who }: By, newId: () => string): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).flatMap(comment =>
    isJsonObject(comment) && comment['id'] === undefined
      ? [
          {
            id: newId(),
            comment: comment['comment'] ?? '',
            created_at: new Date(atMs).toISOString(),
            created_by: who,
          },
        ]
      : [],
  );
}

/** `_version` of a body: only if it still stands there. */
export function lockOf({ _version: given }: JsonObject): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new ElasticError(400, '[request body]: "_version" must be one that was answered before');
}

/** Whether the item holds of no event any more. */
export function isExpired(item: Kept, nowMs: number): boolean {
  const { expire_time: time } = item.body;
  return typeof time === 'string' && Date.parse(time) < nowMs;
}
