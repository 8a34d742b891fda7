/** What a patch does to an alert, as every store does it. */
import type { AlertDocument } from '../alerts/alert-document.ts';
import type { JsonObject } from '../event/json.ts';
import type { AlertPatch } from './alert-store.ts';

export interface PatchParts {
  readonly set: JsonObject;
  readonly removed: readonly string[];
}

/** Undefined for a patch that changes nothing. */
export function splitPatch(patch: AlertPatch): PatchParts | undefined {
  const entries = Object.entries(patch);
  if (entries.length === 0) return undefined;
  return {
    set: Object.fromEntries(
      entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
    ),
    removed: entries.flatMap(([key, value]) => (value === undefined ? [key] : [])),
  };
}

export function applyPatch(document: AlertDocument, { removed, set }: PatchParts): AlertDocument {
  const kept = Object.entries(document).filter(([key]) => !removed.includes(key));
  // The keys that every alert has are never removed.
  return { ...Object.fromEntries(kept), ...set } as AlertDocument;
}

/** Both patches as one: a later key counts. */
export function joinPatches(first: PatchParts, then: PatchParts): PatchParts {
  const kept = Object.entries(first.set).filter(([key]) => !then.removed.includes(key));
  const removed = first.removed.filter(key => !Object.hasOwn(then.set, key) && !then.removed.includes(key));
  return { set: { ...Object.fromEntries(kept), ...then.set }, removed: [...removed, ...then.removed] };
}
