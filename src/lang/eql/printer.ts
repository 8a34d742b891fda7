/**
 * The canonical text of a query: sequences a step a line, long conditions broken at their outermost `and` and
 * `or`, parentheses only where the tree needs them. Reading the text gives the same tree, spans aside, and
 * printing that gives the same text.
 */
import { unreachable } from '../../base/unreachable.ts';
import type { Call, EqlQuery, EventFilter, Expression, Field, Sample, Sequence, Term } from './ast.ts';
import { AND, COMPARISON, NOT, OPERAND, OR, PRIMARY, PRODUCT, SUM } from './binding.ts';
import { isPlainName } from './token.ts';
import { findNode } from './walk.ts';

const WIDTH = 100;
/** Of an expression that nothing stands around. */
const LOOSEST = OR;

/** @throws for a tree with holes, of which the parser reported an error. */
export function printEql(query: EqlQuery): string {
  const pipes = query.pipes.map(pipe => {
    const args = pipe.args.map(arg => flat(arg, LOOSEST)).join(', ');
    return `\n| ${pipe.name}${args === '' ? '' : ` ${args}`}`;
  });
  return `${printBody(query.body)}${pipes.join('')}\n`;
}

function printBody(body: EqlQuery['body']): string {
  switch (body.kind) {
    case 'event-filter':
      return printFilter(body, '', '  ');
    case 'sequence':
      return printSequence(body);
    case 'sample':
      return printSample(body);
    default:
      return unreachable(body);
  }
}

function printSequence(sequence: Sequence): string {
  const { maxspan, until } = sequence;
  const span = maxspan === undefined ? '' : ` with maxspan=${maxspan.amount}${maxspan.unit}`;
  const lines = [`sequence${printBy(sequence.by)}${span}`];
  for (const term of sequence.terms) lines.push(`  ${printTerm(term)}`);
  if (until !== undefined) lines.push(`until\n  ${printTerm(until)}`);
  return lines.join('\n');
}

function printSample(sample: Sample): string {
  return [`sample${printBy(sample.by)}`, ...sample.terms.map(term => `  ${printTerm(term)}`)].join('\n');
}

function printTerm(term: Term): string {
  const open = term.missing ? '![' : '[';
  const runs = term.runs === undefined ? '' : ` with runs=${term.runs.count}`;
  return `${printFilter(term.filter, open, '     ')}]${printBy(term.by)}${runs}`;
}

function printBy(keys: readonly Expression[]): string {
  return keys.length === 0 ? '' : ` by ${keys.map(key => flat(key, LOOSEST)).join(', ')}`;
}

function printFilter(filter: EventFilter, open: string, indent: string): string {
  const { category, condition } = filter;
  if (category.kind === 'hole') return refuse();
  const name = category.kind === 'any-category' ? 'any' : category.name;
  const plain = category.kind === 'any-category' || isPlainName(name);
  const head = `${open}${plain ? name : quoted(name)} where`;
  const line = isLong(condition) ? undefined : `${head} ${flat(condition, LOOSEST)}`;
  if (line !== undefined && line.length <= WIDTH) return line;
  return `${head}\n${indent}${broken(condition, LOOSEST, indent)}`;
}

function bindingOf(node: Expression): number {
  switch (node.kind) {
    case 'or':
      return OR;
    case 'and':
      return AND;
    case 'not':
      return NOT;
    case 'comparison':
      return COMPARISON;
    case 'arithmetic':
      return node.op === '+' || node.op === '-' ? SUM : PRODUCT;
    case 'sign':
    case 'in':
    case 'pattern':
      return OPERAND;
    default:
      return PRIMARY;
  }
}

/** The node on several lines; `indent` is that of the line it begins on. */
function broken(node: Expression, binding: number, indent: string): string {
  const line = isLong(node) ? undefined : flat(node, binding);
  if (line !== undefined && indent.length + line.length <= WIDTH) return line;
  if (bindingOf(node) < binding) {
    const inner = `${indent}  `;
    return `(\n${inner}${broken(node, LOOSEST, inner)}\n${indent})`;
  }
  switch (node.kind) {
    case 'and':
    case 'or': {
      const below = node.kind === 'and' ? NOT : AND;
      return node.terms.map(term => broken(term, below, indent)).join(` ${node.kind}\n${indent}`);
    }
    case 'not':
      return `not ${broken(node.operand, NOT, indent)}`;
    case 'call':
      return `${calleeOf(node)}(${filled(
        node.args.map(arg => flat(arg, LOOSEST)),
        indent,
      )})`;
    case 'in':
      return `${operandOf(node)} (${filled(
        node.values.map(value => flat(value, LOOSEST)),
        indent,
      )})`;
    case 'pattern':
      return `${operandOf(node)} (${filled(
        node.patterns.map(value => flat(value, LOOSEST)),
        indent,
      )})`;
    default:
      return line ?? flat(node, binding);
  }
}

