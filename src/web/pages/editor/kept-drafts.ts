/** What somebody wrote and did not save, by rule: it outlives the page, the tab and a restart of the browser. */
import { isJsonObject, type JsonObject } from '../../../event/json.ts';

export interface KeptDraft {
  readonly rule: JsonObject;
  /** At which the rule stood when somebody began to change it; undefined for a new one. */
  readonly revision?: number;
  /** The query of a hunt that a new rule began with. */
  readonly from?: string;
  /** When it was kept, in ms since 1970. */
  readonly atMs: number;
}

/** Of a rule that is not stored yet. */
export const NEW = 'new';
/** What was written there before another new rule was begun. */
export const EARLIER = 'earlier';

const PREFIX = 'tripline.draft.';

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function keptDraft(storage: Kept, id: string): KeptDraft | undefined {
  try {
    const text = storage.getItem(PREFIX + id);
    if (text === null) return undefined;
    const kept: unknown = JSON.parse(text);
    if (!isJsonObject(kept) || !isJsonObject(kept['rule'])) return undefined;
    const { atMs, from, revision, rule } = kept;
    return {
      rule,
      atMs: typeof atMs === 'number' ? atMs : 0,
      ...(typeof revision === 'number' && { revision }),
      ...(typeof from === 'string' && { from }),
    };
  } catch {
    return undefined;
  }
}

/** @returns false where the browser keeps nothing, or has no room */
export function keepDraft(storage: Kept, id: string, draft: KeptDraft): boolean {
  try {
    storage.setItem(PREFIX + id, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(storage: Kept, id: string): void {
  try {
    storage.removeItem(PREFIX + id);
  } catch {
    // What cannot be reached is not shown again either.
  }
}
