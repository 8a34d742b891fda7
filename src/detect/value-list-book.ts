/**
 * Value lists: what fields are looked up in by exceptions of type `list`. A list is an object, its values lie in
 * objects of their own, by the hash of the value: one value more rewrites one of these, not the list, and a hundred
 * thousand are one write.
 *
 *     value-list        bad-hosts      { type: 'ip', name: …, … }
 *     value-list-item   bad-hosts/5e   { batches: [{ at_ms, by, values: ['203.0.113.9', …] }] }
 *
 * All values are in memory, as texts; what exceptions look into is made of them when it is asked for.
 */
import { Turns } from '../base/turns.ts';
import { isJsonObject, type JsonObject } from '../event/json.ts';
import { type ValueList, ValueListBuilder, type ValueListType, valueListTypes } from '../event/value-list.ts';
import type { ObjectStore, ObjectWrite } from '../store/object-store.ts';
import type { By } from './rule-book.ts';

export interface BookValueList {
  readonly id: string;
  readonly type: ValueListType;
  readonly name: string;
  readonly description: string;
  readonly meta: JsonObject | undefined;
  /** Counts the changes of the list itself, from 1. */
  readonly version: number;
  /** Of the stored object: for optimistic locks. */
  readonly lock: number;
  readonly size: number;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}

export interface BookValue {
  /** Follows from the list and the value. */
  readonly id: string;
  readonly listId: string;
  readonly value: string;
  readonly added: Added;
}

/** Shared by all values that came together. */
interface Added {
  readonly atMs: number;
  readonly by: string;
}

/** What of a list can be set. */
export interface ValueListKeys {
  readonly name: string;
  readonly description: string;
  readonly meta?: JsonObject | undefined;
}

interface HeldList {
  list: Omit<BookValueList, 'size'>;
  readonly values: Map<string, Added>;
  compiled: ValueList | undefined;
}

/** More in one list would not be held by every machine that Tripline runs on. */
export const MOST_VALUES = 1_000_000;
/** As Elasticsearch's longest keyword. */
const LONGEST_VALUE = 32_766;
const BUCKETS = 256;

export async function openValueListBook(
  objects: ObjectStore,
  onChange: () => void = () => undefined,
): Promise<ValueListBook> {
  const book = new ValueListBook(objects, onChange);
  await book.load();
  return book;
}

export class ValueListBook {
  readonly #objects: ObjectStore;
  readonly #onChange: () => void;
  readonly #lists = new Map<string, HeldList>();
  readonly #turns = new Turns();

  constructor(objects: ObjectStore, onChange: () => void) {
    this.#objects = objects;
    this.#onChange = onChange;
  }

  async load(): Promise<void> {
    for (const { body, id, version } of await this.#objects.list('value-list')) {
      const list = listOf(id, body, version);
      if (list !== undefined) this.#lists.set(id, { list, values: new Map(), compiled: undefined });
    }
    for (const { body, id } of await this.#objects.list('value-list-item')) {
      const values = this.#lists.get(id.slice(0, id.lastIndexOf('/')))?.values;
      if (values !== undefined) takeBatches(values, body);
    }
  }

