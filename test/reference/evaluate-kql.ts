/**
 * What a KQL query means, asked of the raw document and knowing no plan: every value is looked at, every literal is
 * compared with it by the type of the field. The lowered query (src/lang/kql/lower.ts) must give the same.
 */
import { unreachable } from '../../src/base/unreachable.ts';
import { coerce } from '../../src/event/coerce.ts';
import { equalsAny, rangeTest } from '../../src/event/compare.ts';
import { parseDateMath, resolveDateMath } from '../../src/event/date-math.ts';
import type { RawValue } from '../../src/event/field-value.ts';
import { nanosOf, parseInstant } from '../../src/event/instant.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldType, Schema } from '../../src/event/schema.ts';
import { foldCase } from '../../src/event/text-case.ts';
import type { Expression, KqlQuery, Literal, RangeSign, Values } from '../../src/lang/kql/ast.ts';
import { objectsAt } from './evaluate-predicate.ts';
import { flatten } from './read-field.ts';
import { naiveWordsOf } from './text-words.ts';

interface Place {
  readonly document: JsonObject;
  readonly schema: Schema;
  /** What the names in the document begin with, where it is an object inside of another. */
  readonly inside: string;
}

/** A value and how it is to be taken. */
interface Held {
  readonly value: RawValue;
  readonly type: FieldType;
  readonly caseless: boolean;
}

export function evaluateKql({ condition }: KqlQuery, document: JsonObject, schema: Schema): boolean {
  return condition === undefined || holds(condition, { document, schema, inside: '' });
}

function holds(node: Expression, place: Place): boolean {
  switch (node.kind) {
    case 'and':
      return node.terms.every(term => holds(term, place));
    case 'or':
      return node.terms.some(term => holds(term, place));
    case 'not':
      return !holds(node.operand, place);
    case 'match':
      return matches(node.field, node.values, place);
    case 'range': {
      const { field, op, value } = node;
      // Of many fields at once nothing is an address, nor a text.
      const isPattern = field.pieces.length > 1;
      const bounded = held(field, place).filter(one => !isPattern || one.type === 'unknown');
      return bounded.some(one => isInRange(one, op, value, place));
    }
    case 'nested': {
      const path = textOf(node.field);
      const inner = { schema: place.schema, inside: `${place.inside}${path}.` };
      return objectsAt(place.document, path).some(document => holds(node.condition, { ...inner, document }));
    }
    default:
      throw new Error('a hole has no meaning');
  }
}

function matches(field: Literal | undefined, values: Values, place: Place): boolean {
  switch (values.kind) {
    case 'and':
      return values.terms.every(term => matches(field, term, place));
    case 'or':
      return values.terms.some(term => matches(field, term, place));
    case 'not':
      return !matches(field, values.operand, place);
    case 'literal':
      if (isStars(values)) return exists(field, place);
      return held(field, place).some(one => passes(one, values, place));
    default:
      throw new Error('a hole has no meaning');
  }
}

function textOf({ pieces }: Literal): string {
  return pieces.join('*');
}

function isStars({ pieces }: Literal): boolean {
  return pieces.length > 1 && pieces.join('') === '';
}

function exists(field: Literal | undefined, place: Place): boolean {
  if (field === undefined || isStars(field)) return true;
  if (held(field, place).some(one => coerce(one.value, one.type) !== undefined)) return true;
  const path = textOf(field);
  const isObject =
    typeIn(place, path) === 'unsupported' ||
    (typeIn(place, path) === undefined &&
      place.schema.names().some(name => name.startsWith(`${place.inside}${path}.`)));
  return isObject && flatten(place.document).some(([name]) => name.startsWith(`${path}.`));
}

function typeIn({ inside, schema }: Place, path: string): FieldType | undefined {
  return schema.typeOf(inside + path);
}

/** The values of the field, or of the fields; one that several types are known of comes once for each. */
function held(field: Literal | undefined, place: Place): readonly Held[] {
  const all = flatten(place.document) as readonly (readonly [string, RawValue])[]; // scalars
  if (field !== undefined && field.pieces.length === 1) {
    const { caseless, path, type } = named(textOf(field), place);
    return all.flatMap(([name, value]) => (name === path ? [{ value, type, caseless }] : []));
  }
  const fits = field === undefined ? () => true : wildcard(field.pieces);
  const texts = new Set(
    place.schema
      .names()
      .filter(name => place.schema.typeOf(name) === 'text' && fits(name))
      .map(name => place.schema.sourceOf?.(name) ?? name),
  );
  return all.flatMap(([name, value]): readonly Held[] => [
    ...(fits(name)
      ? [
          { value, type: 'unknown' as const, caseless: false },
          { value, type: 'ip' as const, caseless: false },
        ]
      : []),
    ...(texts.has(name) ? [{ value, type: 'text' as const, caseless: false }] : []),
  ]);
}

