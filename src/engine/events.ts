import { type Finisher, NOTHING_DROPPED } from './finisher.ts';

/** The finisher of a plan without steps: every hit is a match, with or without a time. */
export function startEvents(rule: number): Finisher {
  return {
    push: hit => [{ rule, refs: [hit.ref] }],
    end: () => [],
    pending: 0,
    isPending: false,
    bytes: 0,
    dropped: NOTHING_DROPPED,
  };
}
