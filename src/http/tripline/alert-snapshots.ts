/**
 * Lists of alerts as they were when somebody began to read them: uuids in an order. What a row says is read anew each
 * time. They are held in memory, so many at most and for so long (docs/design/alert-snapshots.md).
 */
import type { NewSnapshotBody } from '../../api/alert-list.ts';
import { HttpProblem } from '../problems.ts';

/** Uuids of all snapshots: some 50 MB. */
const MOST_UUIDS = 500_000;
const MOST_SNAPSHOTS = 100;
/** After its last use. */
const KEPT_MS = 30 * 60_000;

export interface HeldSnapshot {
  readonly id: string;
  readonly body: NewSnapshotBody;
  readonly asOfMs: number;
  readonly uuids: readonly string[];
  /** By value of the grouping, positions among the uuids. */
  readonly groups: ReadonlyMap<string, Uint32Array>;
  /** Of these that came last: what comes since is told from them. */
  readonly latest: ReadonlySet<string>;
}

export class AlertSnapshots {
  readonly #clock: () => number;
  /** The one that was used last stands last. */
  readonly #held = new Map<string, { readonly snapshot: HeldSnapshot; usedMs: number }>();
  #uuids = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(snapshot: HeldSnapshot): void {
    this.#held.set(snapshot.id, { snapshot, usedMs: this.#clock() });
    this.#uuids += snapshot.uuids.length;
    for (const [id, { usedMs }] of this.#held) {
      const isTooMuch = this.#uuids > MOST_UUIDS || this.#held.size > MOST_SNAPSHOTS;
      if (id === snapshot.id || (!isTooMuch && this.#clock() - usedMs <= KEPT_MS)) break;
      this.#drop(id);
    }
  }

  /** @throws HttpProblem `expired` */
  get(id: string): HeldSnapshot {
    const held = this.#held.get(id);
    if (held === undefined || this.#clock() - held.usedMs > KEPT_MS) {
      this.#drop(id);
      throw new HttpProblem(
        'expired',
        'there is no such snapshot, or it was not used for long: take a new one',
      );
    }
    this.#held.delete(id);
    this.#held.set(id, { ...held, usedMs: this.#clock() });
    return held.snapshot;
  }

  #drop(id: string): void {
    this.#uuids -= this.#held.get(id)?.snapshot.uuids.length ?? 0;
    this.#held.delete(id);
  }
}

/** All of a snapshot's, or those of one of its groups. */
export function uuidsIn({ groups, uuids }: HeldSnapshot, group: string | undefined): readonly string[] {
  if (group === undefined) return uuids;
  const places = groups.get(group);
  if (places === undefined)
    throw new HttpProblem('not-found', `the snapshot has no group ${JSON.stringify(group)}`);
  return Array.from(places, place => uuids[place] ?? '');
}
