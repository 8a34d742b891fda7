import { describe, expect, test } from 'vitest';
import { planText } from '../../../test/cases/eql/plan-text.ts';
import type { FieldType } from '../../event/schema.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileEql } from './index.ts';

const TYPES = [
  'keyword',
  'text',
  'long',
  'double',
  'boolean',
  'ip',
  'date',
  'date_nanos',
  'version',
  'unknown',
] as const;

/** What becomes of a condition on the field `f` of each type: the plan, or the codes of what is said. */
function outcome(condition: string, type: FieldType): string {
  const schema = { typeOf: (path: string) => (path === 'f' ? type : undefined), names: () => ['f'] };
  const { value, diagnostics } = compileEql(sourceText('<query>', `any where ${condition}`), { schema });
  return value === undefined ? diagnostics.map(({ code }) => code).join(' ') : planText(value);
}

/** A constant of the type, and two more. */
const CONSTANTS: { readonly [Type in (typeof TYPES)[number]]: readonly [string, string, string] } = {
  keyword: ['"a"', '"b"', '"c"'],
  text: ['"a"', '"b"', '"c"'],
  long: ['1', '2', '3'],
  double: ['1.5', '2', '3'],
  boolean: ['true', 'false', 'true'],
  ip: ['"10.0.0.1"', '"::1"', '"10.0.0.2"'],
  date: ['"2024-01-01T00:00:00Z"', '1704067200000', '"2024-01-01"'],
  date_nanos: ['"2024-01-01T00:00:00.000000001Z"', '1704067200000', '"2024-01-01"'],
  version: ['"1.2.0"', '"1.10.0"', '"2.0.0-rc1"'],
  unknown: ['"a"', '2', 'true'],
};

describe.each(TYPES)('a field of type %s', type => {
  const [a, b, c] = CONSTANTS[type];
  const isText = type === 'keyword' || type === 'text' || type === 'unknown';
  const isNumber = type === 'long' || type === 'double' || type === 'unknown';

  test('equals, differs, stands in lists', () => {
    expect(outcome(`f == ${a}`, type)).toBe(`(equals f ${a})`);
    expect(outcome(`${a} == f`, type)).toBe(`(equals f ${a})`);
    expect(outcome(`f != ${a}`, type)).toBe(`(not (equals f ${a}))`);
    expect(outcome(`f in (${a}, ${b}, ${c})`, type)).toBe(`(equals f ${a} ${b} ${c})`);
    expect(outcome(`f not in (${a}, ${b})`, type)).toBe(`(not (equals f ${a} ${b}))`);
    expect(outcome(`f in~ (${a}, ${b})`, type)).toBe(`(equals~ f ${a} ${b})`);
  });

  test('is less and greater', () => {
    for (const op of ['<', '<=', '>', '>=']) expect(outcome(`f ${op} ${a}`, type)).toBe(`(${op} f ${a})`);
    expect(outcome(`${a} < f`, type)).toBe(`(> f ${a})`);
  });

  test('is there or not', () => {
    expect(outcome('f == null', type)).toBe('(not (exists f))');
    expect(outcome('null != f', type)).toBe('(exists f)');
    expect(outcome('f > null', type)).toBe('false');
  });

  test('takes text tests only if it is text', () => {
    const refused = (plan: string): string => (isText ? plan : 'EQL202');
    expect(outcome('f : "a*"', type)).toBe(refused('(like~ f "a*")'));
    expect(outcome('f : ("a*", "b?")', type)).toBe(refused('(like~ f "a*" "b?")'));
    expect(outcome('f like "a*"', type)).toBe(refused('(like f "a*")'));
    expect(outcome('f like~ "a*"', type)).toBe(refused('(like~ f "a*")'));
    expect(outcome('f regex "a+"', type)).toBe(refused('(regex f "a+")'));
    expect(outcome('f regex~ ("a+", "b")', type)).toBe(refused('(regex~ f "a+" "b")'));
  });

  test('computes only if it is a number', () => {
    const kind = { long: 'i', double: 'd' }[type === 'long' || type === 'double' ? type : 'long'];
    for (const op of ['+', '-', '*', '/', '%']) {
      const plan = `(script (== (${op}${type === 'unknown' ? '?' : kind} f 2) 1))`;
      expect(outcome(`f ${op} 2 == 1`, type)).toBe(isNumber ? plan : 'EQL212');
    }
    expect(outcome('-f == 1', type)).toBe(isNumber ? '(script (== (negate f) 1))' : 'EQL212');
  });

  test('is a condition by itself only if it is true or false', () => {
    expect(outcome('f', type)).toBe(type === 'boolean' || type === 'unknown' ? '(equals f true)' : 'EQL201');
    expect(outcome('not f', type)).toBe(
      type === 'boolean' || type === 'unknown' ? '(not (equals f true))' : 'EQL201',
    );
  });

  test('takes the functions of its type', () => {
    expect(outcome('startsWith~(f, "a")', type)).toBe(isText ? '(start~ f "a")' : 'EQL206');
    expect(outcome('length(f) == 1', type)).toBe(isText ? '(script (== (length f) 1))' : 'EQL206');
    expect(outcome('cidrMatch(f, "10.0.0.0/8")', type)).toBe(
      type === 'ip' || type === 'unknown' ? '(cidr f 10.0.0.0/8)' : 'EQL206',
    );
    expect(outcome('string(f) == "a"', type)).toBe('(script (== (string f) "a"))');
  });
});
