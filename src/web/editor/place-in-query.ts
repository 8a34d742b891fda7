/** What stands at the cursor, and so what can be completed there. Pure: from the tree or the text alone. */
import type { SyntaxNode, Tree } from '@lezer/common';

export type PlaceInQuery =
  /** A comment, a number, or the middle of an operator: nothing to offer. */
  | { readonly kind: 'nothing' }
  /** Where a query or a step begins. */
  | { readonly kind: 'start'; readonly from: number; readonly isStep: boolean }
  /** A field, a function or a keyword. */
  | { readonly kind: 'word'; readonly from: number }
  /** A value of `field`; with quotes around it already where `isQuoted`. */
  | {
      readonly kind: 'value';
      readonly from: number;
      readonly to: number;
      readonly field: string;
      readonly isQuoted: boolean;
    };

const NOTHING: PlaceInQuery = { kind: 'nothing' };
const TESTS: ReadonlySet<string> = new Set(['Comparison', 'Pattern', 'In']);

export function placeInEql(tree: Tree, text: string, at: number): PlaceInQuery {
  const node = tree.resolveInner(at, -1);
  if (node.name === 'LineComment' || (node.name === 'BlockComment' && at < node.to)) return NOTHING;
  if (node.name === 'String' && at > node.from) return placeInString(node, text, at);
  const from = at - (/[\w@.?`~]*$/.exec(text.slice(Math.max(0, at - 300), at))?.[0].length ?? 0);
  const before = text.slice(Math.max(0, from - 2_000), from).trimEnd();
  if (before === '' || /(?:!?\[|\*\/)$/.test(before)) return { kind: 'start', from, isStep: before !== '' };
  // What has no quotes may also be another field, unless nothing was typed yet.
  const field = from === at ? fieldBefore(before) : undefined;
  if (field !== undefined) return { kind: 'value', from, to: at, field, isQuoted: false };
  return /^\d/.test(text.slice(from, at)) ? NOTHING : { kind: 'word', from };
}

function placeInString(node: SyntaxNode, text: string, at: number): PlaceInQuery {
  const raw = text.startsWith('"""', node.from);
  const from = node.from + (raw ? 3 : 1);
  const isClosed = node.to > from && text[node.to - 1] === '"';
  const to = isClosed ? node.to - (raw ? 3 : 1) : node.to;
  const field = fieldOfTest(node, text);
  if (field === undefined || raw || at < from || at > to) return NOTHING;
  return { kind: 'value', from, to, field, isQuoted: true };
}

/** The field that a value is compared with: `a.b` in `a.b == "x"`, `a.b : ("x", "y")` and `a.b in ("x")`. */
function fieldOfTest(value: SyntaxNode, text: string): string | undefined {
  for (let node = value.parent; node !== null; node = node.parent) {
    if (node.name === 'Subquery' || node.name === 'Call') return undefined;
    if (!TESTS.has(node.name)) continue;
    const field = node.getChild('Field');
    return field === null ? undefined : nameOf(text.slice(field.from, field.to));
  }
  // A test that is not finished has no node yet.
  return fieldBefore(text.slice(Math.max(0, value.from - 2_000), value.from).trimEnd());
}

function fieldBefore(before: string): string | undefined {
  const found = /([?\w@.`]+)\s*(?:==|!=|:|\b(?:not\s+)?(?:like|regex|in)~?)\s*\(?$/.exec(
    before.replace(/\(\s*(?:"(?:[^"\\]|\\.)*"\s*,\s*)*$/, '('),
  );
  return found?.[1] === undefined ? undefined : nameOf(found[1]);
}

function nameOf(written: string): string {
  return written.replace(/^\?/, '').replaceAll('`', '');
}

export function placeInKql(text: string, at: number): PlaceInQuery {
  const before = text.slice(Math.max(0, at - 5_000), at);
  const offset = at - before.length;
  const quoted = openQuote(before);
  if (quoted !== undefined) {
    const field = kqlFieldBefore(before.slice(0, quoted));
    if (field === undefined) return NOTHING;
    const rest = /^(?:[^"\\\n]|\\.)*/.exec(text.slice(at))?.[0].length ?? 0;
    return { kind: 'value', from: offset + quoted + 1, to: at + rest, field, isQuoted: true };
  }
  const word = /(?:\\.|[^ \t\r\n\\():<>"{}])*$/.exec(before)?.[0] ?? '';
  const field = kqlFieldBefore(before.slice(0, before.length - word.length));
  const from = at - word.length;
  return field === undefined
    ? { kind: 'word', from }
    : { kind: 'value', from, to: at, field, isQuoted: false };
}

/** Offset of the quote that is open at the end. */
function openQuote(text: string): number | undefined {
  let open: number | undefined;
  for (let at = 0; at < text.length; at++)
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') open = open === undefined ? at : undefined;
  return open;
}

/** `a.b` of `a.b: ` and of `a.b: (x or ` */
function kqlFieldBefore(before: string): string | undefined {
  const list = /\(\s*(?:(?:"(?:[^"\\]|\\.)*"|[^\s():<>"{}]+)\s+(?:or|and|not)\s+(?:not\s+)?)*$/i;
  return /([^\s\\():<>"{}]+)\s*(?:<=|>=|[:<>])\s*\(?\s*$/.exec(before.replace(list, '('))?.[1];
}
