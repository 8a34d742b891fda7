/**
 * Exceptions: what a team has agreed not to be alerted about. They come as Elastic exports them, lists and the items
 * that stand in them; a rule names its lists (`exceptions_list`). An item is one such agreement:
 *
 *     { "list_id": "fp-windows", "name": "the backup agent", "entries": [
 *       { "field": "process.name", "operator": "included", "type": "match", "value": "backup.exe" },
 *       { "field": "user.name", "operator": "excluded", "type": "match_any", "value": ["root", "admin"] } ] }
 *
 * All entries of an item must hold of one event; any item of a rule's lists is enough. This folder reads items
 * (read-exceptions.ts), lowers them to conditions of the plan (lower-item.ts), puts them into the rules that they
 * belong to and counts what each removes (apply-exceptions.ts). It opens no file and knows no alert document. What
 * an exception of a sequence removes: docs/design/exceptions.md. The format: engine-semantics.md §7.
 */
import type { Literal } from '../plan/predicate.ts';
import type { KeyPlaces } from '../rules/key-places.ts';
import type { SourceText } from '../source/source-text.ts';

/** What an item takes from a rule of several events: the event that it holds of, or the whole sequence with it. */
export type Drops = 'event' | 'sequence';

export interface ExceptionItem {
  readonly itemId: string;
  readonly listId: string;
  /** `single` or `agnostic`: which of two lists with one id is meant. */
  readonly namespace: string;
  readonly name: string;
  /** At least one. */
  readonly entries: readonly ExceptionEntry[];
  /** Empty: every operating system. */
  readonly osTypes: readonly string[];
  /** The item holds of no event after this time. */
  readonly expiresMs?: number;
  /** What it says for itself; else whoever runs it decides. */
  readonly drops?: Drops;
  readonly origin: ItemOrigin;
}

/** Where an item was written. */
export interface ItemOrigin {
  readonly source: SourceText;
  readonly places: KeyPlaces;
}

export type ExceptionEntry = FieldEntry | NestedEntry;

export type FieldEntry = {
  readonly field: string;
  /** `excluded`: the entry holds where its test does not. */
  readonly isExcluded: boolean;
} & (
  | { readonly kind: 'match'; readonly values: readonly Literal[] }
  | { readonly kind: 'wildcard'; readonly patterns: readonly string[] }
  | { readonly kind: 'exists' }
  | { readonly kind: 'list'; readonly list: { readonly id: string; readonly type: string } }
);

/** Holds where one and the same object at `field` passes all entries, whose fields are relative to it. */
export interface NestedEntry {
  readonly kind: 'nested';
  readonly field: string;
  readonly entries: readonly FieldEntry[];
}

/** The value lists that an item looks fields up in. */
export function valueListsOf({
  entries,
}: ExceptionItem): readonly { readonly id: string; readonly type: string }[] {
  return entries.flatMap(entry => (entry.kind === 'list' ? [entry.list] : []));
}

/** Names a list: each of the two namespaces has ids of its own. */
export function listKey(listId: string, namespace: string): string {
  return `${namespace} ${listId}`;
}
