/**
 * Which number stands for a key, for as many keys as there is memory: what a `Map` does, with fewer waits for
 * memory. A look-up reads one bucket, which is as large as a line of the processor's cache and tells in nearly all
 * cases that a key is not there; a text is compared only where its whole hash is equal.
 *
 *     bucket   7 hashes | how many keys found no room | 7 numbers, each one more than it stands for | -
 *
 * The hash is fixed, so whoever writes the keys can make them all fall into one bucket. The seven that it holds
 * and no more: the others go to a `Map`, whose hash nobody outside the process knows.
 */
export class JoinKeyTable {
  /** How many keys it is made for. More fit in, and are slower to find. */
  readonly capacity: number;
  private readonly buckets: Int32Array;
  private readonly mask: number;
  private readonly rest = new Map<string, number>();
  private readonly keys: readonly (string | undefined)[];

  /** @param keys the key that each number stands for; whoever adds a number keeps it there. */
  constructor(keys: readonly (string | undefined)[], capacity: number) {
    let count = 4;
    while (count * MOST_KEYS_PER_BUCKET < capacity) count *= 2;
    this.buckets = new Int32Array(count * BUCKET);
    this.mask = count - 1;
    this.capacity = Math.floor(count * MOST_KEYS_PER_BUCKET);
    this.keys = keys;
  }

  /** `hash` is here and below that of the key. Undefined: the key is not there. */
  find(key: string, hash: number): number | undefined {
    const { buckets, keys } = this;
    const at = this.bucketOf(hash);
    for (let entry = at; entry < at + ENTRIES; entry++) {
      if (buckets[entry] !== hash) continue;
      const number = (buckets[entry + TO_NUMBER] as number) - 1; // within the bucket, as below
      if (number >= 0 && keys[number] === key) return number;
    }
    return buckets[at + ENTRIES] === 0 ? undefined : this.rest.get(key);
  }

  /** The key must not be there yet. */
  add(key: string, hash: number, number: number): void {
    const entry = this.entryOf(hash, 0);
    if (entry === undefined) {
      this.countRest(hash, 1);
      this.rest.set(key, number);
    } else {
      this.buckets[entry] = hash;
      this.buckets[entry + TO_NUMBER] = number + 1;
    }
  }

  /** The key, which stood under `number`, now stands under `other`. */
  change(key: string, hash: number, number: number, other: number): void {
    const entry = this.entryOf(hash, number + 1);
    if (entry === undefined) this.rest.set(key, other);
    else this.buckets[entry + TO_NUMBER] = other + 1;
  }

  /** Forgets the key, which stood under `number`. */
  delete(key: string, hash: number, number: number): void {
    const entry = this.entryOf(hash, number + 1);
    if (entry === undefined) {
      this.countRest(hash, -1);
      this.rest.delete(key);
    } else {
      this.buckets[entry] = 0;
      this.buckets[entry + TO_NUMBER] = 0;
    }
  }

  private bucketOf(hash: number): number {
    return (hash & this.mask) * BUCKET;
  }

  /** Where the bucket holds this content. */
  private entryOf(hash: number, content: number): number | undefined {
    const at = this.bucketOf(hash);
    for (let entry = at; entry < at + ENTRIES; entry++)
      if (this.buckets[entry + TO_NUMBER] === content) return entry;
    return undefined;
  }

  private countRest(hash: number, change: number): void {
    const at = this.bucketOf(hash) + ENTRIES;
    this.buckets[at] = (this.buckets[at] as number) + change;
  }
}

/** In 32-bit numbers: a line of the cache has 64 bytes. */
const BUCKET = 16;
const ENTRIES = 7;
const TO_NUMBER = 8;
/** On average: of a hundred buckets, three or fewer are then too small. */
const MOST_KEYS_PER_BUCKET = 3.5;
/** At most, as buckets are doubled: on average each holds a half of the most or more. */
export const TABLE_BYTES_PER_KEY: number = Math.ceil((BUCKET * 4) / (MOST_KEYS_PER_BUCKET / 2));

/** A hash of 32 bits. Two halves take turns, so that neither waits for the other's multiplication. */
export function hashKey(key: string): number {
  let even = 0x2f0b4a27;
  let odd = 0x6a09e667;
  const { length } = key;
  let at = 0;
  for (; at + 1 < length; at += 2) {
    even = Math.imul(even ^ key.charCodeAt(at), 0x01000193);
    odd = Math.imul(odd ^ key.charCodeAt(at + 1), 0x5bd1e995);
  }
  if (at < length) even = Math.imul(even ^ key.charCodeAt(at), 0x01000193);
  let hash = even ^ Math.imul(odd, 0x85ebca6b) ^ length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
