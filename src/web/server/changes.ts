/** What happens on the server while somebody looks, and whether it is still heard. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { basePath } from './base-path.ts';

export type ChangeKind = 'alerts' | 'run' | 'gap' | 'rule' | 'exceptions';
/** `missed`: so much happened that everything is to be read anew. */
type Listener = (kind: ChangeKind | 'missed', data: unknown) => void;

export interface Connection {
  readonly isLive: boolean;
  /** When the server was last heard, in ms since 1970. */
  readonly heardMs: number;
}

const KINDS: readonly (ChangeKind | 'missed')[] = ['alerts', 'run', 'gap', 'rule', 'exceptions', 'missed'];
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let connection: Connection = { isLive: true, heardMs: Date.now() };
let source: EventSource | undefined;

/** One connection for all of the page, for as long as somebody is signed in. */
export function openChanges(): () => void {
  source = new EventSource(`${basePath}/api/tripline/changes`);
  source.addEventListener('open', () => setConnection(true));
  source.addEventListener('error', () => setConnection(false));
  for (const kind of KINDS)
    source.addEventListener(kind, event => {
      setConnection(true);
      const data: unknown = JSON.parse(event.data);
      for (const listener of listeners) listener(kind, data);
    });
  return () => source?.close();
}

function setConnection(isLive: boolean): void {
  connection = { isLive, heardMs: isLive ? Date.now() : connection.heardMs };
  for (const watcher of watchers) watcher();
}

/** Calls `listener` with each change from now on; the latest one that was given counts. */
export function useChanges(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const tell: Listener = (kind, data) => latest.current(kind, data);
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
    };
  }, []);
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    watcher => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connection,
  );
}
