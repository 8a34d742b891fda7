/** One time zone at a time, for everything that is shown: the viewer's, or UTC. A link may name one. */
import { useSyncExternalStore } from 'react';

const STORED = 'tripline.zone';
const viewersZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;
let zone = zoneAtStart();
const watchers = new Set<() => void>();

export function useZone(): string {
  return useSyncExternalStore(watch, currentZone);
}

export function currentZone(): string {
  return zone;
}

function setZone(name: string): void {
  zone = name;
  localStorage.setItem(STORED, name === 'UTC' ? 'UTC' : 'viewer');
  for (const watcher of watchers) watcher();
}

export function toggleUtc(): void {
  setZone(zone === 'UTC' ? viewersZone : 'UTC');
}

/** `UTC+2`, `UTC+05:45`, as it was at that time. */
export function offsetOf(ms: number, timeZone: string): string {
  if (timeZone === 'UTC') return 'UTC';
  const part = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName');
  return (part?.value ?? 'UTC').replace('GMT', 'UTC').replace(/([+-])0?(\d+):00$/, '$1$2');
}

function zoneAtStart(): string {
  const named = new URLSearchParams(window.location.search).get('tz');
  if (named !== null && isZone(named)) return named;
  return localStorage.getItem(STORED) === 'UTC' ? 'UTC' : viewersZone;
}

function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
