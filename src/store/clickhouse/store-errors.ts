import { StoreFull, StoreUnavailable } from '../event-store.ts';

/** ClickHouse's: NOT_ENOUGH_SPACE. */
const NO_SPACE_CODES = new Set(['243']);
const NO_SPACE = /ENOSPC|no space left|not enough space|cannot reserve/i;

/**
 * What went wrong, as one of the two errors that whoever uses a store knows. Of errors that are of neither kind (a
 * mistake in SQL) nothing is known but that they may not come again.
 */
export function asStoreError(error: unknown): StoreFull | StoreUnavailable {
  if (error instanceof StoreFull || error instanceof StoreUnavailable) return error;
  const text = errorText(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NO_SPACE_CODES.has(code) || NO_SPACE.test(text))
    return new StoreFull(`no room is left for the store: ${text}; free some, and it goes on by itself`, {
      cause: error,
    });
  return new StoreUnavailable(`ClickHouse failed: ${text}`, { cause: error });
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a name of several addresses has its reasons inside.
  const inner = error instanceof AggregateError ? error.errors.map(errorText).join('; ') : '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (error.message || inner || code || error.name).split('\n')[0] ?? error.name;
}
