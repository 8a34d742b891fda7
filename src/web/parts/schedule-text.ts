/** The arithmetic of a rule's schedule, in words and as stretches to draw. Pure. */
export interface ScheduleShape {
  readonly intervalMs: number;
  /** How far back of its start a run looks. */
  readonly lookBackMs: number;
  /** Longest time of a sequence. */
  readonly maxspanMs?: number;
}

export interface ScheduleStory {
  /** `every 5 min, looks back 9 min` */
  readonly summary: string;
  readonly arithmetic: string;
  readonly hasHole: boolean;
  /** What to do about the hole. */
  readonly help?: string;
}

export function scheduleStory({ intervalMs, lookBackMs, maxspanMs }: ScheduleShape): ScheduleStory {
  const summary = `every ${span(intervalMs)}, looks back ${span(lookBackMs)}`;
  const spanMs = maxspanMs ?? 0;
  const overlapMs = lookBackMs - intervalMs;
  const spareMs = overlapMs - spanMs;
  const taken = `${span(lookBackMs)} − ${span(intervalMs)}${spanMs > 0 ? ` − ${span(spanMs)}` : ''}`;
  if (overlapMs < 0)
    return {
      summary,
      arithmetic: `A run looks back ${span(lookBackMs)}, and the one before it was ${span(intervalMs)} earlier: of every ${span(intervalMs)}, no run sees ${span(-overlapMs)}.`,
      hasHole: true,
      help: `Look back at least ${span(intervalMs + spanMs)}, and further for events that come late.`,
    };
  if (spareMs < 0)
    return {
      summary,
      arithmetic: `${taken} leaves ${span(-spareMs)} too little: two runs in a row share ${span(overlapMs)}, and a sequence may take ${span(spanMs)} (maxspan). One that crosses the edge of two runs can be missed.`,
      hasHole: true,
      help: `Look back at least ${span(intervalMs + spanMs)}, and further for events that come late.`,
    };
  const shared = `Two runs in a row share ${span(overlapMs)}`;
  return {
    summary,
    arithmetic:
      spanMs > 0
        ? `${shared} = ${span(spanMs)} for the longest sequence (maxspan) + ${span(spareMs)} for events that come late: ${taken} = ${span(spareMs)}.`
        : `${shared} for events that come late: ${taken} = ${span(spareMs)}.`,
    hasHole: false,
    ...(spareMs === 0 && {
      help: 'Nothing is left for events that come late: look back further unless all come at once.',
    }),
  };
}

const UNITS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
  [1, 'ms'],
];

/** Exact, unlike other lengths of time on screens: sums have to come out. `90 s` is `1 min 30 s`; 0 is `0 s`. */
function span(length: number): string {
  if (length === 0) return '0 s';
  let rest = Math.round(length);
  const parts: string[] = [];
  for (const [unitMs, unit] of UNITS) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * unitMs;
  }
  return parts.join(' ');
}

export interface DrawnRun {
  /** From 0 to 1, over all that is drawn. */
  readonly from: number;
  readonly to: number;
}

export interface DrawnSchedule {
  /** The oldest first. */
  readonly runs: readonly DrawnRun[];
  /** What the last two share; of it, what a sequence may take comes first. Empty where they share nothing. */
  readonly shared: readonly (DrawnRun & { readonly is: 'maxspan' | 'spare' })[];
  /** What neither of the last two sees. */
  readonly hole: DrawnRun | undefined;
}

/** Runs that look back much further than they lie apart all look alike: three are enough to see how they overlap. */
export function drawnSchedule({ intervalMs, lookBackMs, maxspanMs }: ScheduleShape): DrawnSchedule {
  const ends = [0, intervalMs, 2 * intervalMs];
  const startMs = -lookBackMs;
  const allMs = Math.max(1, 2 * intervalMs - startMs);
  const at = (time: number): number => Math.min(1, Math.max(0, (time - startMs) / allMs));
  const runs = ends.map(end => ({ from: at(end - lookBackMs), to: at(end) }));
  const lastStartMs = 2 * intervalMs - lookBackMs;
  const edgeMs = intervalMs;
  if (lastStartMs > edgeMs) return { runs, shared: [], hole: { from: at(edgeMs), to: at(lastStartMs) } };
  const spanEndMs = Math.min(edgeMs, lastStartMs + (maxspanMs ?? 0));
  const shared = [
    { from: at(lastStartMs), to: at(spanEndMs), is: 'maxspan' as const },
    { from: at(spanEndMs), to: at(edgeMs), is: 'spare' as const },
  ];
  return { runs, shared: shared.filter(({ from, to }) => to > from), hole: undefined };
}
