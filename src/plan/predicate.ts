/**
 * The condition part of the plan: what every query language lowers to and all that the engine, the stores
 * and the explanations read. A predicate is two-valued: Elasticsearch evaluates conditions on fields as index
 * queries, which match or do not, so that `not` of a test on a missing field is true. Only within a `script`
 * (a computation that no index answers: `length(x) > 3`) does null exist, and a script that comes out null is
 * false; the lowering puts a `not` that stands directly before a script into it, where it stays null. See
 * docs/design/null-semantics.md.
 */
import type { FieldType } from '../event/schema.ts';
import type { ValueList } from '../event/value-list.ts';

export interface FieldRef {
  readonly path: string;
  readonly type: FieldType;
  /**
   * What stands for a single field (event/gathered-fields.ts). `names`: the path is a pattern, and the values are those
   * of every field whose name fits it. `objects`: the objects at the path, each as JSON.
   */
  readonly gathers?: 'names' | 'objects';
}

/** A whole number beyond 2^53 is a bigint. */
export type Literal = string | number | bigint | boolean;

export type Predicate =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'all'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'any'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'not'; readonly term: Predicate }
  | { readonly kind: 'script'; readonly expr: Expr }
  /** The term holds of one of the objects: its fields are those of the object, by their names inside it. */
  | { readonly kind: 'nested'; readonly objects: FieldRef; readonly term: Predicate }
  /**
   * A value of `date` within all of these bounds, which are reckoned from now (`now-1d/d`, event/date-math.ts). A filter
   * has no clock: now is the time of the event itself, which `now` names (docs/design/kql.md). False where either is
   * missing.
   */
  | {
      readonly kind: 'relative-range';
      readonly date: FieldRef;
      readonly bounds: readonly { readonly op: RangeOperator; readonly math: string }[];
      readonly now: FieldRef;
    }
  | FieldTest;

export type RangeOperator = '<' | '<=' | '>' | '>=';

export interface Bound {
  readonly op: RangeOperator;
  readonly value: Literal;
}

/** A test that any one value of a field can pass; a missing field passes none. */
export type FieldTest =
  | { readonly kind: 'exists'; readonly field: FieldRef }
  /** The value equals one of these, compared as the field's type says. */
  | {
      readonly kind: 'equals';
      readonly field: FieldRef;
      readonly values: readonly Literal[];
      readonly ignoreCase: boolean;
    }
  | { readonly kind: 'range'; readonly field: FieldRef; readonly op: RangeOperator; readonly value: Literal }
  /** One value within all of the bounds; two ranges would be passed by two values. */
  | { readonly kind: 'between'; readonly field: FieldRef; readonly bounds: readonly Bound[] }
  /** `*` is any text, `?` is one character, everything else is itself. */
  | {
      readonly kind: 'like';
      readonly field: FieldRef;
      readonly patterns: readonly string[];
      readonly ignoreCase: boolean;
    }
  /** Lucene's regular expressions, matched against the whole value. */
  | {
      readonly kind: 'regex';
      readonly field: FieldRef;
      readonly patterns: readonly string[];
      readonly ignoreCase: boolean;
    }
  /** The address lies in one of these blocks; a bare address is a block of one. */
  | { readonly kind: 'cidr'; readonly field: FieldRef; readonly blocks: readonly string[] }
  /**
   * The text has one of the phrases: its words (event/text-words.ts), one directly behind the other. A word of a phrase
   * is in lower case and may have `*` and `?` in it, as patterns have.
   */
  | { readonly kind: 'words'; readonly field: FieldRef; readonly phrases: readonly (readonly string[])[] }
  /** The value stands in a list, of up to millions: no query says so, exceptions do. */
  | { readonly kind: 'listed'; readonly field: FieldRef; readonly list: ValueList }
  | {
      readonly kind: 'affix';
      readonly field: FieldRef;
      readonly at: 'start' | 'inside';
      readonly text: string;
      readonly ignoreCase: boolean;
    };

export type CompareOperator = '==' | '!=' | RangeOperator;
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** A computation in three-valued logic: every operand may be null, and null in gives null out unless said. */
export type Expr =
  | { readonly kind: 'literal'; readonly value: Literal | null; readonly type: FieldType }
  /** The least of the field's values (what Elasticsearch's scripts see of several), or null. */
  | { readonly kind: 'field'; readonly field: FieldRef }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly ignoreCase: boolean;
      readonly args: readonly Expr[];
    }
  /** `integer`: both sides are whole by type, so division truncates; undefined: decided by the values. */
  | {
      readonly kind: 'arithmetic';
      readonly op: ArithmeticOperator;
      readonly integer: boolean | undefined;
      readonly left: Expr;
      readonly right: Expr;
    }
  | { readonly kind: 'negate'; readonly operand: Expr }
  | { readonly kind: 'compare'; readonly op: CompareOperator; readonly left: Expr; readonly right: Expr }
  /** Never null itself. */
  | { readonly kind: 'is-null'; readonly operand: Expr }
  | {
      readonly kind: 'one-of';
      readonly operand: Expr;
      readonly values: readonly Expr[];
      readonly ignoreCase: boolean;
    }
  | {
      readonly kind: 'like' | 'regex';
      readonly operand: Expr;
      readonly patterns: readonly string[];
      readonly ignoreCase: boolean;
    }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expr[] }
  | { readonly kind: 'not'; readonly operand: Expr };
