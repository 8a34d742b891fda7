/** A search that is under way: what was found so far, how far it is, and how it ended. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ShownDiagnostic } from '../../../api/rules-overview.ts';
import type {
  EventQuestion,
  FoundEvent,
  FoundSequence,
  SearchEnd,
  SearchPart,
  SearchProgress,
} from '../../server/hunt.ts';
import { Problem } from '../../server/problem.ts';
import { askLines } from '../../server/request.ts';

export interface EventSearch {
  readonly results: readonly (FoundEvent | FoundSequence)[];
  /** The results are those of the question before, until the first of this one comes. */
  readonly isStale: boolean;
  readonly isRunning: boolean;
  readonly wasCancelled: boolean;
  readonly progress: SearchProgress | undefined;
  readonly end: SearchEnd | undefined;
  readonly diagnostics: readonly ShownDiagnostic[];
  readonly error: unknown;
}

export interface EventSearchActs {
  readonly cancel: () => void;
  /** The next page; nothing where there is none. */
  readonly more: () => void;
}

type Act =
  | { readonly kind: 'start'; readonly isPage: boolean }
  | { readonly kind: 'parts'; readonly parts: readonly SearchPart[] }
  | { readonly kind: 'fail'; readonly error: unknown }
  | { readonly kind: 'cancel' };

export const NO_SEARCH: EventSearch = {
  results: [],
  isStale: false,
  isRunning: false,
  wasCancelled: false,
  progress: undefined,
  end: undefined,
  diagnostics: [],
  error: undefined,
};

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

/** Pure, as its test wants it. */
export function searchAfter(before: EventSearch, act: Act): EventSearch {
  switch (act.kind) {
    case 'start': {
      const { results } = before;
      const kept = act.isPage ? { results } : { results, isStale: results.length > 0 };
      return { ...NO_SEARCH, ...kept, isRunning: true };
    }
    case 'parts':
      return act.parts.reduce(withPart, withResults(before, act.parts));
    case 'fail':
      return {
        ...before,
        results: before.isStale ? [] : before.results,
        isStale: false,
        isRunning: false,
        error: act.error,
      };
    default:
      return {
        ...before,
        results: before.isStale ? [] : before.results,
        isStale: false,
        isRunning: false,
        wasCancelled: true,
      };
  }
}

function withResults(search: EventSearch, parts: readonly SearchPart[]): EventSearch {
  const found = parts.flatMap(part => (part.type === 'result' ? [part.result] : []));
  if (found.length === 0) return search;
  return { ...search, isStale: false, results: search.isStale ? found : [...search.results, ...found] };
}

function withPart(search: EventSearch, part: SearchPart): EventSearch {
  switch (part.type) {
    case 'progress': {
      const { all, done, events } = part;
      return { ...search, progress: { all, done, events } };
    }
    case 'diagnostics':
      return { ...search, diagnostics: part.diagnostics };
    case 'error':
      return { ...search, isRunning: false, error: new Problem(0, 'the search broke off', part.detail) };
    case 'end': {
      const { type: _, ...end } = part;
      return {
        ...search,
        results: search.isStale ? [] : search.results,
        isStale: false,
        isRunning: false,
        end,
      };
    }
    default:
      return search;
  }
}
