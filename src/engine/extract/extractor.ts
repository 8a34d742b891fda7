/**
 * From an event to the fields that rules use. The fields are numbered (slots), and an extractor fills all slots
 * of an event in one pass:
 *
 *     buildExtractor(['process.name', 'host.id']).fromDocument({ process: { name: 'a.exe' } })
 *       gives ['a.exe', undefined]
 *
 * Each slot holds exactly what event/read-field.ts reads at its path: nested objects and dotted keys mixed at
 * any level, arrays looked through, null and empty arrays missing. The wanted paths form a trie, which is walked
 * along with the document, so that the cost follows the document and not the number of fields.
 *
 * A line that nobody has parsed is for the scanner (json-scanner.ts), which finds the same without building objects.
 * It must not know rules, types or what values mean.
 */
import type { FieldValues, RawValue, Slots } from '../../event/field-value.ts';
import { isGathered, readGathered } from '../../event/gathered-fields.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';

export interface Extractor {
  fromDocument(document: JsonObject): Slots;
}

/** The paths that begin with the same parts. */
interface TrieNode {
  readonly children: Map<string, TrieNode>;
  /** The slots of the path that ends here. */
  readonly slots: number[];
}

/** What a slot holds while it is filled. */
type Filling = RawValue | RawValue[] | undefined;

/** @param fields slot -> path; a path may stand in several slots. */
export function buildExtractor(fields: readonly string[]): Extractor {
  const root: TrieNode = { children: new Map(), slots: [] };
  const gathered: { readonly path: string; readonly slot: number }[] = [];
  fields.forEach((path, slot) => {
    if (isGathered(path)) {
      gathered.push({ path, slot });
      return;
    }
    let node = root;
    for (const part of path.split('.')) node = childOf(node, part);
    node.slots.push(slot);
  });
  function fromDocument(document: JsonObject): Slots {
    const slots: Filling[] = fields.map(() => undefined);
    walkObject(document, root, slots);
    for (const { path, slot } of gathered) slots[slot] = readGathered(document, path) as Filling;
    return slots satisfies FieldValues[];
  }

  return { fromDocument };
}

/** The object that a line is. Throws for anything else. */
export function parseDocument(line: Uint8Array): JsonObject {
  const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  if (!isJsonObject(document)) throw new TypeError('an event is a JSON object');
  return document;
}

function childOf(node: TrieNode, part: string): TrieNode {
  const known = node.children.get(part);
  if (known !== undefined) return known;
  const child: TrieNode = { children: new Map(), slots: [] };
  node.children.set(part, child);
  return child;
}

function walkObject(object: JsonObject, node: TrieNode, slots: Filling[]): void {
  for (const key of Object.keys(object)) {
    const next = node.children.get(key) ?? (key.includes('.') ? descend(node, key) : undefined);
    const value = object[key];
    if (next !== undefined && value !== undefined && value !== null) walkValue(value, next, slots);
  }
}

/** Where a key of several parts leads, if any wanted path goes there. */
function descend(node: TrieNode, key: string): TrieNode | undefined {
  let next: TrieNode | undefined = node;
  for (const part of key.split('.')) {
    next = next.children.get(part);
    if (next === undefined) return undefined;
  }
  return next;
}

function walkValue(value: Json, node: TrieNode, slots: Filling[]): void {
  if (typeof value !== 'object') {
    for (const slot of node.slots) fill(slots, slot, value);
  } else if (isJsonObject(value)) {
    if (node.children.size > 0) walkObject(value, node, slots);
  } else if (value !== null) {
    for (const item of value.some(Array.isArray) ? flattened(value) : value) walkValue(item, node, slots);
  }
}

/** Without recursion: a line of a million `[` is nested deeper than any call stack. */
function flattened(array: readonly Json[]): readonly Json[] {
  const flat: Json[] = [];
  const pending = [...array].reverse();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (Array.isArray(item)) for (let at = item.length - 1; at >= 0; at--) pending.push(item[at]);
    else flat.push(item);
  }
  return flat;
}

/** A second value makes a list of the first. */
function fill(slots: Filling[], slot: number, value: RawValue): void {
  const held = slots[slot];
  if (held === undefined) slots[slot] = value;
  else if (Array.isArray(held)) held.push(value);
  else slots[slot] = [held, value];
}
