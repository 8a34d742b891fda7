/** Values that pass one test of a field, as far as they can be read off it; and values of a type as such. */
import { unreachable } from '../../base/unreachable.ts';
import { parseInstant } from '../../event/instant.ts';
import type { FieldType } from '../../event/schema.ts';
import type { Bound, FieldTest, Literal, RangeOperator } from '../../plan/predicate.ts';
import { addressExamples, regexExamples, wildcardExamples } from './text-examples.ts';

/** What stands in a generated event. */
export type GeneratedValue = string | number | boolean;

/** When generated events happen: a time that no rule names. */
export const BASE_TIME_MS: number = Date.UTC(2024, 0, 15, 12);

/** Members of a list that are tried. */
const MOST_MEMBERS = 40;

/** @param longer what else `*` may stand for, before all else */
export function examplesOf(test: FieldTest, longer = ''): readonly GeneratedValue[] {
  switch (test.kind) {
    case 'exists':
      return typicalValues(test.field.type);
    case 'equals': {
      const members = some(test.values);
      return test.field.type === 'ip'
        ? members.flatMap(value => addressExamples(String(value)))
        : members.map(plain);
    }
    case 'range':
      return besideBound(test, test.field.type);
    case 'between':
      return test.bounds.flatMap(bound => besideBound(bound, test.field.type));
    case 'like':
      return some(test.patterns).flatMap(pattern => wildcardExamples(pattern, longer));
    case 'regex':
      return some(test.patterns).flatMap(regexExamples);
    case 'cidr':
      return some(test.blocks).flatMap(addressExamples);
    case 'words':
      return some(test.phrases).flatMap(words => wildcardExamples(words.join(' '), longer));
    case 'listed':
      return [];
    case 'affix':
      return test.at === 'start'
        ? [test.text, `${test.text}x`, `${test.text}${longer}`]
        : [`x${test.text}x`, `x${longer}${test.text}x`];
    default:
      return unreachable(test);
  }
}

export function typicalValues(type: FieldType): readonly GeneratedValue[] {
  switch (type) {
    case 'long':
      return [1, 2, 0, 1000];
    case 'double':
      return [1.5, 2, 0, 1000];
    case 'boolean':
      return [true, false];
    case 'ip':
      return ['203.0.113.7', '198.51.100.9', '10.0.0.7', '2001:db8::7'];
    case 'date':
    case 'date_nanos':
      return [new Date(BASE_TIME_MS).toISOString(), new Date(BASE_TIME_MS - 86_400_000).toISOString()];
    case 'version':
      return ['1.2.3', '9.0.0'];
    default:
      return ['example', 'other', '1', 'x'];
  }
}

function some<T>(members: readonly T[]): readonly T[] {
  return members.length <= MOST_MEMBERS ? members : members.slice(0, MOST_MEMBERS);
}

function plain(literal: Literal): GeneratedValue {
  return typeof literal === 'bigint' ? String(literal) : literal;
}

/** On the bound, and as near to it as its kind allows on either side. */
function besideBound({ op, value }: Bound, type: FieldType): readonly GeneratedValue[] {
  const isTime = type === 'date' || type === 'date_nanos';
  const instant = isTime
    ? parseInstant(plain(value), op === '<' || op === '>=' ? 'first' : 'last')
    : undefined;
  if (instant !== undefined)
    return [0, signOf(op), 86_400_000 * signOf(op)].map(step => new Date(instant.ms + step).toISOString());
  if (typeof value === 'bigint') return [String(value), String(value + BigInt(signOf(op)))];
  if (typeof value === 'boolean') return [value, !value];
  const number = Number(value);
  if (typeof value === 'number' || (type === 'long' && !Number.isNaN(number)))
    return [number + signOf(op), number, number + 0.5 * signOf(op), number + 1000 * signOf(op)];
  return signOf(op) > 0 ? [value, `${value}a`, 'zz'] : [value, value.slice(0, -1), ''];
}

function signOf(op: RangeOperator): 1 | -1 {
  return op.startsWith('<') ? -1 : 1;
}