/** Whether a node is surely wider than a line, told without printing it: each part of it takes a character. */
function isLong(node: Expression): boolean {
  let room = WIDTH;
  const isBeyond = (part: Expression): boolean => {
    room -= part.kind === 'string' ? part.value.length : 1;
    return room < 0;
  };
  return findNode(node, isBeyond) !== undefined;
}

/** Items on as few lines as they need, one step further in. */
function filled(items: readonly string[], indent: string): string {
  const inner = `${indent}  `;
  const lines: string[] = [];
  let line = '';
  for (const [at, item] of items.entries()) {
    const text = at < items.length - 1 ? `${item},` : item;
    if (line !== '' && inner.length + line.length + 1 + text.length > WIDTH) {
      lines.push(line);
      line = text;
    } else {
      line = line === '' ? text : `${line} ${text}`;
    }
  }
  lines.push(line);
  return `\n${lines.map(one => `${inner}${one}`).join('\n')}\n${indent}`;
}

function operandOf(node: Extract<Expression, { kind: 'in' | 'pattern' }>): string {
  const operand = flat(node.operand, PRIMARY);
  if (node.kind === 'in') {
    return `${operand} ${node.negated ? 'not ' : ''}${node.ignoreCase ? 'in~' : 'in'}`;
  }
  return `${operand} ${node.op}`;
}

/** The node on one line, in parentheses where it binds looser than its place asks. */
function flat(node: Expression, binding: number): string {
  const text = flatNode(node);
  return bindingOf(node) < binding ? `(${text})` : text;
}

function flatNode(node: Expression): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'string':
      return node.raw ? `"""${node.value}"""` : quoted(node.value);
    case 'number':
      return printNumber(node.value, node.whole);
    case 'field':
      return printField(node);
    case 'call':
      return `${calleeOf(node)}(${node.args.map(arg => flat(arg, LOOSEST)).join(', ')})`;
    case 'sign':
      return `${node.op}${flat(node.operand, OPERAND)}`;
    case 'arithmetic': {
      const own = bindingOf(node);
      return `${flat(node.left, own)} ${node.op} ${flat(node.right, own + 1)}`;
    }
    case 'comparison':
      return `${flat(node.left, SUM)} ${node.op} ${flat(node.right, SUM)}`;
    case 'in':
      return `${operandOf(node)} (${node.values.map(value => flat(value, LOOSEST)).join(', ')})`;
    case 'pattern': {
      const patterns = node.patterns.map(pattern => flat(pattern, LOOSEST));
      return `${operandOf(node)} ${patterns.length === 1 ? patterns[0] : `(${patterns.join(', ')})`}`;
    }
    case 'and':
      return node.terms.map(term => flat(term, NOT)).join(' and ');
    case 'or':
      return node.terms.map(term => flat(term, AND)).join(' or ');
    case 'not':
      return `not ${flat(node.operand, NOT)}`;
    case 'hole':
      return refuse();
    default:
      return unreachable(node);
  }
}

function calleeOf(call: Call): string {
  return call.ignoreCase ? `${call.name}~` : call.name;
}

function printNumber(value: number | bigint, whole: boolean): string {
  const text = String(value);
  return whole || /[.e]/.test(text) ? text : `${text}.0`;
}

function printField(field: Field): string {
  const segments = field.segments.map(segment =>
    isPlainName(segment) ? segment : `\`${segment.replaceAll('`', '``')}\``,
  );
  return `${field.optional ? '?' : ''}${segments.join('.')}`;
}

const ESCAPES: { readonly [character: string]: string } = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function quoted(text: string): string {
  return `"${text.replaceAll(/[\b\t\n\f\r"\\]/g, character => ESCAPES[character] ?? character)}"`;
}

function refuse(): never {
  throw new Error('a query with mistakes cannot be printed');
}
