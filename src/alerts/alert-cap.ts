/**
 * The cap on the alerts of one run (`max_signals`). A run that finds more than it may make tells the first so many and
 * holds the others back. Only new alerts count: one that is stored already costs nothing, so that the next run, whose
 * window overlaps this one, gets as far again, and a burst drains run by run:
 *
 *     most 2    run 1 finds a b c d    makes a b    holds back c d
 *               run 2 finds   b c d    makes c d    as b is known
 *
 * Alerts are to be taken in order of time, the oldest first: they are the first to leave the window. What is held back
 * stands in the record of the run, with the stretch of time in which it lies, and can be filled from there. Scans have
 * no runs and no cap. One cap is for one window; each that a late run catches up on has its own.
 */
export class AlertCap {
  readonly #most: number;
  readonly #isKnown: (uuid: string) => boolean;
  /** What this run has made or held back: the same alert twice is one. */
  readonly #made = new Set<string>();
  readonly #heldBack = new Set<string>();
  readonly #known = new Set<string>();
  #heldBackFromMs = Number.POSITIVE_INFINITY;
  #heldBackToMs = Number.NEGATIVE_INFINITY;

  /**
   * @param most what the rule's `max_signals` says; the shell of a sequence counts, its blocks do not
   * @param isKnown whether an alert was stored before this run
   */
  constructor(most: number, isKnown: (uuid: string) => boolean) {
    this.#most = most;
    this.#isKnown = isKnown;
  }

  /** What becomes of an alert; only one that is `made` is to be stored, and only the first time it is taken. */
  take(uuid: string, timeMs: number): 'made' | 'known' | 'held-back' {
    if (this.#made.has(uuid) || this.#known.has(uuid)) return 'known';
    if (this.#heldBack.has(uuid)) return 'held-back';
    if (this.#isKnown(uuid)) {
      this.#known.add(uuid);
      return 'known';
    }
    if (this.#made.size < this.#most) {
      this.#made.add(uuid);
      return 'made';
    }
    this.#heldBack.add(uuid);
    this.#heldBackFromMs = Math.min(this.#heldBackFromMs, timeMs);
    this.#heldBackToMs = Math.max(this.#heldBackToMs, timeMs);
    return 'held-back';
  }

  /** What the run did until now. */
  get record(): CapRecord {
    const heldBack = this.#heldBack.size;
    return {
      made: this.#made.size,
      known: this.#known.size,
      heldBack,
      ...(heldBack > 0 && { heldBackMs: { from: this.#heldBackFromMs, to: this.#heldBackToMs } }),
    };
  }
}

/** Different alerts of one run. Nothing held back: the run is complete. */
export interface CapRecord {
  readonly made: number;
  readonly known: number;
  readonly heldBack: number;
  /** From the first to the last that was held back. */
  readonly heldBackMs?: { readonly from: number; readonly to: number };
}
