/** Walks over expressions of any depth. */
import { unreachable } from '../../base/unreachable.ts';
import type { Expression } from './ast.ts';

const NONE: readonly Expression[] = [];

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'null':
    case 'boolean':
    case 'string':
    case 'number':
    case 'field':
    case 'hole':
      return NONE;
    case 'call':
      return expression.args;
    case 'comparison':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'in':
      return [expression.operand, ...expression.values];
    case 'pattern':
      return [expression.operand, ...expression.patterns];
    case 'sign':
    case 'not':
      return [expression.operand];
    case 'and':
    case 'or':
      return expression.terms;
    default:
      return unreachable(expression);
  }
}

/** The first node, in the order of the text, that `wanted` holds of. */
export function findNode(
  expression: Expression,
  wanted: (node: Expression) => boolean,
): Expression | undefined {
  const open: Expression[] = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (wanted(node)) return node;
    const children = childrenOf(node);
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child !== undefined) open.push(child);
    }
  }
  return undefined;
}

/** The first node that stands deeper than `limit` levels, if there is one; recurses no deeper than that. */
export function findTooDeep(expression: Expression, limit: number): Expression | undefined {
  if (limit < 0) return expression;
  for (const child of childrenOf(expression)) {
    const deep = findTooDeep(child, limit - 1);
    if (deep !== undefined) return deep;
  }
  return undefined;
}
