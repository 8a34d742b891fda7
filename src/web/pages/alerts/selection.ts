/** Which alerts are chosen for an act: some, some groups, or all that match. */
import type { Reach } from './local-acts.ts';

export interface Selection {
  readonly isAll: boolean;
  readonly uuids: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

export const NOTHING: Selection = { isAll: false, uuids: new Set(), groups: new Set() };
export const ALL: Selection = { ...NOTHING, isAll: true };

export function isEmpty({ groups, isAll, uuids }: Selection): boolean {
  return !isAll && uuids.size === 0 && groups.size === 0;
}

export function isChosen(
  { groups, isAll, uuids }: Selection,
  uuid: string | undefined,
  group: string | undefined,
): boolean {
  return isAll || (uuid !== undefined && uuids.has(uuid)) || (group !== undefined && groups.has(group));
}

/** After a choice among all there is nothing of it left: what is not shown cannot be told apart. */
export function withUuid(selection: Selection, uuid: string, isIn?: boolean): Selection {
  return { isAll: false, groups: selection.groups, uuids: toggledIn(selection.uuids, uuid, isIn) };
}

export function withGroup(selection: Selection, group: string): Selection {
  return { isAll: false, uuids: selection.uuids, groups: toggledIn(selection.groups, group) };
}

function toggledIn(
  values: ReadonlySet<string>,
  value: string,
  isIn = !values.has(value),
): ReadonlySet<string> {
  const after = new Set(values);
  if (isIn) after.add(value);
  else after.delete(value);
  return after;
}

/** What an act on the selection is done to, one after the other; without one on the line that is focused. */
export function reachesOf(
  { groups, isAll, uuids }: Selection,
  focusedGroup: string | undefined,
  focusedUuid: string | undefined,
): readonly Reach[] {
  if (isAll) return [{ kind: 'all' }];
  const chosen: Reach[] = [...groups].map(group => ({ kind: 'group', group }));
  if (uuids.size > 0) chosen.push({ kind: 'uuids', uuids });
  if (chosen.length > 0) return chosen;
  if (focusedGroup !== undefined) return [{ kind: 'group', group: focusedGroup }];
  return focusedUuid === undefined ? [] : [{ kind: 'uuids', uuids: new Set([focusedUuid]) }];
}

/** Of alerts; one that is chosen itself and by its group counts twice. */
export function countOf(
  reaches: readonly Reach[],
  total: number,
  groups: readonly { readonly value: string; readonly count: number }[] = [],
): number {
  return reaches.reduce((sum, reach) => {
    if (reach.kind === 'all') return sum + total;
    if (reach.kind === 'uuids') return sum + reach.uuids.size;
    return sum + (groups.find(({ value }) => value === reach.group)?.count ?? 0);
  }, 0);
}