/** The path that the document has the value at. */
function named(
  name: string,
  place: Place,
): { readonly path: string; readonly type: FieldType; readonly caseless: boolean } {
  const full = place.inside + name;
  const type = place.schema.typeOf(full);
  if (type !== undefined) {
    const path = place.schema.sourceOf?.(full) ?? full;
    // Inside of an object of the document, what the schema has no values of may have some.
    const known = type === 'unsupported' && place.inside !== '' ? 'unknown' : type;
    return { path: path.slice(place.inside.length), type: known, caseless: false };
  }
  const [, base = '', suffix = ''] = /^(.*)\.(text|caseless|keyword)$/.exec(full) ?? [];
  if (base === '' || place.schema.typeOf(base) === undefined)
    return { path: name, type: 'unknown', caseless: false };
  return {
    path: base.slice(place.inside.length),
    type: suffix === 'text' ? 'text' : 'keyword',
    caseless: suffix === 'caseless',
  };
}

function wildcard(pieces: readonly string[]): (text: string) => boolean {
  const pattern = pieces.map(piece => piece.replaceAll(/[^\p{L}\p{N}]/gu, escaped)).join('[^]*');
  const regexp = new RegExp(`^${pattern}$`, 'u');
  return text => regexp.test(text);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function passes({ caseless, type, value }: Held, literal: Literal, place: Place): boolean {
  const canonical = coerce(value, type);
  if (canonical === undefined) return false;
  const text = String(canonical);
  switch (type) {
    case 'text':
      return hasWords(text, literal);
    case 'keyword':
    case 'version':
    case 'unknown': {
      if (literal.pieces.length === 1) return isEqual(value, type, literal, caseless);
      const pieces = caseless ? literal.pieces.map(foldCase) : literal.pieces;
      return wildcard(pieces)(caseless ? foldCase(text) : text);
    }
    case 'date':
    case 'date_nanos': {
      const math = parseDateMath(textOf(literal));
      if (math === undefined) return isEqual(value, type, literal, false);
      return (['>=', '<='] as const).every(op => isInRange({ value, type, caseless }, op, literal, place));
    }
    default:
      return literal.pieces.length === 1 && isEqual(value, type, literal, false);
  }
}

function isEqual(value: RawValue, type: FieldType, literal: Literal, caseless: boolean): boolean {
  const constant = type === 'unknown' ? constantOf(literal) : textOf(literal);
  return equalsAny([constant], type, caseless)(value);
}

/** Without quotes a number is one, as JSON writes it. */
function constantOf(literal: Literal): RawValue {
  const text = textOf(literal);
  if (literal.quoted) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d{1,15}(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

function hasWords(text: string, literal: Literal): boolean {
  const words = naiveWordsOf(text);
  if (literal.pieces.length > 1) {
    // Blanks part patterns; one without a star is words again.
    return textWithStars(literal).some(part =>
      part.length > 1
        ? words.some(wildcard(part.map(foldCase)))
        : part[0] !== '' && words.includes(foldCase(part[0] ?? '')),
    );
  }
  const wanted = naiveWordsOf(textOf(literal));
  if (!literal.quoted) return wanted.some(word => words.includes(word));
  const start = words.findIndex((_, at) => wanted.every((word, offset) => words[at + offset] === word));
  return wanted.length > 0 && start >= 0;
}

/** The pieces of each part between blanks. */
function textWithStars({ pieces }: Literal): readonly (readonly string[])[] {
  // No text of a query holds this character between its pieces.
  const star = '\ue000';
  return pieces
    .map(piece => piece.replaceAll(star, ' '))
    .join(star)
    .split(/\s+/)
    .filter(part => part !== '')
    .map(part => part.split(star));
}

function isInRange({ type, value }: Held, op: RangeSign, literal: Literal, place: Place): boolean {
  const text = textOf(literal);
  const math = type === 'date' || type === 'date_nanos' ? parseDateMath(text) : undefined;
  if (math === undefined) return rangeTest(op, type === 'unknown' ? constantOf(literal) : text, type)(value);
  const [now] = flatten(place.document).flatMap(([name, at]) =>
    name === '@timestamp' ? [at as RawValue] : [],
  );
  const nowMs =
    math.anchor !== undefined ? 0 : now === undefined ? undefined : parseInstant(now, 'first')?.ms;
  const bound =
    nowMs === undefined
      ? undefined
      : resolveDateMath(math, nowMs, op === '<=' || op === '>' ? 'last' : 'first');
  const instant = parseInstant(value, 'first');
  if (bound === undefined || instant === undefined) return false;
  const isNanos = type === 'date_nanos';
  const left = isNanos ? nanosOf(instant) : BigInt(instant.ms);
  const right = isNanos ? nanosOf(bound) : BigInt(bound.ms);
  switch (op) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return unreachable(op);
  }
}
