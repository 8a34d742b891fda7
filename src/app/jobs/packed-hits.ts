import type { Hit, Ordinal, StepHit } from '../../engine/hit.ts';

/**
 * The hits of many events as a few arrays. To copy an object to another thread costs more than a filter does, and
 * there may be several hits an event: as numbers in one array they cross for next to nothing.
 */
export interface PackedHits {
  /** For each hit its rule, ordinal and number of steps; for each step its number, how many keys, and the keys. */
  readonly numbers: Int32Array;
  /** The join keys, each text once. */
  readonly keys: readonly string[];
  /** Time and nanoseconds of each ordinal; NaN for none. */
  readonly times: Float64Array;
  readonly tiebreakers: readonly Ordinal['tiebreaker'][];
}

export class HitPacker {
  #numbers: number[] = [];
  readonly #keys = new Map<string, number>();
  #times: number[] = [];
  #tiebreakers: Ordinal['tiebreaker'][] = [];
  /** Hits of one event share the ordinals that they have in common. */
  #latest: Ordinal | undefined;

  add({ rule, ordinal, steps }: Hit): void {
    if (ordinal !== this.#latest) {
      this.#latest = ordinal;
      this.#times.push(ordinal.timestampMs ?? Number.NaN, ordinal.nanos);
      this.#tiebreakers.push(ordinal.tiebreaker);
    }
    this.#numbers.push(rule, this.#tiebreakers.length - 1, steps.length);
    for (const { step, keys } of steps) {
      this.#numbers.push(step, keys.length);
      for (const key of keys) this.#numbers.push(this.#numberOf(key));
    }
  }

  /** Gives what was added, and begins anew. */
  take(): PackedHits {
    const packed: PackedHits = {
      numbers: Int32Array.from(this.#numbers),
      keys: [...this.#keys.keys()],
      times: Float64Array.from(this.#times),
      tiebreakers: this.#tiebreakers,
    };
    this.#numbers = [];
    this.#keys.clear();
    this.#times = [];
    this.#tiebreakers = [];
    this.#latest = undefined;
    return packed;
  }

  #numberOf(key: string): number {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    this.#keys.set(key, this.#keys.size);
    return this.#keys.size - 1;
  }
}

/** Gives packed hits back one by one, in the order in which they were added. */
export class HitUnpacker {
  readonly #packed: PackedHits;
  #at = 0;
  #ordinalNumber = -1;
  #ordinal: Ordinal | undefined;

  constructor(packed: PackedHits) {
    this.#packed = packed;
  }

  /** The next hit, of the event of this arrival and ref. */
  next(arrival: number, ref: number): Hit {
    const rule = this.#number();
    const ordinal = this.#ordinalOf(this.#number(), arrival);
    const steps: StepHit[] = [];
    for (let left = this.#number(); left > 0; left--) {
      const step = this.#number();
      const keys: string[] = [];
      for (let keysLeft = this.#number(); keysLeft > 0; keysLeft--)
        keys.push(this.#packed.keys[this.#number()] ?? '');
      steps.push({ step, keys });
    }
    return { rule, ordinal, steps, ref };
  }

  #ordinalOf(number: number, arrival: number): Ordinal {
    if (number === this.#ordinalNumber && this.#ordinal !== undefined) return this.#ordinal;
    const { times, tiebreakers } = this.#packed;
    const timestampMs = times[number * 2] ?? Number.NaN;
    this.#ordinalNumber = number;
    this.#ordinal = {
      timestampMs: Number.isNaN(timestampMs) ? undefined : timestampMs,
      nanos: times[number * 2 + 1] ?? 0,
      tiebreaker: tiebreakers[number],
      arrival,
    };
    return this.#ordinal;
  }

  #number(): number {
    const number = this.#packed.numbers[this.#at++];
    if (number === undefined) throw new Error('there is no further hit');
    return number;
  }
}
