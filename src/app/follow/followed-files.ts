import { stat } from 'node:fs/promises';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { findFiles, reasonOf } from '../find-files.ts';
import { unreadablePath } from '../messages.ts';
import type { InputCounts } from '../read-inputs.ts';
import { FollowedFile, type FoundFile } from './followed-file.ts';
import type { GrowingOptions } from './growing-lines.ts';

/** A file that is found under none of the paths any more is given up when it has not changed for so long. */
const GIVE_UP_AFTER_MS = 5_000;

/**
 * The files behind some paths, as they come, grow, are renamed and go. A file is known by its number in the file
 * system, not by its name: one that is rotated in a followed folder is the same file under another name, and one
 * that is made anew under the old name is another.
 */
export class FollowedFiles {
  readonly #paths: readonly string[];
  readonly #counts: InputCounts;
  readonly #options: GrowingOptions;
  readonly #files = new Map<string, FollowedFile>();
  /** Paths that cannot be read now: each is told when it begins, and tried again. */
  #unreadable: ReadonlySet<string> = new Set();

  constructor(paths: readonly string[], counts: InputCounts, options: GrowingOptions) {
    this.#paths = paths;
    this.#counts = counts;
    this.#options = options;
  }

  get size(): number {
    return this.#files.size;
  }

  /** Looks at everything once and gives what has come. `isAtOnce`: the first or the last time. */
  async *read(nowMs: number, isAtOnce: boolean): AsyncGenerator<readonly IngestedEvent[]> {
    const unreadable = new Set<string>();
    const tell = (path: string, reason: string): void => {
      if (!this.#unreadable.has(path)) this.#options.onProblem(unreadablePath(path, reason, 'ING001'));
      unreadable.add(path);
    };
    const found = await findNow(this.#paths, tell);
    for (const [identity, file] of found) {
      if (!this.#files.has(identity))
        this.#files.set(identity, new FollowedFile(file, this.#counts, this.#options));
    }
    for (const [identity, file] of this.#files) {
      const foundFile = found.get(identity);
      try {
        yield* file.read(foundFile, nowMs, isAtOnce);
      } catch (error) {
        // A failure of the operating system has a code; a bug has none.
        if (!(error instanceof Error && 'code' in error)) throw error;
        if (foundFile !== undefined) tell(foundFile.path, reasonOf(error));
      }
      if (foundFile === undefined && nowMs - file.changedMs > GIVE_UP_AFTER_MS) {
        this.#files.delete(identity);
        yield file.end();
      }
    }
    this.#unreadable = unreadable;
  }

  /** Nothing will be added to any of them. */
  *end(): Generator<readonly IngestedEvent[]> {
    for (const file of this.#files.values()) yield file.end();
    this.#files.clear();
    this.#counts.unreadable.push(...this.#unreadable);
  }
}

/** The files that are there now, by identity. */
async function findNow(
  paths: readonly string[],
  onUnreadable: (path: string, reason: string) => void,
): Promise<ReadonlyMap<string, FoundFile>> {
  const files = new Map<string, FoundFile>();
  for await (const found of findFiles(paths)) {
    if (found.kind === 'unreadable') {
      onUnreadable(found.path, found.reason);
      continue;
    }
    try {
      const status = await stat(found.path, { bigint: true });
      if (!status.isFile()) {
        onUnreadable(found.path, 'it is no file, and only files and `-` can be followed');
        continue;
      }
      files.set(`${status.dev}:${status.ino}`, {
        path: found.path,
        isMet: !found.named,
        sizeBytes: Number(status.size),
        modifiedMs: Number(status.mtimeMs),
      });
    } catch (error) {
      // What goes away between being listed and being looked at was about to go.
      if (found.named) onUnreadable(found.path, reasonOf(error));
    }
  }
  return files;
}
