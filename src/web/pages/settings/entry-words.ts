/** What an entry of an exception says, in words around its values. */
import type { ExceptionEntry } from '../../server/exception-lists.ts';

export interface EntryWords {
  readonly field: string;
  /** As in `is one of`. */
  readonly says: string;
  readonly values: readonly string[];
  /** How many more values there are. */
  readonly more: number;
  /** Of one and the same object at the field. */
  readonly inner: readonly EntryWords[];
}

const MOST_VALUES = 5;

const WORDS: { readonly [type: string]: readonly [included: string, excluded: string] } = {
  match: ['is', 'is not'],
  match_any: ['is one of', 'is none of'],
  wildcard: ['matches', 'does not match'],
  exists: ['exists', 'does not exist'],
  list: ['is in the list', 'is not in the list'],
  nested: ['has one where', 'has none where'],
};

export function entryWords({ entries, field, list, operator, type, value }: ExceptionEntry): EntryWords {
  const [included, excluded] = WORDS[type] ?? [`(${type})`, `not (${type})`];
  const all = valuesOf(value, list?.id);
  return {
    field,
    says: operator === 'excluded' ? excluded : included,
    values: all.slice(0, MOST_VALUES),
    more: Math.max(0, all.length - MOST_VALUES),
    inner: entries?.map(entryWords) ?? [],
  };
}

function valuesOf(value: unknown, listId: string | undefined): readonly string[] {
  if (listId !== undefined) return [listId];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
