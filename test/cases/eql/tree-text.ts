/** A query's tree as an s-expression, for parse cases: only what has meaning, without spans. */
import type { EqlQuery, Expression, Term } from '../../../src/lang/eql/ast.ts';

export function treeText(query: EqlQuery): string {
  const pipes = query.pipes.map(pipe => `\n(pipe ${[pipe.name, ...pipe.args.map(text)].join(' ')})`);
  return `${bodyText(query.body)}${pipes.join('')}`;
}

function bodyText(body: EqlQuery['body']): string {
  if (body.kind === 'event-filter') return filterText(body);
  const head = [body.kind, ...keys(body.by)];
  if (body.kind === 'sequence' && body.maxspan !== undefined) {
    head.push(`(maxspan ${body.maxspan.amount} ${body.maxspan.unit})`);
  }
  const lines = body.terms.map(termText);
  if (body.kind === 'sequence' && body.until !== undefined) lines.push(`(until ${termText(body.until)})`);
  return `(${head.join(' ')}${lines.map(line => `\n  ${line}`).join('')})`;
}

function termText(term: Term): string {
  const runs = term.runs === undefined ? [] : [`(runs ${term.runs.count})`];
  return `(${[term.missing ? 'missing' : 'step', filterText(term.filter), ...keys(term.by), ...runs].join(' ')})`;
}

function keys(by: readonly Expression[]): readonly string[] {
  return by.length === 0 ? [] : [`(by ${by.map(text).join(' ')})`];
}

function filterText(filter: Term['filter']): string {
  const { category } = filter;
  const name = category.kind === 'category' ? JSON.stringify(category.name) : category.kind === 'hole' ? '_' : 'any';
  return `(where ${name} ${text(filter.condition)})`;
}

function text(node: Expression): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'hole':
      return '_';
    case 'boolean':
      return String(node.value);
    case 'string':
      return `${node.raw ? 'raw' : ''}${JSON.stringify(node.value)}`;
    case 'number':
      return `${node.value}${node.whole ? '' : 'd'}`;
    case 'field':
      return `(${node.optional ? '?' : ''}field ${node.segments.map(part => JSON.stringify(part)).join(' ')})`;
    case 'call':
      return list(`call ${node.name}${node.ignoreCase ? '~' : ''}`, node.args);
    case 'comparison':
    case 'arithmetic':
      return list(node.op, [node.left, node.right]);
    case 'in':
      return list(`${node.negated ? 'not-' : ''}in${node.ignoreCase ? '~' : ''}`, [node.operand, ...node.values]);
    case 'pattern':
      return list(node.op, [node.operand, ...node.patterns]);
    case 'sign':
      return list(`sign${node.op}`, [node.operand]);
    case 'not':
      return list('not', [node.operand]);
    default:
      return list(node.kind, node.terms);
  }
}

function list(head: string, parts: readonly Expression[]): string {
  return `(${[head, ...parts.map(text)].join(' ')})`;
}