  lists(): readonly BookValueList[] {
    return [...this.#lists.values()].map(shown);
  }

  list(id: string): BookValueList | undefined {
    const held = this.#lists.get(id);
    return held && shown(held);
  }

  /** All values, in an order of the book's own; a later one may stand before an earlier one. */
  values(listId: string): readonly string[] {
    return [...(this.#lists.get(listId)?.values.keys() ?? [])];
  }

  value(listId: string, value: string): BookValue | undefined {
    const added = this.#lists.get(listId)?.values.get(value);
    return added && { id: valueId(listId, value), listId, value, added };
  }

  valueById(id: string): BookValue | undefined {
    const [listId, value] = partsOfId(id) ?? [];
    return listId === undefined || value === undefined ? undefined : this.value(listId, value);
  }

  /** The list as exceptions look into it. */
  compiled(id: string): ValueList | undefined {
    const held = this.#lists.get(id);
    if (held === undefined) return undefined;
    if (held.compiled === undefined) {
      const builder = new ValueListBuilder(id, held.list.type);
      for (const value of held.values.keys()) builder.add(value);
      held.compiled = builder.build();
    }
    return held.compiled;
  }

  /** Undefined: there is one of this id. */
  create(id: string, type: ValueListType, keys: ValueListKeys, by: By): Promise<BookValueList | undefined> {
    return this.#turns.take(async () => {
      if (this.#lists.has(id)) return undefined;
      const list = {
        ...{ id, type, name: keys.name, description: keys.description, meta: keys.meta, version: 1 },
        ...{ createdAtMs: by.atMs, createdBy: by.who, updatedAtMs: by.atMs, updatedBy: by.who },
      };
      const [lock = 1] = await this.#objects.write([{ kind: 'value-list', id, body: storedList(list) }], by);
      const held: HeldList = { list: { ...list, lock }, values: new Map(), compiled: undefined };
      this.#lists.set(id, held);
      this.#onChange();
      return shown(held);
    });
  }

  /** Undefined: there is none of this id; `conflict`: it stands at another lock. */
  update(
    id: string,
    keys: Partial<ValueListKeys>,
    by: By,
    ifLock?: number,
  ): Promise<BookValueList | 'conflict' | undefined> {
    return this.#turns.take(async () => {
      const held = this.#lists.get(id);
      if (held === undefined) return undefined;
      if (ifLock !== undefined && ifLock !== held.list.lock) return 'conflict';
      const { list } = held;
      const set = { ...list, ...keys, version: list.version + 1, updatedAtMs: by.atMs, updatedBy: by.who };
      const [lock = 1] = await this.#objects.write([{ kind: 'value-list', id, body: storedList(set) }], by);
      held.list = { ...set, lock };
      return shown(held);
    });
  }

  /** With all its values. */
  remove(id: string, by: By): Promise<BookValueList | undefined> {
    return this.#turns.take(async () => {
      const held = this.#lists.get(id);
      if (held === undefined) return undefined;
      const buckets = new Set([...held.values.keys()].map(value => bucketOf(id, value)));
      await this.#objects.write(
        [
          { kind: 'value-list', id, body: undefined },
          ...[...buckets].map(
            (bucket): ObjectWrite => ({ kind: 'value-list-item', id: bucket, body: undefined }),
          ),
        ],
        by,
      );
      this.#lists.delete(id);
      this.#onChange();
      return shown(held);
    });
  }

  /** Why a text is no value of the list: what was expected; undefined where it is one. */
  refusal(listId: string, value: string): string | undefined {
    const held = this.#lists.get(listId);
    if (held === undefined) return 'a list that is there';
    if (value.length > LONGEST_VALUE) return `a value of at most ${LONGEST_VALUE} characters`;
    if (value.trim() === '') return 'a value that is not blank';
    if (/\p{Surrogate}/u.test(value)) return 'well-formed text';
    return new ValueListBuilder(listId, held.list.type).add(value);
  }

  /**
   * Adds those that are not there yet, and takes others away, in one write; which were added or taken.
   *
   * @throws RangeError where the list would grow past `MOST_VALUES`
   */
  changeValues(
    listId: string,
    change: { readonly add?: Iterable<string>; readonly remove?: Iterable<string> },
    by: By,
  ): Promise<{ readonly added: number; readonly removed: number }> {
    return this.#turns.take(async () => {
      const held = this.#lists.get(listId);
      if (held === undefined) return { added: 0, removed: 0 };
      const removed = new Set([...(change.remove ?? [])].filter(value => held.values.has(value)));
      const added = new Set([...(change.add ?? [])].filter(value => !held.values.has(value)));
      if (held.values.size + added.size - removed.size > MOST_VALUES)
        throw new RangeError(`a value list holds at most ${MOST_VALUES} values`);
      if (added.size + removed.size === 0) return { added: 0, removed: 0 };
      const next = new Map(held.values);
      for (const value of removed) next.delete(value);
      const mark: Added = { atMs: by.atMs, by: by.who };
      for (const value of added) next.set(value, mark);
      const touched = new Set([...removed, ...added].map(value => bucketOf(listId, value)));
      await this.#objects.write(bucketWrites(listId, next, touched), by);
      this.#lists.set(listId, { list: held.list, values: next, compiled: undefined });
      this.#onChange();
      return { added: added.size, removed: removed.size };
    });
  }
}

