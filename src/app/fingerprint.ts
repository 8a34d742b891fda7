import { ByteHash } from '../base/byte-hash.ts';

/**
 * The fingerprint of an event: 64 bits, by which doubles are known. Two events collide by chance once in 2^64 pairs;
 * the seed is drawn anew by each process, so that nobody can prepare an event that hides another.
 *
 * An event is known by its name, the text that stands behind its id (ingest/event-id.ts), or where it has none by
 * its bytes. Names are hashed by UTF-16 units, so that a name in ASCII can be put together of bytes where they
 * stand.
 */
export class Fingerprinter {
  /** The fingerprint that was made last; never both zero. */
  low = 0;
  high = 0;
  readonly #seed: number;
  readonly #bytes = new ByteHash();
  #a = 0;
  #b = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Makes that of an event as ingest gives it. */
  take(identity: string | Uint8Array): void {
    if (typeof identity === 'string') this.takeName(identity);
    else {
      const view = new DataView(identity.buffer, identity.byteOffset, identity.length);
      this.takeBytes(view, 0, identity.length);
    }
  }

  takeName(name: string): void {
    this.begin();
    for (let at = 0; at < name.length; at++) this.add(name.charCodeAt(at));
    this.end();
  }

  takeBytes(view: DataView, start: number, end: number): void {
    const bytes = this.#bytes;
    bytes.take(view, start, end, this.#seed ^ 0x165667b1, this.#seed ^ 0x27d4eb2f);
    this.#a = bytes.a;
    this.#b = bytes.b;
    this.end();
  }

  /** Begins a name that comes unit by unit. */
  begin(): void {
    this.#a = this.#seed ^ 0x9e3779b9;
    this.#b = this.#seed ^ 0x85ebca6b;
  }

  add(unit: number): void {
    const a = Math.imul(this.#a ^ unit, 0x9e3779b1);
    const b = Math.imul(this.#b ^ unit, 0x5f356495);
    this.#a = a ^ (a >>> 15);
    this.#b = b ^ (b >>> 13);
  }

  end(): void {
    const a = this.#a;
    const b = this.#b;
    const low = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
    const high = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
    this.low = low >>> 0;
    this.high = high >>> 0;
    if (this.low === 0 && this.high === 0) this.low = 1;
  }
}
