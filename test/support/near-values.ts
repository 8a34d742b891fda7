/**
 * Values near the literals of one test: such that pass it, and such that pass it or miss it by little (another
 * case, one character, one number, the next address, the wrong type). The code under test is not asked which.
 */
import { unreachable } from '../../src/base/unreachable.ts';
import type { Json } from '../../src/event/json.ts';
import type { FieldType } from '../../src/event/schema.ts';
import type { FieldTest, Literal, RangeOperator } from '../../src/plan/predicate.ts';
import { addressExamples, overlappingExample, regexExample, wildcardExample } from './pattern-examples.ts';
import type { Random } from './random.ts';

export type Scalar = string | number | boolean;

/** A value that passes the test, unless the test is one that nothing passes. */
export function fittingValue(test: FieldTest, fillers: readonly string[], random: Random): Scalar {
  switch (test.kind) {
    case 'exists':
      return typicalValue(test.field.type, random);
    case 'equals': {
      const literal = random.pickAny(test.values) ?? '';
      if (test.field.type === 'ip') return insideOf(String(literal), random);
      return test.ignoreCase && random.oneIn(2) ? otherCase(literal, random) : asJson(literal, random);
    }
    case 'range':
      return valueBeside(test.value, test.op, random);
    case 'between': {
      const { op, value } = random.pickAny(test.bounds) ?? { op: '>=', value: 0 };
      return valueBeside(value, op, random);
    }
    case 'like': {
      const text = wildcardExample(random.pickAny(test.patterns) ?? '', fillers, random);
      return test.ignoreCase && random.oneIn(2) ? otherCase(text, random) : text;
    }
    case 'regex': {
      const text = regexExample(random.pickAny(test.patterns) ?? '', random);
      return test.ignoreCase && random.oneIn(2) ? otherCase(text, random) : text;
    }
    case 'cidr':
      return insideOf(random.pickAny(test.blocks) ?? '', random);
    case 'words': {
      const words = (random.pickAny(test.phrases) ?? []).map(word =>
        word.replaceAll('*', random.pick(['', 'x'])).replaceAll('?', 'x'),
      );
      const text = words.join(random.pick([' ', '-', '::', '("']));
      return random.pick([text, `${text} ${text}`, `a ${otherCase(text, random)}.`, `x\n${text}()`]);
    }
    case 'listed':
      return typicalValue(test.field.type, random);
    case 'affix': {
      const filler = random.pickAny(fillers) ?? '';
      const text = test.at === 'start' ? `${test.text}${filler}` : `x${filler}${test.text}y`;
      return test.ignoreCase && random.oneIn(2) ? otherCase(text, random) : text;
    }
    default:
      return unreachable(test);
  }
}

/** A value that may miss the test by little. */
export function nearValue(test: FieldTest, fillers: readonly string[], random: Random): Scalar {
  if (test.kind === 'cidr' || (test.kind === 'equals' && test.field.type === 'ip')) {
    const blocks = test.kind === 'cidr' ? test.blocks : test.values.map(String);
    return random.pickAny(addressExamples(random.pickAny(blocks) ?? '').outside) ?? '';
  }
  if (test.kind === 'range') return valueBeside(test.value, random.pick(['<', '<=', '>', '>=']), random);
  if (test.kind === 'like' && random.oneIn(4)) return overlappingExample(random.pickAny(test.patterns) ?? '');
  const fitting = fittingValue(test, fillers, random);
  if (typeof fitting === 'boolean') return random.pick<Scalar>([!fitting, String(fitting), String(!fitting)]);
  if (typeof fitting === 'number') return valueBeside(fitting, random.pick(['<', '>']), random);
  return random.oneIn(3) ? otherCase(fitting, random) : changed(fitting, random);
}

/** What a field of the type holds, near no literal in particular. */
export function typicalValue(type: FieldType, random: Random): Scalar {
  switch (type) {
    case 'long':
    case 'double':
      return random.below(1000);
    case 'boolean':
      return random.oneIn(2);
    case 'ip':
      return random.pick(['10.1.1.1', '110.1.1.1', '10.1.1.11', '::1', 'FE80::1']);
    case 'date':
    case 'date_nanos':
      return random.pick(['2024-01-01T00:00:00Z', '2024-01-01T01:00:00.000000001+01:00', 1_704_067_200_001]);
    case 'version':
      return random.pick(['1.2.3', '1.10.0', '1.2.3-rc1']);
    default:
      return random.pick(['x', 'Q7', 'a b', '']);
  }
}

/** What stands in documents where a value of another kind was meant. */
export function strangeValue(random: Random): Json {
  return random.pick<Json>([null, [], {}, [null], 0, -1, 1.5, true, false, '', '1', [['x']], { x: 1 }]);
}

function insideOf(block: string, random: Random): string {
  return random.pickAny(addressExamples(block).inside) ?? block;
}

/** JSON has no bigints; a number may be spelt as text, as shippers do. */
function asJson(literal: Literal, random: Random): Scalar {
  if (typeof literal === 'bigint') return String(literal);
  return typeof literal === 'string' || !random.oneIn(4) ? literal : String(literal);
}

/** Letters whose case is a matter of dispute stand beside the plain ones. */
const CASES: { readonly [letter: string]: readonly [string, ...string[]] } = {
  k: ['K', '\u212a'],
  s: ['S', '\u017f'],
  i: ['I', '\u0130', '\u0131'],
};

/** The text in capitals, in small letters, or with one letter in another case. */
export function otherCase(literal: Literal, random: Random): string {
  const text = String(literal);
  const way = random.below(4);
  if (way === 0) return text.toUpperCase();
  if (way === 1) return text.toLowerCase();
  const at = random.below(text.length);
  const letter = text.charAt(at);
  const small = letter.toLowerCase();
  const other = random.oneIn(4) ? random.pickAny(CASES[small] ?? []) : undefined;
  return (
    text.slice(0, at) + (other ?? (letter === small ? letter.toUpperCase() : small)) + text.slice(at + 1)
  );
}

/** The text with one character more, less, or another; never half a surrogate pair. */
function changed(text: string, random: Random): string {
  const characters = Array.from(text);
  const at = random.pick([0, characters.length - 1, random.below(characters.length)]);
  const removed = random.below(2);
  const added = random.pick(['', 'z', '*', '\n', '\u{1f600}']);
  if (removed === 0 && added === '') return `${text} `;
  characters.splice(Math.max(0, at), removed, added);
  return characters.join('');
}

/** A value that stands in the relation to the literal, as near to it as its kind allows. */
function valueBeside(literal: Literal, op: RangeOperator, random: Random): Scalar {
  if (op.endsWith('=') && random.oneIn(2)) return asJson(literal, random);
  const sign = op.startsWith('<') ? -1 : 1;
  const step = sign * random.pick([1, 0.5, 1000]);
  if (typeof literal === 'number') return asJson(literal + step, random);
  if (typeof literal === 'bigint') return String(literal + BigInt(sign));
  if (typeof literal === 'boolean') return !literal;
  const instant = Date.parse(literal);
  if (Number.isNaN(instant)) return sign > 0 ? `${literal}a` : literal.slice(0, -1);
  // A bare date stands for its whole day.
  const far = random.oneIn(2) ? sign * 86_400_000 : sign;
  return random.oneIn(2) ? instant + far : new Date(instant + far).toISOString();
}