function shown({ list, values }: HeldList): BookValueList {
  return { ...list, size: values.size };
}

/** Both parts stand in it, so that a value is found by its id without a table of ids. */
function valueId(listId: string, value: string): string {
  return `${encodeURIComponent(listId)}:${encodeURIComponent(value)}`;
}

function partsOfId(id: string): readonly string[] | undefined {
  try {
    return id.split(':').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Any hash that spreads; it is stored, and so it stays as it is (FNV-1a over UTF-16 code units). */
function bucketOf(listId: string, value: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < value.length; at++) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  return `${listId}/${((hash ^ (hash >>> 15)) & (BUCKETS - 1)).toString(16)}`;
}

function bucketWrites(
  listId: string,
  values: ReadonlyMap<string, Added>,
  touched: ReadonlySet<string>,
): readonly ObjectWrite[] {
  const buckets = new Map([...touched].map(id => [id, new Map<Added, string[]>()]));
  for (const [value, added] of values) {
    const bucket = buckets.get(bucketOf(listId, value));
    if (bucket === undefined) continue;
    const batch = bucket.get(added);
    if (batch === undefined) bucket.set(added, [value]);
    else batch.push(value);
  }
  return [...buckets].map(([id, bucket]): ObjectWrite => {
    const batches = [...bucket].map(([{ atMs, by }, texts]) => ({ at_ms: atMs, by, values: texts }));
    return { kind: 'value-list-item', id, body: batches.length === 0 ? undefined : { batches } };
  });
}

function takeBatches(values: Map<string, Added>, { batches }: JsonObject): void {
  if (!Array.isArray(batches)) return;
  for (const batch of batches) {
    if (!isJsonObject(batch) || !Array.isArray(batch['values'])) continue;
    const { at_ms, by } = batch;
    const added = { atMs: typeof at_ms === 'number' ? at_ms : 0, by: typeof by === 'string' ? by : '' };
    for (const value of batch['values']) if (typeof value === 'string') values.set(value, added);
  }
}

function storedList(list: Omit<BookValueList, 'size' | 'lock'>): JsonObject {
  const { createdAtMs, createdBy, description, meta, name, type, updatedAtMs, updatedBy, version } = list;
  return {
    ...{ type, name, description, version, ...(meta !== undefined && { meta }) },
    ...{ created_at_ms: createdAtMs, created_by: createdBy },
    ...{ updated_at_ms: updatedAtMs, updated_by: updatedBy },
  };
}

function listOf(id: string, body: JsonObject, lock: number): Omit<BookValueList, 'size'> | undefined {
  const type = valueListTypes.find(known => known === body['type']);
  if (type === undefined) return undefined;
  const text = (key: string): string => (typeof body[key] === 'string' ? body[key] : '');
  const number = (key: string): number => (typeof body[key] === 'number' ? body[key] : 0);
  const { meta } = body;
  return {
    ...{ id, type, lock, name: text('name'), description: text('description'), version: number('version') },
    meta: isJsonObject(meta) ? meta : undefined,
    ...{ createdAtMs: number('created_at_ms'), createdBy: text('created_by') },
    ...{ updatedAtMs: number('updated_at_ms'), updatedBy: text('updated_by') },
  };
}
