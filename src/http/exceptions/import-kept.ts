/** Exception lists and items from an export: lists first, as items stand in them. */
import type { ExceptionBook, Kept, KeptChange } from '../../detect/exception-book.ts';
import type { By } from '../../detect/rule-book.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { diagnosticsText } from '../detection/elastic-scope.ts';

export interface ImportedKept {
  readonly lists: number;
  readonly items: number;
  readonly errors: readonly KeptError[];
}

interface KeptError {
  readonly list_id: string;
  readonly item_id?: string;
  readonly error: { readonly status_code: number; readonly message: string };
}

interface ImportOptions {
  readonly by: By;
  /** Puts what the file has in the place of what stands under the same id. */
  readonly overwrite: boolean;
  readonly newId: () => string;
}

export async function importKept(
  book: ExceptionBook,
  objects: readonly JsonObject[],
  options: ImportOptions,
): Promise<ImportedKept> {
  const lists = objects.filter(({ entries }) => entries === undefined);
  const items = objects.filter(({ entries }) => entries !== undefined);
  const listErrors = await importAll(book, 'exception-list', lists, options);
  const itemErrors = await importAll(book, 'exception-item', items, options);
  return {
    lists: lists.length - listErrors.length,
    items: items.length - itemErrors.length,
    errors: [...listErrors, ...itemErrors],
  };
}

async function importAll(
  book: ExceptionBook,
  kind: Kept['kind'],
  objects: readonly JsonObject[],
  { by, newId, overwrite }: ImportOptions,
): Promise<readonly KeptError[]> {
  const bodies = objects.map(object => importedBody(kind, object, newId));
  const known = bodies.map(body => (overwrite ? standing(book, kind, body) : undefined));
  const created = await book.createEach(
    bodies.filter((_, at) => known[at] === undefined).map(body => ({ kind, body })),
    by,
  );
  const errors: KeptError[] = [];
  let next = 0;
  for (const [at, body] of bodies.entries()) {
    const before = known[at];
    const change = before === undefined ? created[next++] : await book.replace(kind, before.id, body, by);
    if (change === undefined || change.kind === 'kept') continue;
    errors.push({
      list_id: textOf(body['list_id']),
      ...(kind === 'exception-item' && { item_id: textOf(body['item_id']) }),
      error: whyNot(change, body),
    });
  }
  return errors;
}

function standing(book: ExceptionBook, kind: Kept['kind'], body: JsonObject): Kept | undefined {
  const namespace = textOf(body['namespace_type']);
  return kind === 'exception-list'
    ? book.list(textOf(body['list_id']), namespace)
    : book.item(textOf(body['item_id']), namespace);
}

/** Its comments keep who wrote them, and when; ids of the other server are not this one's. */
function importedBody(kind: Kept['kind'], object: JsonObject, newId: () => string): JsonObject {
  const { _version, created_at, created_by, id, tie_breaker_id, updated_at, updated_by, ...body } = object;
  return {
    ...body,
    namespace_type: object['namespace_type'] ?? 'single',
    ...(kind === 'exception-item' && { item_id: object['item_id'] ?? newId() }),
  };
}

/** Status and words of a refusal. */
export function whyNot(
  change: Exclude<KeptChange, { kind: 'kept' }>,
  body: JsonObject,
): { readonly status_code: number; readonly message: string } {
  const listId = textOf(body['list_id']);
  const itemId = textOf(body['item_id']);
  const what = itemId === '' ? `exception list id: "${listId}"` : `exception list item id: "${itemId}"`;
  switch (change.kind) {
    case 'exists':
      return { status_code: 409, message: `${what} already exists` };
    case 'missing':
      return { status_code: 404, message: `${what} does not exist` };
    case 'conflict':
      return { status_code: 409, message: `${what} was changed meanwhile: read it again` };
    case 'no-list':
      return { status_code: 404, message: `exception list id: "${listId}" does not exist` };
    case 'invalid':
      return { status_code: 400, message: diagnosticsText(change.diagnostics) };
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
