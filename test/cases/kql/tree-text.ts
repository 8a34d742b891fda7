/** A query's tree as an s-expression, for parse cases: only what has meaning, without spans. */
import type { Expression, KqlQuery, Literal, Values } from '../../../src/lang/kql/ast.ts';

export function treeText({ condition }: KqlQuery): string {
  return condition === undefined ? '(everything)' : text(condition);
}

function text(node: Expression | Values): string {
  switch (node.kind) {
    case 'literal':
      return literalText(node);
    case 'match':
      return `(: ${node.field === undefined ? '_' : literalText(node.field)} ${text(node.values)})`;
    case 'range':
      return `(${node.op} ${literalText(node.field)} ${literalText(node.value)})`;
    case 'nested':
      return `(nested ${literalText(node.field)} ${text(node.condition)})`;
    case 'not':
      return `(not ${text(node.operand)})`;
    case 'hole':
      return 'hole';
    default:
      return `(${[node.kind, ...node.terms.map(text)].join(' ')})`;
  }
}

/** Wildcards stand outside of the quotes: `"a"*"b"`; what was quoted begins with an `=`. */
function literalText({ pieces, quoted }: Literal): string {
  const shown = pieces.map(piece => (piece === '' && pieces.length > 1 ? '' : JSON.stringify(piece))).join('*');
  return quoted ? `=${shown}` : shown;
}
