/** The trail of the hunt in this tab, which a reload does not lose. */
import { useEffect, useState } from 'react';
import { type HuntStep, type HuntTrail, NO_TRAIL, trailAt } from './hunt-steps.ts';

const KEPT = 'tripline.hunt-trail';

export function useTrail(step: HuntStep): HuntTrail {
  const [trail, setTrail] = useState(keptTrail);
  useEffect(() => setTrail(before => trailAt(before, step)), [step]);
  useEffect(() => sessionStorage.setItem(KEPT, JSON.stringify(trail)), [trail]);
  return trail;
}

function keptTrail(): HuntTrail {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as HuntTrail | null;
    return kept !== null && Array.isArray(kept.steps) && typeof kept.at === 'number' ? kept : NO_TRAIL;
  } catch {
    return NO_TRAIL;
  }
}
