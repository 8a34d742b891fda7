import type { Span } from '../../source/span.ts';

/**
 * The words and signs of a query. A `word` is what stands between blanks without quotes, its escapes resolved: the
 * literals between its wildcards (`a*\*b` is `a` and `*b`). What is one value of several words is the parser's matter.
 */
export type Token =
  | { readonly kind: 'word'; readonly pieces: readonly string[]; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: Keyword | Sign | 'end'; readonly span: Span };

export type TokenKind = Token['kind'];

/** In any case: `AND` is `and`. */
export type Keyword = 'and' | 'or' | 'not';

export function keywordOf(text: string): Keyword | undefined {
  const lower = text.toLowerCase();
  return lower === 'and' || lower === 'or' || lower === 'not' ? lower : undefined;
}

const SIGNS = ['<=', '>=', '<', '>', '(', ')', '{', '}', ':'] as const;

export type Sign = (typeof SIGNS)[number];

const signs: ReadonlySet<string> = new Set(SIGNS);

export function isSign(text: string): text is Sign {
  return signs.has(text);
}

/** Blanks between words: those of Kibana and those of Elasticsearch. */
export const BLANK = ' \\t\\r\\n\\u00a0\\u3000';
/** What has a meaning of its own, and stands for itself behind a backslash only. */
export const SPECIAL = '\\\\():<>"*{}';
