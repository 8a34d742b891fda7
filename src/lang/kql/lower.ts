/**
 * The tree of a query without mistakes to the plan. Each test becomes one that an index answers, two-valued: false
 * where the field is missing, so that its `not` is true there (docs/design/kql.md). What the types make of a value is
 * plan/index-tests.ts.
 */
import { unreachable } from '../../base/unreachable.ts';
import type { Schema } from '../../event/schema.ts';
import {
  existsTest,
  fieldsNamed,
  type NamedField,
  namedField,
  type PatternPart,
  patternTest,
  patternTestOfNames,
  rangeTest,
  valueTest,
  valueTestOfNames,
  type Words,
} from '../../plan/index-tests.ts';
import type { FieldRef, Literal as PlanLiteral, Predicate } from '../../plan/predicate.ts';
import type { EventsPlan } from '../../plan/query.ts';
import { simplify } from '../../plan/simplify.ts';
import {
  type Expression,
  hasWildcard,
  isAnything,
  type KqlQuery,
  type Literal,
  textOf,
  type Values,
} from './ast.ts';
import { type KqlOptions, schemaOf } from './options.ts';

/** Where a condition stands. */
interface Scope {
  readonly schema: Schema;
  readonly now: FieldRef;
  /** As in the check: what the names of the condition begin with, inside of a nested field. */
  readonly inside: string;
}

/** @throws for a query of which parser or checker reported an error: such a call is a bug. */
export function lowerKql(query: KqlQuery, options: KqlOptions = {}): EventsPlan {
  return {
    kind: 'events',
    filter: lowerKqlCondition(query, options),
    order: { timestamp: timestampOf(options) },
  };
}

/** The condition alone, for whoever has a finisher of his own. @throws as `lowerKql` */
export function lowerKqlCondition({ condition }: KqlQuery, options: KqlOptions = {}): Predicate {
  if (condition === undefined) return { kind: 'constant', value: true };
  const scope = { schema: schemaOf(options), now: timestampOf(options), inside: '' };
  return simplify(lowerExpression(condition, scope));
}

function timestampOf(options: KqlOptions): FieldRef {
  const path = options.timestampField ?? '@timestamp';
  return { path, type: schemaOf(options).typeOf(path) ?? 'date' };
}

function lowerExpression(node: Expression, scope: Scope): Predicate {
  switch (node.kind) {
    case 'and':
    case 'or':
      return combined(
        node.kind,
        node.terms.map(term => lowerExpression(term, scope)),
      );
    case 'not':
      return { kind: 'not', term: lowerExpression(node.operand, scope) };
    case 'match':
      return lowerValues(node.field, node.values, scope);
    case 'range':
      return lowerRange(node, scope);
    case 'nested': {
      const path = textOf(node.field);
      const objects: FieldRef = { path, type: 'unsupported', gathers: 'objects' };
      const inner = { ...scope, inside: `${scope.inside}${path}.` };
      return { kind: 'nested', objects, term: lowerExpression(node.condition, inner) };
    }
    case 'hole':
      return refuse();
    default:
      return unreachable(node);
  }
}

function combined(kind: 'and' | 'or', terms: readonly Predicate[]): Predicate {
  return { kind: kind === 'and' ? 'all' : 'any', terms };
}

/** Each value of a list is asked of the field by itself. */
function lowerValues(field: Literal | undefined, values: Values, scope: Scope): Predicate {
  switch (values.kind) {
    case 'literal':
      return lowerMatch(field, values, scope);
    case 'and':
    case 'or':
      return combined(
        values.kind,
        values.terms.map(term => lowerValues(field, term, scope)),
      );
    case 'not':
      return { kind: 'not', term: lowerValues(field, values.operand, scope) };
    case 'hole':
      return refuse();
    default:
      return unreachable(values);
  }
}

function lowerMatch(field: Literal | undefined, value: Literal, scope: Scope): Predicate {
  if (field === undefined || hasWildcard(field)) return lowerMatchOfNames(field, value, scope);
  const named = nameOf(field, scope);
  if (isAnything(value)) return existsTest(named, scope.schema);
  if (hasWildcard(value)) {
    const patterns = named.field.type === 'text' ? wordPatterns(value) : [partsOf(value.pieces)];
    return {
      kind: 'any',
      terms: patterns.map(parts => patternTest(named, parts, named.field.type === 'text')),
    };
  }
  return valueTest(named, constantOf(value), wordsOf(value), scope.now);
}

function lowerMatchOfNames(field: Literal | undefined, value: Literal, { schema }: Scope): Predicate {
  const pattern = field === undefined ? '*' : textOf(field);
  if (isAnything(value)) {
    // `*` and `*: *` are every event, one without fields too.
    if (/^\*+$/.test(pattern)) return { kind: 'constant', value: true };
    return { kind: 'exists', field: fieldsNamed(pattern) };
  }
  if (hasWildcard(value))
    return patternTestOfNames(pattern, partsOf(value.pieces), wordPatterns(value), schema);
  return valueTestOfNames(pattern, constantOf(value), wordsOf(value), schema);
}

/** A quoted value is a phrase, any other is met by one of its words. Where a field is not a text, both are the value. */
function wordsOf({ quoted }: Literal): Words {
  return quoted ? 'phrase' : 'any';
}

function nameOf(field: Literal, { inside, schema }: Scope): NamedField {
  const path = textOf(field);
  if (inside === '') return namedField(path, schema);
  // Documents of their own inside the document: the schema knows their fields by their full names, if at all.
  const { field: known, ignoreCase } = namedField(inside + path, schema);
  const type = known.type === 'unsupported' ? 'unknown' : known.type;
  return { field: { path: known.path.slice(inside.length), type }, ignoreCase };
}

function partsOf(pieces: readonly string[]): readonly PatternPart[] {
  return pieces.flatMap((piece, at): readonly PatternPart[] => {
    const literal = piece === '' ? [] : [{ literal: piece }];
    return at === 0 ? literal : ['*', ...literal];
  });
}

/** In a text, blanks part patterns for its words, of which one must fit. */
function wordPatterns(value: Literal): readonly (readonly PatternPart[])[] {
  const words: string[][] = [['']];
  for (const [at, piece] of value.pieces.entries()) {
    const [first = '', ...others] = piece.split(/\s+/);
    const open = words.at(-1) ?? [];
    if (at === 0) open[0] = first;
    else open.push(first);
    for (const other of others) words.push([other]);
  }
  return words.filter(word => word.length > 1 || word[0] !== '').map(partsOf);
}

/** A number as Kibana reads one: other spellings (`007`, `1e3`) are texts, and so is everything in quotes. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/;

function constantOf(value: Literal): PlanLiteral {
  const text = textOf(value);
  if (value.quoted) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return NUMBER.test(text) ? numberOr(text) : text;
}

/** Only if the number is written as JSON would write it: a keyword compares the text. */
function numberOr(text: string): PlanLiteral {
  return String(Number(text)) === text ? Number(text) : text;
}

function lowerRange({ field, op, value }: Extract<Expression, { kind: 'range' }>, scope: Scope): Predicate {
  if (hasWildcard(field))
    return { kind: 'range', field: fieldsNamed(textOf(field)), op, value: constantOf(value) };
  return rangeTest(nameOf(field, scope).field, op, constantOf(value), scope.now);
}

function refuse(): never {
  throw new Error('a query with mistakes cannot be lowered');
}
