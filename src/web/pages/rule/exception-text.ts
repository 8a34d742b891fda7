/** What an exception says, in words. Pure. */
import type { ExceptionEntry } from '../../server/rule-exceptions.ts';

export interface EntryWords {
  readonly field: string;
  readonly relation: string;
  readonly values: readonly string[];
}

const RELATIONS: { readonly [type: string]: readonly [included: string, excluded: string] } = {
  match: ['is', 'is not'],
  match_any: ['is one of', 'is none of'],
  wildcard: ['matches', 'does not match'],
  exists: ['exists', 'does not exist'],
  list: ['is in the list', 'is not in the list'],
};

/** All of them hold for an event that is left out. */
export function entriesInWords(entries: readonly ExceptionEntry[], prefix = ''): readonly EntryWords[] {
  return entries.flatMap(entry => {
    const { entries: nested, field = '', list, operator, type = '', value } = entry;
    if (type === 'nested') return entriesInWords(nested ?? [], `${prefix}${field}.`);
    const [included, excluded] = RELATIONS[type] ?? [type, `not ${type}`];
    const values = list === undefined ? (value === undefined ? [] : [value].flat()) : [list.id];
    return [
      {
        field: `${prefix}${field}`,
        relation: operator === 'excluded' ? excluded : included,
        values: values.map(String),
      },
    ];
  });
}
