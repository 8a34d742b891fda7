/** Which line is meant, and which alert is open beside the list: they go together. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { announce } from '../../frame/announcements.ts';
import type { SetUrl } from '../../frame/url-state.ts';
import { usePrefetchAlert } from '../../server/alerts.ts';
import type { Focus } from './alert-grid.tsx';
import type { AlertList } from './alert-list.ts';
import type { GridLine } from './grid-lines.ts';
import type { ShownRow } from './local-acts.ts';

/** Whoever runs through the list need not see all that he passes. */
const FOLLOW_MS = 120;

export interface AlertFocus {
  readonly focus: Focus;
  readonly line: GridLine | undefined;
  readonly row: ShownRow | undefined;
  focusOn(focus: Focus): void;
  move(by: number): void;
  /** Opens an alert, or folds a group. */
  openAt(index: number, takesFocus: boolean): void;
  /** Opens the next alert in this direction; folded groups are passed over. */
  step(by: 1 | -1): void;
  close(): void;
}

export function useAlertFocus({
  grid,
  list,
  open,
  panel,
  setUrl,
}: {
  readonly list: AlertList;
  /** Uuid of the alert in the panel. */
  readonly open: string | undefined;
  readonly setUrl: SetUrl;
  readonly grid: RefObject<HTMLElement | null>;
  readonly panel: RefObject<HTMLElement | null>;
}): AlertFocus {
  const prefetch = usePrefetchAlert();
  const [chosen, setFocus] = useState<Focus>({ index: 0 });
  const [wanted, setWanted] = useState<{ readonly index: number; readonly takesFocus: boolean }>();
  const focusAfter = useRef<'panel' | 'grid'>(undefined);
  const follow = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { lines, rowAt, snapshot } = list;
  const focus = { ...chosen, index: Math.min(chosen.index, Math.max(0, lines.count - 1)) };
  const { index } = focus;
  const row = rowAt(index);

  // In another list the same alert is meant, if it is among the first.
  const lastUuid = useRef<string>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another list moves the focus
  useEffect(() => {
    const uuid = open ?? lastUuid.current;
    const at = snapshot?.groups === undefined ? snapshot?.rows.findIndex(one => one.uuid === uuid) : -1;
    setFocus(before => ({ ...before, index: Math.max(0, at ?? 0) }));
  }, [snapshot?.id]);
  lastUuid.current = row?.row.uuid ?? lastUuid.current;

  // Its row may still be on its way.
  const wantedUuid = wanted === undefined ? undefined : rowAt(wanted.index)?.row.uuid;
  useEffect(() => {
    if (wanted === undefined || wantedUuid === undefined) return;
    setUrl({ open: wantedUuid, tab: undefined }, { push: open === undefined });
    const isInGrid = grid.current?.contains(document.activeElement) === true;
    focusAfter.current = wanted.takesFocus ? 'panel' : isInGrid ? 'grid' : undefined;
    setWanted(undefined);
  }, [wanted, wantedUuid, open, grid, setUrl]);
  // A panel that opens takes the focus before this; who only looks stays in the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another alert is open
  useEffect(() => {
    if (focusAfter.current === 'panel') panel.current?.querySelector('section')?.focus();
    if (focusAfter.current === 'grid') grid.current?.focus();
    focusAfter.current = undefined;
  }, [open]);

  const near = [index, index + 1, index - 1].flatMap(at => rowAt(at)?.row.uuid ?? []).join(' ');
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const uuid of near.split(' ')) if (uuid !== '') prefetch(uuid);
    }, FOLLOW_MS);
    return () => clearTimeout(timer);
  }, [near, prefetch]);

  const focusOn = (next: Focus): void => {
    setFocus(next);
    if (next.index === index || open === undefined || lines.at(next.index)?.kind !== 'alert') return;
    clearTimeout(follow.current);
    follow.current = setTimeout(() => setWanted({ index: next.index, takesFocus: false }), FOLLOW_MS);
  };
  return {
    ...{ focus, row, focusOn, line: lines.at(index) },
    move: by => focusOn({ ...focus, index: Math.min(lines.count - 1, Math.max(0, index + by)) }),
    openAt(at, takesFocus) {
      const line = lines.at(at);
      setFocus({ ...focus, index: at });
      if (line?.kind === 'group') list.fold(line.group.value, !list.unfolded.has(line.group.value));
      else if (line !== undefined) setWanted({ index: at, takesFocus });
    },
    step(by) {
      let at = index + by;
      while (lines.at(at)?.kind === 'group') at += by;
      if (lines.at(at) === undefined) {
        announce(by === 1 ? 'that was the last one' : 'that was the first one');
        return;
      }
      setFocus({ ...focus, index: at });
      setWanted({ index: at, takesFocus: false });
    },
    close() {
      clearTimeout(follow.current);
      setWanted(undefined);
      setUrl({ open: undefined, tab: undefined });
      grid.current?.focus();
    },
  };
}
