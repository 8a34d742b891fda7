/** What is known of a search that is under way: what was found so far, how far it is, and how it ended. */
import type { ShownDiagnostic } from '../../../api/rules-overview.ts';
import type { FoundEvent, FoundSequence, SearchEnd, SearchPart, SearchProgress } from '../../server/hunt.ts';
import { Problem } from '../../server/problem.ts';

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

export type SearchAct =
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

export function searchAfter(before: EventSearch, act: SearchAct): EventSearch {
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
