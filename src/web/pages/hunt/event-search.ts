/** A search that runs while it is looked at, and ends with whoever looks. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { EventQuestion, SearchPart } from '../../server/hunt.ts';
import { askLines } from '../../server/request.ts';
import { type EventSearch, NO_SEARCH, searchAfter } from './search-state.ts';

export interface EventSearchActs {
  readonly cancel: () => void;
  /** The next page; nothing where there is none. */
  readonly more: () => void;
}

const PAGE = 250;
/** Parts are shown together, so that a quick search does not draw each of its results by itself. */
const DRAW_EVERY_MS = 60;

export function useEventSearch(
  question: EventQuestion | undefined,
  run: number,
): EventSearch & EventSearchActs {
  const [search, act] = useReducer(searchAfter, NO_SEARCH);
  const aborter = useRef<AbortController>(undefined);

  const read = useCallback(async (asked: EventQuestion, cursor: string | undefined): Promise<void> => {
    aborter.current?.abort();
    const own = new AbortController();
    aborter.current = own;
    act({ kind: 'start', isPage: cursor !== undefined });
    let held: SearchPart[] = [];
    let drawnMs = 0;
    const draw = (): void => {
      if (held.length === 0 || own.signal.aborted) return;
      act({ kind: 'parts', parts: held });
      held = [];
      drawnMs = Date.now();
    };
    try {
      const body = { ...asked, size: PAGE, ...(cursor !== undefined && { cursor }) };
      const lines = askLines<SearchPart>('/api/tripline/events/search', { body, signal: own.signal });
      for await (const part of lines) {
        held.push(part);
        if (part.type === 'progress' || Date.now() - drawnMs >= DRAW_EVERY_MS) draw();
      }
      draw();
    } catch (error) {
      if (!own.signal.aborted) act({ kind: 'fail', error });
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` asks the same question once more
  useEffect(() => {
    if (question !== undefined) void read(question, undefined);
    return () => aborter.current?.abort();
  }, [question, run, read]);

  return {
    ...search,
    cancel: () => {
      aborter.current?.abort();
      act({ kind: 'cancel' });
    },
    more: () => {
      const cursor = search.end?.cursor;
      if (question !== undefined && cursor !== undefined && !search.isRunning) void read(question, cursor);
    },
  };
}
