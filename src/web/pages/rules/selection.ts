/** Which rows are selected, after one more was clicked. Pure. */

/** @param range the rows in order and the one with the focus, where all between it and this one are meant */
export function withToggled(
  before: ReadonlySet<string>,
  id: string,
  range?: { readonly order: readonly string[]; readonly from: string | undefined },
): ReadonlySet<string> {
  if (range !== undefined) {
    const ends = [range.order.indexOf(range.from ?? id), range.order.indexOf(id)];
    const [first, last] = [Math.min(...ends), Math.max(...ends)];
    if (first >= 0 && last > first) return new Set([...before, ...range.order.slice(first, last + 1)]);
  }
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}
