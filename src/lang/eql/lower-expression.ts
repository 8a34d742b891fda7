/**
 * Expressions of the tree to computations of the plan, with constants folded in three-valued logic:
 * `length("abc") == 3 and x` is `x`, `null and false` is false, `not null` is null. `x == null` becomes the
 * question whether x is null, and `test == false` the negation of the test.
 */
import { unreachable } from '../../base/unreachable.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { evaluateExpr } from '../../plan/evaluate-expr.ts';
import type { ExprValue } from '../../plan/functions/function-definition.ts';
import { findFunction } from '../../plan/functions/index.ts';
import type { ArithmeticOperator, Expr, FieldRef } from '../../plan/predicate.ts';
import { type Comparison, type Expression, type Field, type PatternTest, pathOf } from './ast.ts';
import { type EqlOptions, schemaOf } from './options.ts';
import { arithmeticFunction, type StaticType, staticType } from './static-type.ts';

/** The field to read of a document for `path`, with the type that `path` has. */
export function fieldRef(path: string, schema: Schema): FieldRef {
  return { path: schema.sourceOf?.(path) ?? path, type: schema.typeOf(path) ?? 'unknown' };
}

export function lowerExpression(node: Expression, options: EqlOptions): Expr {
  const schema = schemaOf(options);
  switch (node.kind) {
    case 'null':
      return literal(null, 'null');
    case 'boolean':
    case 'string':
    case 'number':
      return literal(node.value, staticType(node, schema));
    case 'field':
      if (isUnknownOptional(node, schema) && options.unknownFields === 'error') return literal(null, 'null');
      return { kind: 'field', field: fieldRef(pathOf(node), schema) };
    case 'call': {
      const args = node.args.map(arg => lowerExpression(arg, options));
      const name = findFunction(node.name)?.name ?? node.name;
      const op = arithmeticFunction(name);
      const [left, right] = args;
      if (op !== undefined && left !== undefined && right !== undefined) {
        return arithmetic(op, left, right, staticType(node, schema));
      }
      return folded(
        { kind: 'call', name, ignoreCase: node.ignoreCase, args },
        args,
        staticType(node, schema),
      );
    }
    case 'sign': {
      const operand = lowerExpression(node.operand, options);
      if (node.op === '+') return operand;
      return folded({ kind: 'negate', operand }, [operand], staticType(node, schema));
    }
    case 'arithmetic': {
      const left = lowerExpression(node.left, options);
      const right = lowerExpression(node.right, options);
      return arithmetic(node.op, left, right, staticType(node, schema));
    }
    case 'comparison':
      return lowerComparison(node, options);
    case 'in': {
      const operand = lowerExpression(node.operand, options);
      const values = node.values.map(value => lowerExpression(value, options));
      const { ignoreCase } = node;
      if (values.every(isNull)) return literal(null, 'null');
      const test = folded({ kind: 'one-of', operand, values, ignoreCase }, [operand, ...values], 'boolean');
      return node.negated ? negation(test) : test;
    }
    case 'pattern':
      return lowerPattern(node, options);
    case 'and':
    case 'or':
      return connected(
        node.kind,
        node.terms.map(term => lowerExpression(term, options)),
      );
    case 'not':
      return negation(lowerExpression(node.operand, options));
    case 'hole':
      throw new Error('a query with mistakes cannot be lowered');
    default:
      return unreachable(node);
  }
}

function arithmetic(op: ArithmeticOperator, left: Expr, right: Expr, type: StaticType): Expr {
  const integer = type === 'long' ? true : type === 'double' ? false : undefined;
  return folded({ kind: 'arithmetic', op, integer, left, right }, [left, right], type);
}

function isUnknownOptional(node: Expression, schema: Schema): node is Field {
  return node.kind === 'field' && node.optional && schema.typeOf(pathOf(node)) === undefined;
}

function lowerComparison(node: Comparison, options: EqlOptions): Expr {
  const schema = schemaOf(options);
  const left = lowerExpression(node.left, options);
  const right = lowerExpression(node.right, options);
  const equality = node.op === '==' || node.op === '!=';
  if (isNull(left) || isNull(right)) {
    if (!equality) return literal(null, 'null');
    const operand = isNull(right) ? left : right;
    const test = folded({ kind: 'is-null', operand }, [operand], 'boolean');
    return node.op === '==' ? test : negation(test);
  }
  if (equality && isUnknownOptional(node.left, schema) && isUnknownOptional(node.right, schema)) {
    // Fields that nobody knows are equal in being absent; where both have values they cannot be compared.
    const absent = connected('and', [
      { kind: 'is-null', operand: left },
      { kind: 'is-null', operand: right },
    ]);
    return node.op === '==' ? absent : negation(absent);
  }
  if (equality) {
    const test = isTest(left) ? left : right;
    const truth = truthOf(isTest(left) ? right : left);
    if (isTest(test) && truth !== undefined) return truth === (node.op === '==') ? test : negation(test);
  }
  return folded({ kind: 'compare', op: node.op, left, right }, [left, right], 'boolean');
}

function isNull(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === null;
}

function truthOf(expr: Expr): boolean | undefined {
  return expr.kind === 'literal' && typeof expr.value === 'boolean' ? expr.value : undefined;
}

/** A computation that comes out true or false by its nature, which a field or a number may not. */
function isTest(expr: Expr): boolean {
  switch (expr.kind) {
    case 'call':
      return findFunction(expr.name)?.returns === 'boolean';
    case 'literal':
    case 'field':
    case 'arithmetic':
    case 'negate':
      return false;
    default:
      return true;
  }
}

function lowerPattern(node: PatternTest, options: EqlOptions): Expr {
  const operand = lowerExpression(node.operand, options);
  const patterns: string[] = [];
  for (const pattern of node.patterns) if (pattern.kind === 'string') patterns.push(pattern.value);
  if (patterns.length === 0) return literal(null, 'null');
  const kind = node.op === 'regex' || node.op === 'regex~' ? 'regex' : 'like';
  const ignoreCase = node.op !== 'like' && node.op !== 'regex';
  return folded({ kind, operand, patterns, ignoreCase }, [operand], 'boolean');
}

function negation(expr: Expr): Expr {
  if (expr.kind === 'not') return expr.operand;
  return folded({ kind: 'not', operand: expr }, [expr], 'boolean');
}

/** `and` and `or`: a constant decides or drops out; null stays, as only the other terms tell what it means. */
function connected(kind: 'and' | 'or', terms: readonly Expr[]): Expr {
  const deciding = kind === 'or';
  if (terms.some(term => truthOf(term) === deciding)) return literal(deciding, 'boolean');
  const open = terms.filter(term => truthOf(term) === undefined);
  const [first] = open;
  if (first === undefined) return literal(!deciding, 'boolean');
  if (open.every(isNull)) return literal(null, 'null');
  return open.length === 1 ? first : { kind, terms: open };
}

/** The expression, or its value where all it is made of is constant. */
function folded(expr: Expr, parts: readonly Expr[], type: StaticType): Expr {
  if (parts.some(part => part.kind !== 'literal')) return expr;
  return literal(
    evaluateExpr(expr, () => null),
    type,
  );
}

function literal(value: ExprValue, type: StaticType): Expr {
  return { kind: 'literal', value, type: literalType(value, type) };
}

function literalType(value: ExprValue, type: StaticType): FieldType {
  if (value === null || type === 'null') return 'unknown';
  if (type === 'number') return typeof value === 'bigint' || Number.isInteger(value) ? 'long' : 'double';
  return type;
}
