/** A query with one piece of it exchanged; undefined where it is not clear which piece that is. Pure. */
export function queryWith(
  query: string,
  { from, to }: { readonly from: string; readonly to: string },
): string | undefined {
  // What begins with dots is said of the query, and is no part of one.
  if (from === '' || to.includes('…')) return undefined;
  const at = query.indexOf(from);
  if (at < 0 || query.indexOf(from, at + 1) >= 0) return undefined;
  return query.slice(0, at) + to + query.slice(at + from.length);
}
