/** Stretches of time that no run of a rule covered, or in which it held alerts back. */
import { ruleUuid } from '../alerts/alert-id.ts';
import type { ObjectWrite } from '../store/object-store.ts';
import type { Gap, RunRecord, TimeWindow } from './detection.ts';
import { gapWrite } from './run-records.ts';

/** The id follows from what is not covered: found again, it is the same gap. */
export function gapBetween(
  ruleId: string,
  fromMs: number,
  toMs: number,
  reason: Gap['reason'],
  foundAtMs: number,
): Gap {
  const id = ruleUuid(JSON.stringify(['gap', ruleId, fromMs, toMs]));
  return { id, ruleId, fromMs, toMs, state: 'open', reason, foundAtMs };
}

/** What of a closed run no later one covers: it failed, or held alerts back that the next does not reach. */
export function gapAfter(record: RunRecord, nextFromMs: number, nowMs: number): readonly Gap[] {
  const { heldBack, outcome, ruleId, window } = record;
  const lost = outcome === 'failed' ? window : heldBack;
  if (lost === undefined || lost.fromMs >= nextFromMs) return [];
  const reason = outcome === 'failed' ? 'failed' : 'capped';
  return [gapBetween(ruleId, lost.fromMs, Math.min(lost.toMs, nextFromMs - 1), reason, nowMs)];
}

/** The gap once a part of it is filled: that part, and what is left before and behind. */
function filledGaps(gap: Gap, filled: TimeWindow): readonly Gap[] {
  const { foundAtMs, fromMs, reason, ruleId, toMs } = gap;
  const left: Gap[] = [{ ...gap, ...filled, state: 'filled' }];
  if (filled.fromMs > fromMs) left.push(gapBetween(ruleId, fromMs, filled.fromMs - 1, reason, foundAtMs));
  if (filled.toMs < toMs) left.push(gapBetween(ruleId, filled.toMs + 1, toMs, reason, foundAtMs));
  return left;
}

/** The same, and what the cap held back again of the runs that filled it, unless a later one of them reaches it. */
export function gapsAfterFilling(
  gap: Gap,
  filled: TimeWindow,
  records: readonly RunRecord[],
): readonly Gap[] {
  const gaps = new Map(filledGaps(gap, filled).map(one => [one.id, one]));
  for (const [at, record] of records.entries()) {
    const nextFromMs = records[at + 1]?.window.fromMs ?? Number.MAX_SAFE_INTEGER;
    for (const lost of gapAfter(record, nextFromMs, gap.foundAtMs)) gaps.set(lost.id, lost);
  }
  return [...gaps.values()];
}

export function gapWrites(gaps: readonly Gap[]): readonly ObjectWrite[] {
  return gaps.map(gapWrite);
}
