/** Runs of a rule and the gaps between them as cells of a strip, the oldest first. Pure. */
export interface StripRun {
  readonly id: string;
  readonly kind: 'scheduled' | 'manual' | 'gap-fill';
  readonly outcome: 'succeeded' | 'partial' | 'failed';
  /** ISO 8601. */
  readonly window: { readonly from: string; readonly to: string };
  readonly startedAt: string;
  readonly delayMs: number;
  readonly newAlerts: number;
}

export interface StripGap {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly state: 'open' | 'filling' | 'filled';
  readonly reason: string;
}

export type CellKind = 'ok' | 'alerts' | 'late' | 'warning' | 'failed' | 'gap';

export interface StripCell {
  readonly id: string;
  readonly kind: CellKind;
  /** ISO: the end of what it covers, or does not. */
  readonly at: string;
  readonly newAlerts: number;
  /** Of how many runs of which nothing is to be told it stands. */
  readonly isPast: boolean;
}

/** What is seen without a colour. */
export const CELL_MARKS: { readonly [kind in CellKind]: string } = {
  ok: '',
  alerts: '',
  late: '◷',
  warning: '!',
  failed: '×',
  gap: '▨',
};

export const CELL_WORDS: { readonly [kind in CellKind]: string } = {
  ok: 'ok',
  alerts: 'ok, new alerts',
  late: 'late',
  warning: 'alerts may be missing',
  failed: 'failed',
  gap: 'gap',
};

/**
 * @param intervalMs of the rule: a run that began later than that after it was due is late
 */
export function stripCells(
  runs: readonly StripRun[],
  gaps: readonly StripGap[],
  intervalMs: number,
): readonly StripCell[] {
  const oldest = runs.reduce((early, { window }) => (window.to < early ? window.to : early), '9999');
  const ofRuns = runs.map(run => ({
    id: run.id,
    kind: kindOf(run, intervalMs),
    at: run.window.to,
    newAlerts: run.newAlerts,
    isPast: run.kind !== 'scheduled',
  }));
  const ofGaps = gaps
    .filter(({ state, to }) => state !== 'filled' && (to >= oldest || runs.length === 0))
    .map(({ id, to }) => ({ id, kind: 'gap' as const, at: to, newAlerts: 0, isPast: false }));
  return [...ofRuns, ...ofGaps].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
}

function kindOf({ delayMs, newAlerts, outcome }: StripRun, intervalMs: number): CellKind {
  if (outcome === 'failed') return 'failed';
  if (outcome === 'partial') return 'warning';
  if (delayMs > intervalMs) return 'late';
  return newAlerts > 0 ? 'alerts' : 'ok';
}
