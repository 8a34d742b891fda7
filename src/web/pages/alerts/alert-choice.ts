/** Which alerts are selected, by key, by mouse and by range. */
import { useEffect, useRef, useState } from 'react';
import { announce } from '../../frame/announcements.ts';
import type { AlertFocus } from './alert-focus.ts';
import { alertsText } from './alert-line.tsx';
import type { AlertList } from './alert-list.ts';
import type { Reach } from './local-acts.ts';
import { ALL, countOf, NOTHING, reachesOf, type Selection, withGroup, withUuid } from './selection.ts';

export interface AlertChoice {
  readonly selection: Selection;
  /** What an act is done to. */
  readonly reaches: readonly Reach[];
  /** Of alerts. */
  readonly count: number;
  choose(index: number, isRange: boolean): void;
  extend(by: 1 | -1): void;
  chooseAll(): void;
  clear(): void;
}

export function useAlertChoice(list: AlertList, { focus, focusOn, line, row }: AlertFocus): AlertChoice {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  /** Where a range begins. */
  const anchor = useRef(0);
  const { lines, rowAt, snapshot } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected in one list is not what would be in the next
  useEffect(() => setSelection(NOTHING), [snapshot?.id]);

  const chooseRange = (from: number, to: number): void => {
    let next = selection.isAll ? NOTHING : selection;
    let missed = 0;
    for (let at = Math.min(from, to); at <= Math.max(from, to); at++) {
      const uuid = rowAt(at)?.row.uuid;
      if (uuid !== undefined) next = withUuid(next, uuid, true);
      else if (lines.at(at)?.kind === 'alert') missed += 1;
    }
    if (missed > 0)
      announce(`${alertsText(missed)} that were never in sight are not selected: select all matching`);
    setSelection(next);
    focusOn({ ...focus, index: to });
  };
  const reaches = reachesOf(selection, line?.kind === 'group' ? line.group.value : undefined, row?.row.uuid);
  return {
    ...{ selection, reaches, count: countOf(reaches, snapshot?.total ?? 0, snapshot?.groups) },
    choose(index, isRange) {
      if (isRange) return chooseRange(anchor.current, index);
      anchor.current = index;
      const chosen = lines.at(index);
      const uuid = rowAt(index)?.row.uuid;
      if (chosen?.kind === 'group') setSelection(withGroup(selection, chosen.group.value));
      else if (uuid !== undefined) setSelection(selection.isAll ? NOTHING : withUuid(selection, uuid));
      focusOn({ ...focus, index });
    },
    extend(by) {
      const to = Math.min(lines.count - 1, Math.max(0, focus.index + by));
      chooseRange(focus.index, to);
    },
    chooseAll: () => setSelection(ALL),
    clear: () => setSelection(NOTHING),
  };
}
