import type { JoinKeyTuple } from './hit.ts';
import { hashKey, JoinKeyTable, TABLE_BYTES_PER_KEY } from './join-key-table.ts';
import type { Moment } from './ordinal.ts';
import { textBytes } from './state-bytes.ts';

/**
 * The sequences that have begun and wait for their next event: under each key at most one for each step that it
 * can have matched last. A waiting sequence is a number, good as long as it waits. What is known of it stands
 * under that number in arrays of numbers, so that a million of them are a few blocks of memory, which the
 * collector of garbage passes over, and not millions of objects.
 *
 * - *By key*: the table leads to the newest of a key, which has matched the fewest steps, and each to the next
 *   older one, which has matched more. (None overtakes another: one that began later is a step behind.)
 * - *By time*: all are linked in the order of their starts, so that the oldest is at hand. One that advances keeps
 *   its place there.
 *
 * `Leading` is whatever is noted of what came before a sequence.
 */
export class WaitingSequences<Leading> {
  /** How many there are. */
  size = 0;
  /** Roughly, and rather too many than too few. */
  bytes = 0;
  private readonly steps: number;
  private readonly sequenceBytes: number;
  /** How many have matched each step last. */
  private readonly sizes: number[];
  private capacity = 0;
  private ints = new Int32Array();
  private doubles = new Float64Array();
  private keys: (JoinKeyTuple | undefined)[] = [];
  private leading: (Leading | undefined)[] = [];
  private table = new JoinKeyTable(this.keys, 0);
  private oldest = NONE;
  private newest = NONE;
  /** Numbers from here on were never given out; those given back are linked by `OLDER`. */
  private unused = 0;
  private givenBack = NONE;

  /** `steps`: how many events a sequence may have and still wait. */
  constructor(steps: number) {
    this.steps = steps;
    this.sizes = Array.from({ length: steps }, () => 0);
    this.sequenceBytes = SLACK * (4 * INTS + 8 * (REFS + steps) + 2 * POINTER);
  }

  /** A new sequence takes the place of one under the key that has matched the first step alone. */
  begin(key: JoinKeyTuple, start: Moment, place: number, ref: number, leading: Leading | undefined): void {
    if (this.size === this.capacity) this.grow();
    const hash = hashKey(key);
    const head = this.table.find(key, hash) ?? NONE;
    let sequence = head;
    if (head !== NONE && this.int(head, STEP) === 0) this.unlink(head);
    else {
      sequence = this.take();
      this.setInt(sequence, STEP, 0);
      this.setInt(sequence, OLDER, head);
      this.setInt(sequence, NEWER, NONE);
      this.setInt(sequence, HASH, hash);
      if (head === NONE) {
        this.keys[sequence] = key;
        this.table.add(key, hash, sequence);
        this.bytes += keyBytes(key);
      } else {
        this.keys[sequence] = this.keys[head];
        this.setInt(head, NEWER, sequence);
        this.table.change(key, hash, head, sequence);
      }
      this.count(0, 1);
    }
    this.setInt(sequence, NANOS, start.nanos);
    this.setInt(sequence, IS_BARRED, 0);
    this.setDouble(sequence, START_MS, start.timestampMs ?? Number.NaN);
    this.setDouble(sequence, LAST, place);
    this.setDouble(sequence, REFS, ref);
    this.leading[sequence] = leading;
    this.link(sequence);
  }

  /** The sequence under the key that has matched `step` last. */
  find(step: number, key: JoinKeyTuple): number | undefined {
    if (this.sizes[step] === 0) return undefined;
    let sequence = this.table.find(key, hashKey(key)) ?? NONE;
    while (sequence !== NONE && this.int(sequence, STEP) < step) sequence = this.int(sequence, OLDER);
    return sequence !== NONE && this.int(sequence, STEP) === step ? sequence : undefined;
  }

  /** It matches its next step, and takes the place of one that waits there. */
  advance(sequence: number, place: number, ref: number): void {
    const step = this.int(sequence, STEP) + 1;
    const older = this.int(sequence, OLDER);
    if (older !== NONE && this.int(older, STEP) === step) this.remove(older);
    this.count(step - 1, -1);
    this.count(step, 1);
    this.setInt(sequence, STEP, step);
    this.setDouble(sequence, LAST, place);
    this.setDouble(sequence, REFS + step, ref);
  }

  remove(sequence: number): void {
    this.unlink(sequence);
    const key = this.keyOf(sequence);
    const older = this.int(sequence, OLDER);
    const newer = this.int(sequence, NEWER);
    if (older !== NONE) this.setInt(older, NEWER, newer);
    if (newer !== NONE) this.setInt(newer, OLDER, older);
    else if (older !== NONE) this.table.change(key, this.int(sequence, HASH), sequence, older);
    else {
      this.table.delete(key, this.int(sequence, HASH), sequence);
      this.bytes -= keyBytes(key);
    }
    this.count(this.int(sequence, STEP), -1);
    this.giveBack(sequence);
  }

  /** Ends all under the key. */
  removeKey(key: JoinKeyTuple): void {
    if (this.size === 0) return;
    const hash = hashKey(key);
    for (let head = this.table.find(key, hash); head !== undefined; head = this.table.find(key, hash))
      this.remove(head);
  }

  /** Ends all that began more than `maxspanMs` before `now`. */
  expire(now: Moment, maxspanMs: number): void {
    const latestMs = (now.timestampMs ?? Number.NaN) - maxspanMs;
    for (let { oldest } = this; oldest !== NONE; { oldest } = this) {
      const startMs = this.double(oldest, START_MS);
      if (startMs > latestMs || (startMs === latestMs && this.int(oldest, NANOS) >= now.nanos)) return;
      this.remove(oldest);
    }
  }

