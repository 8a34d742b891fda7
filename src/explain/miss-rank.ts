/** Which of several near misses was nearest: the less it lacked, the lower. */
import type { NearMiss } from './near-miss.ts';

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
    case 'condition':
      return (reason.condition.fields.some(({ values }) => values.length === 0) ? 1.75 : 1.5) + commonness;
    case 'join-key':
      return 2 + commonness;
    case 'missing':
      return 3 + commonness;
  }
}
