/**
 * The tree of an EQL query. Every node knows its span; parentheses and comments are gone, and `and` and `or`
 * are flat lists, so that a chain of any length is one level. A `hole` stands where something could not be
 * read: the checker passes over it, and a tree that holds one has at least one error diagnostic.
 */
import type { Span } from '../../source/span.ts';

export interface EqlQuery {
  readonly kind: 'query';
  readonly body: EventFilter | Sequence | Sample;
  readonly pipes: readonly Pipe[];
  readonly span: Span;
}

/** `process where condition`, `any where condition` */
export interface EventFilter {
  readonly kind: 'event-filter';
  readonly category: Category;
  readonly condition: Expression;
  readonly span: Span;
}

export type Category =
  | { readonly kind: 'any-category'; readonly span: Span }
  | { readonly kind: 'category'; readonly name: string; readonly span: Span }
  | Hole;

export interface Sequence {
  readonly kind: 'sequence';
  /** The keys of every step, before the step's own. */
  readonly by: readonly Expression[];
  readonly maxspan?: Maxspan;
  readonly terms: readonly Term[];
  readonly until?: Term;
  readonly span: Span;
}

export interface Sample {
  readonly kind: 'sample';
  readonly by: readonly Expression[];
  readonly terms: readonly Term[];
  readonly span: Span;
}

/** `[filter] by keys with runs=n`; `missing` for `![filter]`. */
export interface Term {
  readonly kind: 'term';
  readonly missing: boolean;
  readonly filter: EventFilter;
  readonly by: readonly Expression[];
  readonly runs?: Runs;
  readonly span: Span;
}

export interface Runs {
  readonly kind: 'runs';
  readonly count: number;
  readonly span: Span;
}

export type MaxspanUnit = 'ms' | 's' | 'm' | 'h' | 'd';

export interface Maxspan {
  readonly kind: 'maxspan';
  readonly amount: number;
  readonly unit: MaxspanUnit;
  readonly span: Span;
}

/** `| head 10` */
export interface Pipe {
  readonly kind: 'pipe';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly span: Span;
}

export type Constant =
  | { readonly kind: 'null'; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  /** `raw`: written between three quotes. */
  | { readonly kind: 'string'; readonly value: string; readonly raw: boolean; readonly span: Span }
  /** `whole`: an integer by its spelling; beyond 2^53 the value is a bigint. */
  | {
      readonly kind: 'number';
      readonly value: number | bigint;
      readonly whole: boolean;
      readonly span: Span;
    };

export interface Field {
  readonly kind: 'field';
  /** Written with `?`: the query stands even where no event has the field. */
  readonly optional: boolean;
  readonly segments: readonly string[];
  readonly span: Span;
}

export interface Call {
  readonly kind: 'call';
  /** As the user spelt it, without the `~`. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly ignoreCase: boolean;
  readonly args: readonly Expression[];
  readonly span: Span;
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticSign = '+' | '-' | '*' | '/' | '%';
export type PatternOperator = ':' | 'like' | 'like~' | 'regex' | 'regex~';

export interface Comparison {
  readonly kind: 'comparison';
  readonly op: ComparisonOperator;
  readonly opSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `operand not in~ (values)` */
export interface Membership {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
  readonly values: readonly Expression[];
  readonly span: Span;
}

/** `operand : (patterns)`: any of them. */
export interface PatternTest {
  readonly kind: 'pattern';
  readonly op: PatternOperator;
  readonly opSpan: Span;
  readonly operand: Expression;
  readonly patterns: readonly Constant[];
  readonly span: Span;
}

export interface Arithmetic {
  readonly kind: 'arithmetic';
  readonly op: ArithmeticSign;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface Signed {
  readonly kind: 'sign';
  readonly op: '+' | '-';
  readonly operand: Expression;
  readonly span: Span;
}

export interface Logical {
  readonly kind: 'and' | 'or';
  /** Two or more. */
  readonly terms: readonly Expression[];
  readonly span: Span;
}

export interface Not {
  readonly kind: 'not';
  readonly operand: Expression;
  readonly span: Span;
}

export interface Hole {
  readonly kind: 'hole';
  readonly span: Span;
}

export type Expression =
  | Constant
  | Field
  | Call
  | Comparison
  | Membership
  | PatternTest
  | Arithmetic
  | Signed
  | Logical
  | Not
  | Hole;

export function pathOf(field: Field): string {
  return field.segments.join('.');
}
