/**
 * The hits of one rule that some window of it can still hold, each event once: the first of its arrivals counts. What
 * they may take up has a bound; beyond it those go that are far ahead of the clock, then the oldest, and the time that
 * was lost is kept, so that a run knows what it did not cover.
 */
import type { Ordinal, StepHit } from '../engine/hit.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import type { TimeWindow } from './detection.ts';
import type { Followers } from './followers.ts';

/** An event that hit, shared by the hits of all rules. */
export interface HitEvent {
  readonly id: string;
  readonly index: string | undefined;
  readonly ingestedMs: number;
  readonly arrival: number;
  /** It is an alert, which other rules read. */
  readonly isAlert: boolean;
  /** When it was taken; undefined: it was read from the store. */
  readonly takenMs: number | undefined;
  /** Its ECS document, for as long as there is room for it (event-documents.ts). */
  line: Uint8Array | undefined;
}

export interface HeldHit {
  readonly event: HitEvent;
  readonly ordinal: Ordinal;
  readonly steps: readonly StepHit[];
  /** The time that windows go by: of `timestamp_override`, else that of the event. */
  readonly primaryMs: number;
}

/** A timestamp that is further ahead of the clock than this is wrong. */
export const AHEAD_MS = 60_000;

export class HeldHits {
  bytes = 0;
  readonly #mostBytes: number;
  readonly #followers: Followers | undefined;
  readonly #byEvent = new Map<string, HeldHit>();
  #sorted: HeldHit[] | undefined = [];
  #unsearched: HeldHit[] = [];
  #atFirstStep = 0;
  #lost: TimeWindow | undefined;

  /** @param followers those that need not be held */
  constructor(mostBytes: number, followers?: Followers) {
    this.#mostBytes = mostBytes;
    this.#followers = followers;
  }

  get size(): number {
    return this.#byEvent.size;
  }

  /** Whether one of them is at the first step of the plan. */
  get hasFirstStep(): boolean {
    return this.#atFirstStep > 0;
  }

  /** Whether the rule has one hit more, or an earlier one of an event. */
  add(hit: HeldHit, nowMs: number): boolean {
    const { id } = hit.event;
    const before = this.#byEvent.get(id);
    if (before !== undefined) {
      if (before.event.arrival <= hit.event.arrival) return false;
      this.#remove(before);
    }
    if (this.#followers?.isOne(hit) === true) {
      for (const gone of this.#followers.add(hit)) {
        if (gone === hit) return false;
        this.#letGo(gone);
      }
    }
    this.#byEvent.set(id, hit);
    this.#unsearched.push(hit);
    if (isAtFirstStep(hit)) this.#atFirstStep++;
    this.bytes += bytesOf(hit);
    const last = this.#sorted?.at(-1);
    if (last === undefined || compareOrdinals(last.ordinal, hit.ordinal) < 0) this.#sorted?.push(hit);
    else this.#sorted = undefined;
    if (this.bytes > this.#mostBytes) this.#makeRoom(nowMs);
    return true;
  }

  /** A search begins: those that come from now on it does not see. */
  beginSearch(): void {
    this.#unsearched = [];
  }

  /** Those that came since the last search began. */
  get unsearched(): readonly HeldHit[] {
    return this.#unsearched.filter(hit => this.#byEvent.get(hit.event.id) === hit);
  }

  /** Those of a window, in their order. */
  within({ fromMs, toMs }: TimeWindow): readonly HeldHit[] {
    if (this.#byEvent.size === 0) return [];
    return this.all().filter(({ primaryMs }) => primaryMs >= fromMs && primaryMs <= toMs);
  }

  all(): readonly HeldHit[] {
    this.#sorted ??= [...this.#byEvent.values()].sort((a, b) => compareOrdinals(a.ordinal, b.ordinal));
    return this.#sorted;
  }

  /** Lets go of what lies before a time, and gives it. */
  dropBefore(ms: number): readonly HeldHit[] {
    if (this.#lost !== undefined && this.#lost.toMs < ms) this.#lost = undefined;
    if (this.#byEvent.size === 0) return [];
    const gone = this.all().filter(({ primaryMs }) => primaryMs < ms);
    if (gone.length === 0) return gone;
    for (const hit of gone) this.#remove(hit);
    return gone;
  }

  /** The part of a window of which hits were let go of for want of room. */
  lostOf({ fromMs, toMs }: TimeWindow): TimeWindow | undefined {
    const lost = this.#lost;
    if (lost === undefined || lost.toMs < fromMs || lost.fromMs > toMs) return undefined;
    return { fromMs: Math.max(fromMs, lost.fromMs), toMs: Math.min(toMs, lost.toMs) };
  }

  clear(): void {
    this.#byEvent.clear();
    this.#sorted = [];
    this.#followers?.clear();
    this.#atFirstStep = 0;
    this.#unsearched = [];
    this.#lost = undefined;
    this.bytes = 0;
  }

  #remove(hit: HeldHit): void {
    if (this.#followers?.isOne(hit) === true) this.#followers.remove(hit);
    this.#letGo(hit);
  }

  #letGo(hit: HeldHit): void {
    this.#byEvent.delete(hit.event.id);
    this.#sorted = undefined;
    if (isAtFirstStep(hit)) this.#atFirstStep--;
    this.bytes -= bytesOf(hit);
  }

  /** An eighth at once, so that not each further hit has to look for the oldest. */
  #makeRoom(nowMs: number): void {
    const isAhead = ({ primaryMs }: HeldHit): number => Number(primaryMs > nowMs + AHEAD_MS);
    const hits = [...this.#byEvent.values()].sort(
      (a, b) => isAhead(b) - isAhead(a) || a.primaryMs - b.primaryMs,
    );
    for (const hit of hits) {
      if (this.bytes <= this.#mostBytes * 0.875) break;
      this.#remove(hit);
      const { primaryMs } = hit;
      this.#lost = {
        fromMs: Math.min(primaryMs, this.#lost?.fromMs ?? primaryMs),
        toMs: Math.max(primaryMs, this.#lost?.toMs ?? primaryMs),
      };
    }
  }
}

function isAtFirstStep({ steps }: HeldHit): boolean {
  return steps.some(({ step }) => step === 0);
}

/** With its ordinal, its place in the maps, and its share of the event. */
function bytesOf({ event, steps }: HeldHit): number {
  let bytes = 480 + 2 * event.id.length;
  for (const { keys } of steps) for (const key of keys) bytes += 64 + 2 * key.length;
  return bytes;
}
