import { ElasticError } from './elastic-scope.ts';

/** More than a page of a screen ever shows; as Elastic's result window. */
const MOST_ON_A_PAGE = 10_000;

/** The items of one page, counted from 1. */
export function pageOf<T>(
  found: readonly T[],
  pageText: string | undefined,
  perPageText: string | undefined,
): { readonly page: number; readonly perPage: number; readonly items: readonly T[] } {
  const page = Number(pageText ?? 1);
  const perPage = Number(perPageText ?? 20);
  if (page < 1) throw new ElasticError(400, '[request query]: page counts from 1');
  if (perPage > MOST_ON_A_PAGE)
    throw new ElasticError(400, `[request query]: per_page is at most ${MOST_ON_A_PAGE}`);
  return { page, perPage, items: found.slice((page - 1) * perPage, page * perPage) };
}
