/** Texts that are equal for equal conditions, so that a map finds the second of two. */
import { unreachable } from '../base/unreachable.ts';
import type { FieldTest, Literal } from './predicate.ts';

/** The key of a test. Rules have ten thousand of them, so this is the short way to say all that is in one. */
export function testKey(test: FieldTest): string {
  const { gathers = '', path, type } = test.field;
  const of = `${test.kind} ${type} ${gathers} ${path}`;
  switch (test.kind) {
    case 'exists':
      return of;
    case 'equals':
      return `${of} ${test.ignoreCase} ${listKey(test.values)}`;
    case 'like':
    case 'regex':
      return `${of} ${test.ignoreCase} ${listKey(test.patterns)}`;
    case 'cidr':
      return `${of} ${listKey(test.blocks)}`;
    case 'between':
      return `${of} ${test.bounds.map(({ op, value }) => `${op} ${listKey([value])}`).join(' ')}`;
    case 'words':
      return `${of} ${test.phrases.map(listKey).join(';')}`;
    case 'listed':
      return `${of} ${test.list.id}`;
    case 'range':
      return `${of} ${test.op} ${listKey([test.value])}`;
    case 'affix':
      return `${of} ${test.ignoreCase} ${test.at} ${test.text}`;
    default:
      return unreachable(test);
  }
}

/** Lengths keep the items apart, whatever they hold. */
function listKey(items: readonly Literal[]): string {
  let key = '';
  for (const item of items) {
    const text = String(item);
    key += `${typeof item} ${text.length} ${text}`;
  }
  return key;
}

/** The key of anything made of plain values; unlike JSON it tells bigints and infinities from other numbers. */
export function contentKey(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return `${typeof value} ${value}`;
  return Array.isArray(value)
    ? `[${value.map(contentKey).join()}]`
    : `{${Object.entries(value)
        .map(([key, inner]) => `${key}:${contentKey(inner)}`)
        .join()}}`;
}
