import type { Literal } from '../predicate.ts';

/** What an argument may be; `any` takes every type. */
export type ArgumentType = 'string' | 'number' | 'integer' | 'boolean' | 'ip' | 'any';

export interface Parameter {
  readonly name: string;
  readonly type: ArgumentType;
  readonly optional?: true;
  /** Must be a literal (a list of networks, a number base), so that it can be prepared once. */
  readonly constant?: true;
}

/** A value in a computation: null is "not there". */
export type ExprValue = Literal | null;

/**
 * One function of the query languages, declared once: parser, checker, evaluation, docs, completion and tests
 * are derived from it.
 */
export interface FunctionDefinition {
  /** As the docs spell it; queries may spell it in any case. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** The last parameter may be given any number of times more. */
  readonly variadic?: true;
  readonly returns: 'string' | 'number' | 'integer' | 'boolean';
  /** Whether `name~` exists, which ignores case. */
  readonly hasCaseInsensitiveVariant: boolean;
  /** One sentence, for docs and completion. */
  readonly doc: string;
  readonly examples: readonly { readonly expr: string; readonly result: ExprValue }[];
  /** The arguments are of the declared types or null; missing optional ones are undefined. */
  evaluate(args: readonly (ExprValue | undefined)[], ignoreCase: boolean): ExprValue;
  /**
   * Where work on constant arguments is worth doing once: takes all but the first argument and gives the
   * function of the first. It must agree with `evaluate`.
   */
  prepare?(
    constants: readonly (ExprValue | undefined)[],
    ignoreCase: boolean,
  ): (first: ExprValue | undefined) => ExprValue;
  /** Where an argument of the right type has no meaning (`number("x")`): what is wrong with it, for the checker. */
  rejects?(args: readonly (ExprValue | undefined)[]): string | undefined;
}
