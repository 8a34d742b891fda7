/** Beyond this many, a list shows its beginning and its end. */
const MOST = 8;
const AT_START = 4;
const AT_END = 2;

/** What is shown of a list: all of it, or the first and last with how many are left out between. */
export interface CutList<T> {
  readonly start: readonly T[];
  readonly left: number;
  readonly end: readonly T[];
}

export function cutMiddle<T>(items: readonly T[]): CutList<T> {
  if (items.length <= MOST) return { start: items, left: 0, end: [] };
  return {
    start: items.slice(0, AT_START),
    left: items.length - AT_START - AT_END,
    end: items.slice(-AT_END),
  };
}
