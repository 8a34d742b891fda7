/** What type an expression has before any event is seen. */
import { unreachable } from '../../base/unreachable.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { findFunction } from '../../plan/functions/index.ts';
import type { ArithmeticOperator } from '../../plan/predicate.ts';
import { type Expression, pathOf } from './ast.ts';

/** `number`: a number that may be whole or not, as functions return it. */
export type StaticType = FieldType | 'number' | 'null';

/** Types of one family can be compared with each other. */
export type TypeFamily = 'text' | 'number' | 'boolean' | 'ip' | 'date' | 'version' | 'any' | 'none';

export function staticType(expression: Expression, schema: Schema): StaticType {
  switch (expression.kind) {
    case 'null':
      return 'null';
    case 'string':
      return 'keyword';
    case 'number':
      return expression.whole ? 'long' : 'double';
    case 'field':
      return schema.typeOf(pathOf(expression)) ?? 'unknown';
    case 'call':
      return arithmeticFunction(expression.name) === undefined
        ? returnType(expression.name)
        : arithmeticType(expression.args, schema);
    case 'sign':
      return numeric(staticType(expression.operand, schema));
    case 'arithmetic':
      return arithmeticType([expression.left, expression.right], schema);
    case 'boolean':
    case 'comparison':
    case 'in':
    case 'pattern':
    case 'and':
    case 'or':
    case 'not':
      return 'boolean';
    case 'hole':
      return 'unknown';
    default:
      return unreachable(expression);
  }
}

/** `add(x, y)` is `x + y` in another spelling: the operator that a function stands for. */
export function arithmeticFunction(name: string): ArithmeticOperator | undefined {
  return ARITHMETIC_FUNCTIONS.get(findFunction(name)?.name ?? name);
}

const ARITHMETIC_FUNCTIONS: ReadonlyMap<string, ArithmeticOperator> = new Map([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['divide', '/'],
  ['modulo', '%'],
]);

/** Whole numbers stay whole, one double makes the result double, and what is not known is decided by values. */
function arithmeticType(operands: readonly Expression[], schema: Schema): StaticType {
  const types = operands.map(operand => numeric(staticType(operand, schema)));
  if (types.includes('double')) return 'double';
  return types.every(type => type === 'long') ? 'long' : 'number';
}

function returnType(name: string): StaticType {
  const returns = findFunction(name)?.returns;
  switch (returns) {
    case 'string':
      return 'keyword';
    case 'integer':
      return 'long';
    case undefined:
      return 'unknown';
    default:
      return returns;
  }
}

function numeric(type: StaticType): StaticType {
  return type === 'long' || type === 'double' ? type : 'number';
}

/** `any` goes with everything: null and what nobody has typed. */
export function familyOf(type: StaticType): TypeFamily {
  switch (type) {
    case 'keyword':
    case 'text':
      return 'text';
    case 'long':
    case 'double':
    case 'number':
      return 'number';
    case 'date':
    case 'date_nanos':
      return 'date';
    case 'boolean':
    case 'ip':
    case 'version':
      return type;
    case 'unknown':
    case 'null':
      return 'any';
    case 'unsupported':
      return 'none';
    default:
      return unreachable(type);
  }
}
