import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * A temporary file that grows at its end and is read at any place; made on first use, gone on close. It holds
 * events of the user's machines, so its folder is open to this user alone (mkdtemp's mode 0700).
 */
export class SpillFile {
  #folder: string | undefined;
  #handle: number | undefined;
  #size = 0;

  get sizeBytes(): number {
    return this.#size;
  }

  /** Appends and gives the place of the first byte. */
  append(bytes: Uint8Array): number {
    const at = this.#size;
    const handle = this.#open();
    for (let done = 0; done < bytes.length; )
      done += writeSync(handle, bytes, done, bytes.length - done, at + done);
    this.#size += bytes.length;
    return at;
  }

  read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const handle = this.#open();
    let done = 0;
    while (done < length) {
      const got = readSync(handle, bytes, done, length - done, at + done);
      if (got === 0) break;
      done += got;
    }
    return bytes.subarray(0, done);
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#handle = undefined;
    this.#folder = undefined;
  }

  #open(): number {
    if (this.#handle === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'tripline-'));
      this.#handle = openSync(join(this.#folder, 'spill'), 'wx+', 0o600);
      // Where the system allows it, the name goes at once: then nothing is left behind however the process ends.
      if (process.platform !== 'win32') rmSync(this.#folder, { recursive: true, force: true });
    }
    return this.#handle;
  }
}
