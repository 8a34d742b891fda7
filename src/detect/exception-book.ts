/**
 * Exception lists and their items, kept as Elastic's API spells them: what a client wrote, with the server's keys
 * (`id`, dates, who) beside it. `current` is what the detection makes of them.
 */
import { Turns } from '../base/turns.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import type { Json, JsonObject } from '../event/json.ts';
import type { Schema } from '../event/schema.ts';
import type { ValueList } from '../event/value-list.ts';
import type { ExceptionItems, ExceptionOptions } from '../exceptions/apply-exceptions.ts';
import { type Drops, type ExceptionItem, listKey, valueListsOf } from '../exceptions/exception-item.ts';
import { readExceptions } from '../exceptions/read-exceptions.ts';
import type { Checked, Diagnostic } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import type { By } from './rule-book.ts';
import type { ValueListBook } from './value-list-book.ts';

export interface ExceptionBookParts {
  readonly objects: ObjectStore;
  readonly newId: () => string;
  readonly valueLists: ValueListBook;
  readonly schema?: Schema;
  /** What items drop of sequences that do not say so themselves. */
  readonly drops?: Drops;
  /** Told when what is excepted changed, and that is durable. */
  readonly onChange?: (current: ExceptionItems & ExceptionOptions) => void;
}

/** A list or an item as it is stored and answered. */
export interface Kept {
  readonly kind: 'exception-list' | 'exception-item';
  readonly id: string;
  readonly listId: string;
  /** Of an item. */
  readonly itemId: string | undefined;
  readonly namespace: string;
  /** Of the stored object: for optimistic locks. */
  readonly version: number;
  readonly body: JsonObject;
}

export type KeptChange =
  | { readonly kind: 'kept'; readonly kept: Kept }
  | { readonly kind: 'exists' | 'missing' | 'conflict' }
  | { readonly kind: 'no-list' }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

export async function openExceptionBook(parts: ExceptionBookParts): Promise<ExceptionBook> {
  const book = new ExceptionBook(parts);
  await book.load();
  return book;
}

export class ExceptionBook {
  readonly #parts: ExceptionBookParts;
  readonly #kept = new Map<string, Kept>();
  readonly #items = new Map<string, ExceptionItem>();
  readonly #turns = new Turns();

  constructor(parts: ExceptionBookParts) {
    this.#parts = parts;
  }

