/** Queries that were run, kept in this browser: the latest first, those with a star for good. */
import type { QueryLanguage } from '../../parts/query-filter.ts';

export interface PastQuery {
  readonly language: QueryLanguage;
  readonly query: string;
  /** When it was last run, in ms since 1970. */
  readonly atMs: number;
  readonly hasStar: boolean;
}

const MOST = 100;
const MOST_CHARACTERS = 20_000;

/** With the query as the latest one; of those without a star the oldest make room. */
export function withQuery(
  past: readonly PastQuery[],
  { language, query }: Pick<PastQuery, 'language' | 'query'>,
  atMs: number,
): readonly PastQuery[] {
  if (query.trim() === '' || query.length > MOST_CHARACTERS) return past;
  const isSame = (one: PastQuery): boolean => one.language === language && one.query === query;
  const hasStar = past.some(one => isSame(one) && one.hasStar);
  const all = [{ language, query, atMs, hasStar }, ...past.filter(one => !isSame(one))];
  let room = MOST - all.filter(one => one.hasStar).length;
  return all.filter(one => one.hasStar || room-- > 0);
}

export function withStar(past: readonly PastQuery[], starred: PastQuery): readonly PastQuery[] {
  return past.map(one =>
    one.language === starred.language && one.query === starred.query
      ? { ...one, hasStar: !one.hasStar }
      : one,
  );
}

/** What a browser kept, as far as it is what we wrote. */
export function readHistory(text: string | null): readonly PastQuery[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPastQuery) : [];
  } catch {
    return [];
  }
}

function isPastQuery(kept: unknown): kept is PastQuery {
  const one = kept as Partial<PastQuery> | null;
  return (
    typeof one === 'object' &&
    one !== null &&
    (one.language === 'eql' || one.language === 'kql') &&
    typeof one.query === 'string' &&
    typeof one.atMs === 'number' &&
    typeof one.hasStar === 'boolean'
  );
}
