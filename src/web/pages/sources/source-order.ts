import type { ArrivingSource } from '../../../api/sources.ts';

/** What has stopped stands first, those that starve most rules on top; then the largest. */
export function inOrderOfConcern(sources: readonly ArrivingSource[]): readonly ArrivingSource[] {
  return [...sources].sort(
    (a, b) =>
      Number(b.isSilent) - Number(a.isSilent) || b.rulesStarved - a.rulesStarved || b.events - a.events,
  );
}

/** A name of a source for the address: an index may not hold a question mark. */
export function nameInUrl(index: string | null): string {
  return index ?? '?';
}
