import type { Span } from '../../source/span.ts';

/**
 * The words and signs of a query. Keywords are tokens of their own spelling; a `function-name` is a word with
 * a `~` directly behind it.
 */
export type Token =
  | { readonly kind: 'name'; readonly value: string; readonly span: Span }
  | { readonly kind: 'quoted-name'; readonly value: string; readonly span: Span }
  | { readonly kind: 'function-name'; readonly value: string; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly raw: boolean; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number | bigint; readonly whole: boolean; readonly span: Span }
  | { readonly kind: Keyword | Sign | 'end'; readonly span: Span };

export type TokenKind = Token['kind'];

const KEYWORDS = [
  'and',
  'any',
  'by',
  'false',
  'in',
  'in~',
  'join',
  'like',
  'like~',
  'maxspan',
  'not',
  'null',
  'of',
  'or',
  'regex',
  'regex~',
  'sample',
  'sequence',
  'true',
  'until',
  'where',
  'with',
] as const;

export type Keyword = (typeof KEYWORDS)[number];

const keywords: ReadonlySet<string> = new Set(KEYWORDS);

export function isKeyword(word: string): word is Keyword {
  return keywords.has(word);
}

const SIGNS = [
  '![',
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '=',
  '(',
  ')',
  '[',
  ']',
  ',',
  '.',
  ':',
  '|',
  '+',
  '-',
  '*',
  '/',
  '%',
  '?',
] as const;

export type Sign = (typeof SIGNS)[number];

const signs: ReadonlySet<string> = new Set(SIGNS);

export function isSign(text: string): text is Sign {
  return signs.has(text);
}

/** Whether a name may stand without back-quotes. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_@][A-Za-z0-9_]*$/.test(name) && !isKeyword(name);
}
