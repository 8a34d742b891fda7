import { useCallback, useRef } from 'react';

/** A function that stays the same while what it does follows the latest render: rows that get it need not be drawn anew. */
export function useStable<A extends readonly unknown[]>(run: (...args: A) => void): (...args: A) => void {
  const latest = useRef(run);
  latest.current = run;
  return useCallback((...args: A) => latest.current(...args), []);
}
