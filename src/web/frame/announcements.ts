/** Short messages for eyes and screen readers alike; at most one is told at a time, the latest. */
import { useSyncExternalStore } from 'react';

export interface Announcement {
  readonly text: string;
  /** What takes the act back, as a button. */
  readonly undo?: () => void;
}

const SHOWN_MS = 6_000;
let current: Announcement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();

export function announce(text: string, undo?: () => void): void {
  set(undo === undefined ? { text } : { text, undo });
  clearTimeout(timer);
  timer = setTimeout(() => set(undefined), SHOWN_MS);
}

export function useAnnouncement(): Announcement | undefined {
  return useSyncExternalStore(
    watcher => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => current,
  );
}

function set(next: Announcement | undefined): void {
  current = next;
  for (const watcher of watchers) watcher();
}
