import type { Hit } from '../engine/hit.ts';
import { compareHits, type HitLog } from '../engine/hit-log.ts';
import { SpillFile } from './spill-file.ts';

/** How many hits of a run are read back at a time. */
const READ_BYTES = 1 << 16;

/**
 * A hit log of bounded memory: past `mostInMemory` hits, those in memory are sorted and written out as a run,
 * and `inOrder` merges the runs with what is left. Refs and ordinals only; no documents.
 */
export class SpillingHitLog implements HitLog {
  readonly #mostInMemory: number;
  #hits: Hit[] = [];
  readonly #file = new SpillFile();
  readonly #runs: { readonly start: number; readonly end: number }[] = [];

  constructor(mostInMemory: number) {
    this.#mostInMemory = mostInMemory;
  }

  add(hit: Hit): void {
    this.#hits.push(hit);
    if (this.#hits.length >= this.#mostInMemory) this.#spill();
  }

  *inOrder(): Iterable<Hit> {
    this.#hits.sort(compareHits);
    const sources = [...this.#runs.map(run => this.#readRun(run)), this.#hits[Symbol.iterator]()];
    const heads = sources.map(source => source.next());
    for (;;) {
      let least = -1;
      let leastHit: Hit | undefined;
      for (let at = 0; at < heads.length; at++) {
        const head = heads[at];
        if (head === undefined || head.done === true) continue;
        if (leastHit === undefined || compareHits(head.value, leastHit) < 0) {
          least = at;
          leastHit = head.value;
        }
      }
      const source = sources[least];
      if (leastHit === undefined || source === undefined) return;
      yield leastHit;
      heads[least] = source.next();
    }
  }

  close(): void {
    this.#file.close();
  }

  #spill(): void {
    this.#hits.sort(compareHits);
    const start = this.#file.sizeBytes;
    for (let at = 0; at < this.#hits.length; at += 1000) {
      const lines = this.#hits.slice(at, at + 1000).map(hit => `${encodeHit(hit)}\n`);
      this.#file.append(Buffer.from(lines.join('')));
    }
    this.#runs.push({ start, end: this.#file.sizeBytes });
    this.#hits = [];
  }

  *#readRun(run: { readonly start: number; readonly end: number }): Generator<Hit> {
    let rest = Buffer.alloc(0);
    for (let at = run.start; at < run.end; ) {
      const chunk = this.#file.read(at, Math.min(READ_BYTES, run.end - at));
      at += chunk.length;
      const bytes = Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield decodeHit(bytes.toString('utf8', from, end));
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
  }
}

function encodeHit({ rule, ordinal, steps, ref }: Hit): string {
  const { timestampMs, nanos, tiebreaker, arrival } = ordinal;
  const tie = typeof tiebreaker === 'bigint' ? [String(tiebreaker)] : (tiebreaker ?? null);
  return JSON.stringify([
    rule,
    timestampMs ?? null,
    nanos,
    tie,
    arrival,
    ref,
    steps.map(step => [step.step, ...step.keys]),
  ]);
}

function decodeHit(line: string): Hit {
  const [rule, timestampMs, nanos, tie, arrival, ref, steps] = JSON.parse(line);
  return {
    rule,
    ordinal: {
      timestampMs: timestampMs ?? undefined,
      nanos,
      tiebreaker: Array.isArray(tie) ? BigInt(tie[0]) : (tie ?? undefined),
      arrival,
    },
    ref,
    steps: steps.map(([step, ...keys]: [number, ...string[]]) => ({ step, keys })),
  };
}
