import type { Finisher } from './finisher.ts';

/** The finisher of a plan without steps: every hit is a match, with or without a time. */
export function startEvents(rule: number): Finisher {
  return {
    push: hit => [{ rule, refs: [hit.ref] }],
    end: () => [],
    pending: 0,
  };
}
