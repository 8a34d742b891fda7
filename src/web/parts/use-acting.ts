import { useState } from 'react';
import { announce } from '../frame/announcements.ts';

/** One act at a time, with what went wrong with the last one. */
export interface Acting {
  /** What is under way, as in `switching`. */
  readonly what: string | undefined;
  readonly problem: unknown;
  run(what: string, act: () => Promise<unknown>): void;
  /** Says why not. */
  refuse(reason: string): void;
  dismiss(): void;
}

export function useActing(): Acting {
  const [what, setWhat] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  return {
    what,
    problem,
    run(name, act) {
      if (what !== undefined) {
        announce(`still ${what}`);
        return;
      }
      setWhat(name);
      setProblem(undefined);
      act()
        .catch(setProblem)
        .finally(() => setWhat(undefined));
    },
    refuse: announce,
    dismiss: () => setProblem(undefined),
  };
}
