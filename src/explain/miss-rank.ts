/** Which of several near misses was nearest: the less it lacked, the lower. */
import type { NearMiss } from './near-miss.ts';

/** Conditions that say which events a step is about: an event that fails one is mostly just another event. */
const KINDS_OF_EVENTS =
  /^(event\.(category|type|kind|dataset)|host\.os\.(type|family|platform)|data_stream\.\w+)$/;

export function missRank({ alike, reason }: NearMiss): number {
  // What many events have in common tells less than what one has.
  const commonness = Math.log2(alike) / 100;
  switch (reason.kind) {
    case 'maxspan':
      return Math.min(1, reason.overMs / Math.max(1, reason.allowedMs)) + commonness;
    case 'order':
      return 1 + commonness;
    case 'absent':
    case 'until':
      return 1.25 + commonness;
    case 'condition': {
      const { fields } = reason.condition;
      if (fields.every(({ path }) => KINDS_OF_EVENTS.test(path))) return FAR_FETCHED + commonness;
      return (fields.some(({ values }) => values.length === 0) ? 1.75 : 1.5) + commonness;
    }
    case 'join-key':
      return 2 + commonness;
    case 'missing':
      return 3 + commonness;
  }
}

const FAR_FETCHED = 4;

/** An event of another kind, which only looks as if it had been near. */
export function isFarFetched(miss: NearMiss): boolean {
  return missRank(miss) >= FAR_FETCHED;
}
