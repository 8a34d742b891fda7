import { stat } from 'node:fs/promises';
import process from 'node:process';
import { type EventInput, fileInput } from '../ingest/event-input.ts';
import { findFiles } from './find-files.ts';

/** Told as bytes are read, for a progress bar. */
export type BytesRead = (count: number) => void;

/**
 * The inputs behind the paths of a command line: files, folders (all files below, by name), `-` for standard
 * input. A path that cannot be read becomes an input whose reading fails, so that it is told like any other.
 */
export async function* eventInputs(
  paths: readonly string[],
  onBytes: BytesRead = () => {},
): AsyncGenerator<EventInput> {
  for (const path of paths) {
    if (path === '-') {
      yield counted({ name: '<stdin>', bytes: () => process.stdin }, onBytes);
      continue;
    }
    let isEmpty = true;
    for await (const found of findFiles([path])) {
      isEmpty = false;
      yield counted({ ...fileInput(found.path), isMet: found.kind === 'file' && !found.named }, onBytes);
    }
    // An empty folder is told as an empty file would be.
    if (isEmpty) yield { name: path, async *bytes() {} };
  }
}

/** How many bytes the paths hold together, as far as that can be known; standard input counts as nothing. */
export async function totalBytes(paths: readonly string[]): Promise<number> {
  let total = 0;
  for await (const found of findFiles(paths.filter(path => path !== '-'))) {
    if (found.kind === 'file') total += await sizeOf(found.path);
  }
  return total;
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    status => status.size,
    () => 0,
  );
}

/** The input, of which every byte that is read is told. */
export function counted(input: EventInput, onBytes: BytesRead): EventInput {
  async function* count(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      onBytes(chunk.length);
      yield chunk;
    }
  }
  const { bytesFrom } = input;
  return {
    ...input,
    bytes: () => count(input.bytes()),
    ...(bytesFrom === undefined ? {} : { bytesFrom: place => count(bytesFrom(place)) }),
  };
}
