/**
 * The canonical text of a query: `field: value`, long conditions broken at their outermost `and` and `or`, parentheses
 * only where the tree needs them. Reading the text gives the same tree, spans aside, and printing that gives the same
 * text.
 */
import { unreachable } from '../../base/unreachable.ts';
import type { Expression, KqlQuery, Literal, Values } from './ast.ts';
import { BLANK, keywordOf, SPECIAL } from './token.ts';

const WIDTH = 100;
const OR = 1;
const AND = 2;
const NOT = 3;
const PRIMARY = 4;

/** @throws for a tree with holes, of which the parser reported an error. */
export function printKql({ condition }: KqlQuery): string {
  return condition === undefined ? '\n' : `${broken(condition, OR, '')}\n`;
}

type Logical = Expression | Values;

function bindingOf(node: Logical): number {
  switch (node.kind) {
    case 'or':
      return OR;
    case 'and':
      return AND;
    case 'not':
      return NOT;
    default:
      return PRIMARY;
  }
}

/** The node on several lines where one is too short; `indent` is that of the line it begins on. */
function broken(node: Logical, binding: number, indent: string): string {
  const line = flat(node, binding);
  if (indent.length + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  if (bindingOf(node) < binding) return `(\n${inner}${broken(node, OR, inner)}\n${indent})`;
  switch (node.kind) {
    case 'and':
    case 'or': {
      const below = node.kind === 'and' ? NOT : AND;
      return node.terms.map(term => broken(term, below, indent)).join(` ${node.kind}\n${indent}`);
    }
    case 'not':
      return `not ${broken(node.operand, NOT, indent)}`;
    case 'match':
      if (node.values.kind === 'literal' || node.field === undefined) return line;
      return `${literalText(node.field)}: (\n${inner}${broken(node.values, OR, inner)}\n${indent})`;
    case 'nested':
      return `${literalText(node.field)}: {\n${inner}${broken(node.condition, OR, inner)}\n${indent}}`;
    default:
      return line;
  }
}

/** The node on one line, in parentheses where it binds looser than its place asks. */
function flat(node: Logical, binding: number): string {
  const text = flatNode(node);
  return bindingOf(node) < binding ? `(${text})` : text;
}

function flatNode(node: Logical): string {
  switch (node.kind) {
    case 'literal':
      return literalText(node);
    case 'match': {
      const values = flat(node.values, PRIMARY);
      return node.field === undefined ? values : `${literalText(node.field)}: ${values}`;
    }
    case 'range':
      return `${literalText(node.field)} ${node.op} ${literalText(node.value)}`;
    case 'nested':
      return `${literalText(node.field)}: { ${flat(node.condition, OR)} }`;
    case 'and':
      return node.terms.map(term => flat(term, NOT)).join(' and ');
    case 'or':
      return node.terms.map(term => flat(term, AND)).join(' or ');
    case 'not':
      return `not ${flat(node.operand, NOT)}`;
    case 'hole':
      throw new Error('a query with mistakes cannot be printed');
    default:
      return unreachable(node);
  }
}

const ESCAPED_BLANKS: { readonly [blank: string]: string } = { '\t': '\\t', '\r': '\\r', '\n': '\\n' };
const IN_WORDS = new RegExp(`[${SPECIAL}${BLANK}]`, 'g');
const WORDS = new RegExp(`[^${BLANK}]+`, 'g');

function literalText({ pieces, quoted }: Literal): string {
  if (quoted) {
    const text = (pieces[0] ?? '')
      .replaceAll(/["\\]/g, '\\$&')
      .replaceAll(/[\t\r\n]/g, blank => ESCAPED_BLANKS[blank] ?? blank);
    return `"${text}"`;
  }
  const text = pieces.map(piece => piece.replaceAll(IN_WORDS, escaped)).join('*');
  // A plain blank stands only between two words.
  return text
    .replaceAll(/^ +| +$|(?<= ) | (?= )/g, blanks => '\\u0020'.repeat(blanks.length))
    .replaceAll(WORDS, word => (keywordOf(word) === undefined ? word : `\\${word}`));
}

function escaped(character: string): string {
  if (character === ' ') return character;
  const blank = ESCAPED_BLANKS[character];
  if (blank !== undefined) return blank;
  return character === '\u00a0' || character === '\u3000'
    ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    : `\\${character}`;
}