  async load(): Promise<void> {
    for (const kind of ['exception-list', 'exception-item'] as const)
      for (const { body, id, version } of await this.#parts.objects.list(kind))
        this.#set(keptOf(kind, id, body, version));
  }

  lists(): readonly Kept[] {
    return [...this.#kept.values()].filter(({ kind }) => kind === 'exception-list');
  }

  /** Of one list, or of all. */
  items(list?: Pick<Kept, 'listId' | 'namespace'>): readonly Kept[] {
    return [...this.#kept.values()].filter(
      ({ kind, listId, namespace }) =>
        kind === 'exception-item' &&
        (list === undefined || (list.listId === listId && list.namespace === namespace)),
    );
  }

  byId(kind: Kept['kind'], id: string): Kept | undefined {
    const kept = this.#kept.get(id);
    return kept?.kind === kind ? kept : undefined;
  }

  list(listId: string, namespace: string): Kept | undefined {
    return this.lists().find(list => list.listId === listId && list.namespace === namespace);
  }

  item(itemId: string, namespace: string): Kept | undefined {
    return this.items().find(item => item.itemId === itemId && item.namespace === namespace);
  }

  /** As the detection reads it. */
  readAs({ id }: Kept): ExceptionItem | undefined {
    return this.#items.get(id);
  }

  /** What nobody is to be alerted about now. */
  current(): ExceptionItems & ExceptionOptions {
    const { drops = 'event', schema = ecsSchema, valueLists } = this.#parts;
    const items = [...this.#items.values()];
    const compiled = new Map<string, ValueList>();
    for (const { id } of items.flatMap(valueListsOf)) {
      const list = valueLists.compiled(id);
      if (list !== undefined) compiled.set(id, list);
    }
    const lists = new Set(this.lists().map(({ listId, namespace }) => listKey(listId, namespace)));
    return { items, lists, valueLists: compiled, schema, drops };
  }

  /** To be called when value lists changed. */
  tell(): void {
    this.#parts.onChange?.(this.current());
  }

  /** Several in one write; one that is refused stops no other. By position what became of each. */
  createEach(
    wanted: readonly { readonly kind: Kept['kind']; readonly body: JsonObject }[],
    by: By,
  ): Promise<readonly KeptChange[]> {
    return this.#turns.take(async () => {
      const made: Kept[] = [];
      const changes: (KeptChange | undefined)[] = [];
      for (const { body, kind } of wanted) {
        const id = this.#parts.newId();
        const kept = keptOf(kind, id, { ...body, id, tie_breaker_id: id, ...createdBy(by) }, 1);
        const refusal = this.#refusal(kept, made);
        changes.push(refusal);
        if (refusal === undefined) made.push(kept);
      }
      const written = made.length === 0 ? [] : [...(await this.#write(made, by))];
      return changes.map(change => change ?? written.shift() ?? { kind: 'missing' });
    });
  }

  async create(kind: Kept['kind'], body: JsonObject, by: By): Promise<KeptChange> {
    const [change] = await this.createEach([{ kind, body }], by);
    return change ?? { kind: 'missing' };
  }

  /** Puts the keys in the place of those that a client wrote; its list and its ids stay. */
  replace(kind: Kept['kind'], id: string, body: JsonObject, by: By, ifVersion?: number): Promise<KeptChange> {
    return this.#turns.take(async () => {
      const before = this.byId(kind, id);
      if (before === undefined) return { kind: 'missing' };
      if (ifVersion !== undefined && ifVersion !== before.version) return { kind: 'conflict' };
      const {
        created_at = null,
        created_by = null,
        item_id,
        list_id = null,
        namespace_type = null,
      } = before.body;
      const next: JsonObject = {
        ...{ ...body, id, list_id, namespace_type, ...(item_id !== undefined && { item_id }) },
        ...{ tie_breaker_id: id, created_at, created_by, ...updatedBy(by) },
        ...(kind === 'exception-list' && { version: Number(before.body['version'] ?? 1) + 1 }),
      };
      const kept = keptOf(kind, id, next, before.version + 1);
      const diagnostics = kind === 'exception-item' ? (readItem(kept).diagnostics ?? []) : [];
      if (diagnostics.length > 0) return { kind: 'invalid', diagnostics };
      const [change] = await this.#write([kept], by);
      return change ?? { kind: 'missing' };
    });
  }

  /** A list goes with its items. */
  remove(kind: Kept['kind'], id: string, by: By): Promise<KeptChange> {
    return this.#turns.take(async () => {
      const kept = this.byId(kind, id);
      if (kept === undefined) return { kind: 'missing' };
      const gone = kind === 'exception-list' ? [kept, ...this.items(kept)] : [kept];
      await this.#parts.objects.write(
        gone.map((one): ObjectWrite => ({ kind: one.kind, id: one.id, body: undefined })),
        by,
      );
      for (const one of gone) {
        this.#kept.delete(one.id);
        this.#items.delete(one.id);
      }
      this.tell();
      return { kind: 'kept', kept };
    });
  }

  #refusal(kept: Kept, made: readonly Kept[]): KeptChange | undefined {
    const all = [...this.#kept.values(), ...made];
    const isTaken = all.some(
      other =>
        other.kind === kept.kind &&
        other.namespace === kept.namespace &&
        (kept.kind === 'exception-list' ? other.listId === kept.listId : other.itemId === kept.itemId),
    );
    if (isTaken) return { kind: 'exists' };
    if (kept.kind === 'exception-list') return undefined;
    const hasList = all.some(
      ({ kind, listId, namespace }) =>
        kind === 'exception-list' && listId === kept.listId && namespace === kept.namespace,
    );
    if (!hasList) return { kind: 'no-list' };
    const { diagnostics } = readItem(kept);
    return diagnostics.length > 0 ? { kind: 'invalid', diagnostics } : undefined;
  }

  async #write(made: readonly Kept[], by: By): Promise<readonly KeptChange[]> {
    const versions = await this.#parts.objects.write(
      made.map(({ body, id, kind }): ObjectWrite => ({ kind, id, body })),
      by,
    );
    const changes = made.map((kept, at): KeptChange => {
      const stored = { ...kept, version: versions[at] ?? kept.version };
      this.#set(stored);
      return { kind: 'kept', kept: stored };
    });
    this.tell();
    return changes;
  }

  #set(kept: Kept): void {
    this.#kept.set(kept.id, kept);
    if (kept.kind === 'exception-list') return;
    const { value } = readItem(kept);
    if (value === undefined) this.#items.delete(kept.id);
    else this.#items.set(kept.id, value);
  }
}

/** Elastic's keys of who made and who changed it. */
function createdBy({ atMs, who }: By): JsonObject {
  return { created_at: new Date(atMs).toISOString(), created_by: who, ...updatedBy({ atMs, who }) };
}

function updatedBy({ atMs, who }: By): JsonObject {
  return { updated_at: new Date(atMs).toISOString(), updated_by: who };
}

/** The item as the engine reads it. What is wrong with it is told by the path of its key. */
function readItem({ body }: Kept): Checked<ExceptionItem> {
  const { diagnostics, items } = readExceptions(sourceText('exception item', JSON.stringify(body)));
  const [value] = items;
  return value === undefined ? { diagnostics } : { value, diagnostics };
}

function keptOf(kind: Kept['kind'], id: string, body: JsonObject, version: number): Kept {
  return {
    ...{ kind, id, version, body, listId: textOf(body['list_id']) },
    itemId: kind === 'exception-item' ? textOf(body['item_id']) : undefined,
    namespace: textOf(body['namespace_type']),
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
