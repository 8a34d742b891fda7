/**
 * The tree of a KQL query. Every node knows its span; parentheses are gone, and `and` and `or` are flat lists, so that
 * a chain of any length is one level. A `hole` stands where something could not be read: the checker passes over it,
 * and a tree that holds one has at least one error diagnostic.
 */
import type { Span } from '../../source/span.ts';

export interface KqlQuery {
  readonly kind: 'query';
  /** Undefined: the text is empty, and every event passes. */
  readonly condition: Expression | undefined;
  readonly span: Span;
}

/**
 * A value or the name of a field, as text. `pieces` is what stands between the wildcards: `a*b` is `a` and `b`, `*` is
 * two empty texts. Between quotes nothing is a wildcard, and there is one piece.
 */
export interface Literal {
  readonly kind: 'literal';
  readonly quoted: boolean;
  readonly pieces: readonly string[];
  readonly span: Span;
}

/** `field: values`; without a field, the values of all fields are asked. */
export interface Match {
  readonly kind: 'match';
  readonly field: Literal | undefined;
  readonly values: Values;
  readonly span: Span;
}

/** `a`, `(a or b)`, `(a and not b)`: each literal is asked of the field. */
export type Values = Literal | Combined<Values> | Negated<Values> | Hole;

export type RangeSign = '<' | '<=' | '>' | '>=';

export interface Range {
  readonly kind: 'range';
  readonly field: Literal;
  readonly op: RangeSign;
  readonly opSpan: Span;
  readonly value: Literal;
  readonly span: Span;
}

/** `field: { condition }`: one of the objects in the field meets the whole condition, whose names begin inside it. */
export interface Nested {
  readonly kind: 'nested';
  readonly field: Literal;
  readonly condition: Expression;
  readonly span: Span;
}

/** Two terms or more. */
export interface Combined<T> {
  readonly kind: 'and' | 'or';
  readonly terms: readonly T[];
  readonly span: Span;
}

export interface Negated<T> {
  readonly kind: 'not';
  readonly operand: T;
  readonly span: Span;
}

export interface Hole {
  readonly kind: 'hole';
  readonly span: Span;
}

export type Expression = Match | Range | Nested | Combined<Expression> | Negated<Expression> | Hole;

export function hasWildcard(literal: Literal): boolean {
  return literal.pieces.length > 1;
}

/** Nothing but wildcards: any value at all. */
export function isAnything(literal: Literal): boolean {
  return hasWildcard(literal) && literal.pieces.every(piece => piece === '');
}

/** The text of a literal; its wildcards as `*`. */
export function textOf(literal: Literal): string {
  return literal.pieces.join('*');
}
