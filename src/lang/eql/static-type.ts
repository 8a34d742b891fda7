/** What type an expression has before any event is seen. */
import { unreachable } from '../../base/unreachable.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { findFunction } from '../../plan/functions/index.ts';
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
      return returnType(expression.name);
    case 'sign':
      return numeric(staticType(expression.operand, schema));
    case 'arithmetic': {
      const left = numeric(staticType(expression.left, schema));
      const right = numeric(staticType(expression.right, schema));
      if (left === 'double' || right === 'double') return 'double';
      return left === 'long' && right === 'long' ? 'long' : 'number';
    }
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
