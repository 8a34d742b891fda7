/** The list as it is shown: a snapshot, its lines, the rows that are in sight, and what was just done to them. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ActedOn, AlertActChange } from '../../../api/acts.ts';
import type { AlertRow, AlertSnapshot, NewSnapshotBody } from '../../../api/alert-list.ts';
import { announce } from '../../frame/announcements.ts';
import { actOn } from '../../server/acts.ts';
import { ROWS_A_PAGE, readRowsAgain, rowsQuery, useSnapshot } from '../../server/alerts.ts';
import { Problem } from '../../server/problem.ts';
import { isProblem } from '../../server/request.ts';
import { alertLines, type GridLine, type GridLines, groupLines } from './grid-lines.ts';
import { type LocalAct, type Reach, type ShownRow, shownRow } from './local-acts.ts';

export interface AlertList {
  readonly snapshot: AlertSnapshot | undefined;
  readonly error: unknown;
  /** Another snapshot is on its way; what is shown is of the one before. */
  readonly isOld: boolean;
  readonly lines: GridLines;
  readonly unfolded: ReadonlySet<string>;
  /** The row of a line as far as it is there; undefined of groups too. */
  rowAt(index: number): ShownRow | undefined;
  /** Why the rows of a line could not be read. */
  rowsError: unknown;
  fold(group: string, isUnfolded: boolean): void;
  /** The first and last line in sight. */
  see(first: number, last: number): void;
  renew(): void;
  readAgain(): void;
  act(reach: Reach, change: AlertActChange): Promise<void>;
}

export function useAlertList(body: NewSnapshotBody): AlertList {
  const queries = useQueryClient();
  const [turn, setTurn] = useState(0);
  const [sight, setSight] = useState<readonly [number, number]>([0, 30]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [acts, setActs] = useState<readonly LocalAct[]>([]);
  const lastKey = useRef(0);
  const { data: snapshot, error, isPlaceholderData, refetch } = useSnapshot(body, turn);

  const lines = useMemo(() => {
    if (snapshot === undefined) return alertLines(0);
    return snapshot.groups === undefined ? alertLines(snapshot.total) : groupLines(snapshot.groups, unfolded);
  }, [snapshot, unfolded]);

  const pages = useMemo(() => pagesOf(lines, sight), [lines, sight]);
  const found = useQueries({
    queries: snapshot === undefined ? [] : pages.map(({ group, page }) => rowsQuery(snapshot, group, page)),
  });
  const rowsError = found.find(({ error: failed }) => failed !== null)?.error;
  useEffect(() => {
    if (!isProblem(rowsError, 410)) return;
    announce('this list was too old to be read on: taken anew');
    setTurn(before => before + 1);
  }, [rowsError]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was done to the rows of one list is no matter of the next
  useEffect(() => setActs([]), [snapshot?.id]);
  const readAgain = useCallback(() => {
    setActs([]);
    void readRowsAgain(queries);
    void queries.invalidateQueries({ queryKey: ['alert'] });
  }, [queries]);
  useEffect(() => {
    // What was done in the panel, and what was taken back anywhere.
    const onActed = (): void => void readRowsAgain(queries);
    window.addEventListener('tripline-acted', onActed);
    window.addEventListener('tripline-undone', readAgain);
    return () => {
      window.removeEventListener('tripline-acted', onActed);
      window.removeEventListener('tripline-undone', readAgain);
    };
  }, [queries, readAgain]);

  const rowAt = (index: number): ShownRow | undefined => {
    const line = lines.at(index);
    if (snapshot === undefined || line?.kind !== 'alert') return undefined;
    const [group, page] = pageOf(line);
    const rows =
      found[pages.findIndex(one => one.group === group && one.page === page)]?.data ??
      queries.getQueryData<readonly AlertRow[]>(rowsQuery(snapshot, group, page).queryKey);
    const row = rows?.[line.offset % ROWS_A_PAGE];
    return row === undefined ? undefined : shownRow(row, line.group?.value, acts);
  };

  const act = async (reach: Reach, change: AlertActChange): Promise<void> => {
    if (snapshot === undefined) return;
    lastKey.current += 1;
    const key = lastKey.current;
    setActs(before => [...before, { key, reach, change }]);
    try {
      await actOn(actedOn(snapshot.id, reach), change);
      await Promise.all([readRowsAgain(queries), queries.invalidateQueries({ queryKey: ['alert'] })]);
      setActs(before => before.filter(one => one.key !== key));
    } catch (failure) {
      const problem = failure instanceof Problem ? `${failure.title}: ${failure.message}` : String(failure);
      setActs(before => before.map(one => (one.key === key ? { ...one, problem } : one)));
      announce(`nothing was changed: ${problem}`);
    }
  };

  return {
    ...{ snapshot, error, isOld: isPlaceholderData, lines, unfolded, rowAt, rowsError, act, readAgain },
    fold: (group, isUnfolded) =>
      setUnfolded(before => {
        const after = new Set(before);
        if (isUnfolded) after.add(group);
        else after.delete(group);
        return after;
      }),
    see: (first, last) => setSight(before => (isSameSight(before, [first, last]) ? before : [first, last])),
    renew: () => {
      if (error === null) setTurn(before => before + 1);
      else void refetch();
    },
  };
}

function actedOn(snapshot: string, reach: Reach): ActedOn {
  switch (reach.kind) {
    case 'uuids':
      return { uuids: [...reach.uuids] };
    case 'group':
      return { snapshot, group: reach.group };
    default:
      return { snapshot };
  }
}

interface RowPage {
  readonly group: string | undefined;
  readonly page: number;
}

function pageOf({ group, offset }: GridLine & { readonly kind: 'alert' }): [string | undefined, number] {
  return [group?.value, Math.floor(offset / ROWS_A_PAGE)];
}

/** The pages that have lines in sight, each once. */
function pagesOf(lines: GridLines, [first, last]: readonly [number, number]): readonly RowPage[] {
  const found = new Map<string, RowPage>();
  for (let at = Math.max(0, first); at <= Math.min(last, lines.count - 1); at++) {
    const line = lines.at(at);
    if (line?.kind !== 'alert') continue;
    const [group, page] = pageOf(line);
    found.set(`${page} ${group ?? ''}`, { group, page });
  }
  return [...found.values()];
}

/** Only what may ask for other pages is worth a rendering. */
function isSameSight([a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean {
  return Math.abs(a - c) < 8 && Math.abs(b - d) < 8;
}
