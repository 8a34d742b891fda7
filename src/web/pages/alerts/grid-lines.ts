/** The lines of the list: alerts by their position, or groups of them, of which some are unfolded. */
import type { AlertGroupRow } from '../../../api/alert-list.ts';

export type GridLine =
  | { readonly kind: 'group'; readonly group: AlertGroupRow }
  | {
      readonly kind: 'alert';
      /** Undefined in a list without groups. */
      readonly group: AlertGroupRow | undefined;
      /** Among the alerts of the group, or of the list. */
      readonly offset: number;
    };

export interface GridLines {
  readonly count: number;
  /** Undefined beyond the last line. */
  at(index: number): GridLine | undefined;
  /** Where the alert stands; undefined where its group is folded. */
  indexOf(group: string | undefined, offset: number): number | undefined;
}

export function alertLines(total: number): GridLines {
  return {
    count: total,
    at: index =>
      index >= 0 && index < total ? { kind: 'alert', group: undefined, offset: index } : undefined,
    indexOf: (group, offset) => (group === undefined && offset < total ? offset : undefined),
  };
}

/** @param unfolded values of groups */
export function groupLines(groups: readonly AlertGroupRow[], unfolded: ReadonlySet<string>): GridLines {
  const starts: number[] = [];
  let count = 0;
  for (const group of groups) {
    starts.push(count);
    count += 1 + (unfolded.has(group.value) ? group.count : 0);
  }
  return {
    count,
    at(index) {
      if (index < 0 || index >= count) return undefined;
      let [low, high] = [0, starts.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      const group = groups[low];
      if (group === undefined) return undefined;
      const offset = index - (starts[low] ?? 0) - 1;
      return offset < 0 ? { kind: 'group', group } : { kind: 'alert', group, offset };
    },
    indexOf(value, offset) {
      const at = groups.findIndex(group => group.value === value);
      const group = groups[at];
      if (value === undefined || group === undefined || !unfolded.has(value) || offset >= group.count)
        return undefined;
      return (starts[at] ?? 0) + 1 + offset;
    },
  };
}
