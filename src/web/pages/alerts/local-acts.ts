/** Acts that were just done here: rows show what they will be before the server says so. */
import type { AlertActChange } from '../../../api/acts.ts';
import type { AlertRow } from '../../../api/alert-list.ts';

/** Which alerts of a list. */
export type Reach =
  | { readonly kind: 'uuids'; readonly uuids: ReadonlySet<string> }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'all' };

export interface LocalAct {
  readonly key: number;
  readonly reach: Reach;
  readonly change: AlertActChange;
  /** Why it was not done. */
  readonly problem?: string;
}

function reaches(reach: Reach, uuid: string, group: string | undefined): boolean {
  switch (reach.kind) {
    case 'uuids':
      return reach.uuids.has(uuid);
    case 'group':
      return reach.group === group;
    default:
      return true;
  }
}

export interface ShownRow {
  readonly row: AlertRow;
  /** Why the last act on it failed. */
  readonly problem?: string;
}

/** The row as it is with all acts on it that did not fail. */
export function shownRow(row: AlertRow, group: string | undefined, acts: readonly LocalAct[]): ShownRow {
  let shown = row;
  let problem: string | undefined;
  for (const { change, problem: failed, reach } of acts) {
    if (!reaches(reach, row.uuid, group)) continue;
    problem = failed;
    if (failed === undefined) shown = changedRow(shown, change);
  }
  return problem === undefined ? { row: shown } : { row: shown, problem };
}

function changedRow(row: AlertRow, change: AlertActChange): AlertRow {
  const { reason, ...others } = row;
  const status = change.status ?? row.status;
  const why = change.status === undefined ? reason : change.verdict;
  return {
    ...others,
    status,
    ...(why === undefined ? {} : { reason: why }),
    tags: changedNames(row.tags, change.addTags, change.removeTags),
    assignees: changedNames(row.assignees, change.assign, change.unassign),
  };
}

function changedNames(
  names: readonly string[],
  add: readonly string[] = [],
  remove: readonly string[] = [],
): readonly string[] {
  return [...new Set([...names.filter(name => !remove.includes(name)), ...add])];
}
