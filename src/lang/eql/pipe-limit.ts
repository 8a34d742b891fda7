import type { Expression, Pipe } from './ast.ts';
import { lowerExpression } from './lower-expression.ts';
import type { EqlOptions } from './options.ts';
import { findNode } from './walk.ts';

/** How many results `head` or `tail` keeps: its one argument, a whole number or a sum of such; else undefined. */
export function limitCount(pipe: Pipe, options: EqlOptions): number | undefined {
  const [arg, ...more] = pipe.args;
  if (arg === undefined || more.length > 0 || findNode(arg, isNoNumber) !== undefined) return undefined;
  const count = lowerExpression(arg, options);
  if (count.kind !== 'literal' || count.type !== 'long' || count.value === null) return undefined;
  return Number(count.value) >= 0 ? Number(count.value) : undefined;
}

function isNoNumber(node: Expression): boolean {
  return node.kind !== 'number' && node.kind !== 'sign' && node.kind !== 'arithmetic';
}