  removeOldest(): void {
    if (this.oldest === NONE) throw new Error('no sequence waits');
    this.remove(this.oldest);
  }

  /** When the oldest began; undefined: there is none. */
  get oldestMs(): number | undefined {
    return this.oldest === NONE ? undefined : this.double(this.oldest, START_MS);
  }

  /** Gives memory back once nothing waits any more. */
  tidy(): void {
    if (this.size === 0 && this.capacity > LEAST_CAPACITY) this.clear();
  }

  clear(): void {
    this.size = 0;
    this.bytes = 0;
    this.sizes.fill(0);
    this.capacity = 0;
    this.ints = new Int32Array();
    this.doubles = new Float64Array();
    this.keys = [];
    this.leading = [];
    this.table = new JoinKeyTable(this.keys, 0);
    this.oldest = NONE;
    this.newest = NONE;
    this.unused = 0;
    this.givenBack = NONE;
  }

  keyOf(sequence: number): JoinKeyTuple {
    const key = this.keys[sequence];
    if (key === undefined) throw new Error(`no sequence ${sequence} waits`);
    return key;
  }

  startOf(sequence: number): Moment {
    return { timestampMs: this.double(sequence, START_MS), nanos: this.int(sequence, NANOS) };
  }

  /** The place of its last event in the order of all. */
  lastOf(sequence: number): number {
    return this.double(sequence, LAST);
  }

  /** The refs of its events. */
  refsOf(sequence: number): number[] {
    const from = sequence * (REFS + this.steps) + REFS;
    return [...this.doubles.subarray(from, from + this.int(sequence, STEP) + 1)];
  }

  leadingOf(sequence: number): Leading | undefined {
    return this.leading[sequence];
  }

  bar(sequence: number): void {
    this.setInt(sequence, IS_BARRED, 1);
  }

  isBarred(sequence: number): boolean {
    return this.int(sequence, IS_BARRED) === 1;
  }

  private count(step: number, change: number): void {
    this.sizes[step] = (this.sizes[step] ?? 0) + change;
  }

  private take(): number {
    this.size++;
    this.bytes += this.sequenceBytes;
    const sequence = this.givenBack;
    if (sequence === NONE) return this.unused++;
    this.givenBack = this.int(sequence, OLDER);
    return sequence;
  }

  private giveBack(sequence: number): void {
    this.size--;
    this.bytes -= this.sequenceBytes;
    this.keys[sequence] = undefined;
    this.leading[sequence] = undefined;
    this.setInt(sequence, OLDER, this.givenBack);
    this.givenBack = sequence;
  }

  /** As the newest. */
  private link(sequence: number): void {
    this.setInt(sequence, EARLIER, this.newest);
    this.setInt(sequence, LATER, NONE);
    if (this.newest === NONE) this.oldest = sequence;
    else this.setInt(this.newest, LATER, sequence);
    this.newest = sequence;
  }

  private unlink(sequence: number): void {
    const earlier = this.int(sequence, EARLIER);
    const later = this.int(sequence, LATER);
    if (earlier === NONE) this.oldest = later;
    else this.setInt(earlier, LATER, later);
    if (later === NONE) this.newest = earlier;
    else this.setInt(later, EARLIER, earlier);
  }

  /** All numbers below the capacity are taken: there are no holes to close, and each keeps its number. */
  private grow(): void {
    const capacity = Math.max(LEAST_CAPACITY, Math.ceil(this.capacity * GROWTH));
    const ints = new Int32Array(capacity * INTS);
    const doubles = new Float64Array(capacity * (REFS + this.steps));
    ints.set(this.ints);
    doubles.set(this.doubles);
    this.ints = ints;
    this.doubles = doubles;
    this.capacity = capacity;
    if (capacity <= this.table.capacity) return;
    this.table = new JoinKeyTable(this.keys, capacity);
    for (let sequence = 0; sequence < this.size; sequence++)
      if (this.int(sequence, NEWER) === NONE)
        this.table.add(this.keyOf(sequence), this.int(sequence, HASH), sequence);
  }

  private int(sequence: number, column: number): number {
    return this.ints[sequence * INTS + column] as number; // every number given out is within the bounds
  }

  private setInt(sequence: number, column: number, value: number): void {
    this.ints[sequence * INTS + column] = value;
  }

  private double(sequence: number, column: number): number {
    return this.doubles[sequence * (REFS + this.steps) + column] as number; // likewise
  }

  private setDouble(sequence: number, column: number, value: number): void {
    this.doubles[sequence * (REFS + this.steps) + column] = value;
  }
}

const NONE = -1;

/** Columns of `ints`: the last step matched, links, and the nanoseconds of the start beyond its millisecond. */
const STEP = 0;
const NANOS = 1;
const EARLIER = 2;
const LATER = 3;
const OLDER = 4;
const NEWER = 5;
const HASH = 6;
const IS_BARRED = 7;
const INTS = 8;

/** Columns of `doubles`: the time of the first event, the place of the last in the order, the refs of all. */
const START_MS = 0;
const LAST = 1;
const REFS = 2;

const LEAST_CAPACITY = 16;
const GROWTH = 1.5;
/** What stands empty after the arrays have grown. */
const SLACK = GROWTH;
const POINTER = 8;

function keyBytes(key: JoinKeyTuple): number {
  return TABLE_BYTES_PER_KEY * SLACK + textBytes(key); // in halves, so that sums are exact
}
