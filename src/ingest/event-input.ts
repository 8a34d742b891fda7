import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A source of bytes with a name: a file, standard input, the body of a request. */
export interface EventInput {
  /** As the user gave it: a path, or a name in angle brackets such as `<stdin>`. */
  readonly name: string;
  /** Met in a folder, not named by the user: passed over if it is of no event form, as a README beside logs. */
  readonly isMet?: boolean;
  /** The file that holds these bytes, where it can be read again. */
  readonly path?: string;
  /** The bytes from the start, in pieces of any size. A failure to read is thrown by the iteration. */
  bytes(): AsyncIterable<Uint8Array>;
  /** The bytes from a place on, in pieces that hold only until the next one is asked for. */
  bytesFrom?(place: number): AsyncIterable<Uint8Array>;
}

const FILE_CHUNK_BYTES = 256 * 1024;
/** Some milliseconds of reading. */
const PIECES_A_TURN = 8;

/** The file at `path`; it is opened when the reading starts, and closed when it ends or is given up. */
export function fileInput(path: string): EventInput {
  const bytes = (): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: FILE_CHUNK_BYTES });
  // A pipe, as shells make of `<(command)`, is read once.
  if (!isPlainFile(path)) return { name: path, bytes };
  return { name: path, path, bytes, bytesFrom: place => readInTurns(path, place) };
}

/** Also not of what cannot be looked at: reading it tells why. */
function isPlainFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The bytes of a file from a place on. Each piece lies in the same buffer and holds only until the next one is asked
 * for, so that a large file costs no more memory than that, and no work to get rid of it. The file is read by calls
 * that wait: handing each to another thread costs several times what it takes to copy a piece that the system has
 * read ahead. Whoever else waits for this thread gets a turn now and then.
 */
export async function* readInTurns(path: string, from: number): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    // Searching it is several times as fast as searching a plain array of bytes.
    const buffer = Buffer.allocUnsafeSlow(FILE_CHUNK_BYTES);
    for (let place = from, turn = 1; ; turn++) {
      const bytesRead = readSync(file, buffer, 0, FILE_CHUNK_BYTES, place);
      if (bytesRead === 0) return;
      place += bytesRead;
      yield buffer.subarray(0, bytesRead);
      if (turn % PIECES_A_TURN === 0) await nextTurn();
    }
  } finally {
    closeSync(file);
  }
}

export type FailureStage = 'read' | 'gzip' | 'zstd' | 'zip' | 'tar' | 'limit';

/**
 * The source of bytes gave up (no such file, a folder, damaged compression). Only such failures become
 * diagnostics; any other exception out of the reading of events is a bug and stays one.
 */
export class InputFailure extends Error {
  /** What failed: opening and reading, unpacking what was read, or keeping to what may be unpacked. */
  readonly stage: FailureStage;
  /** The input, or the member of an archive, whose bytes these are; a failure of an archive ends its members. */
  readonly input: string;
  /** The code of the operating system or of zlib, such as `ENOENT`. */
  readonly failureCode: string;

  constructor(stage: FailureStage, cause: unknown, input: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.stage = stage;
    this.input = input;
    this.failureCode = failureCodeOf(cause);
  }
}

/** The bytes of an input, whose failures are told from bugs. */
export async function* readBytes(input: EventInput): AsyncGenerator<Uint8Array> {
  const chunks = startReading(input);
  try {
    for (;;) {
      const next = await nextChunk(chunks, input.name);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function startReading(input: EventInput): AsyncIterator<Uint8Array> {
  try {
    return input.bytes()[Symbol.asyncIterator]();
  } catch (cause) {
    throw new InputFailure('read', cause, input.name);
  }
}

async function nextChunk(
  chunks: AsyncIterator<Uint8Array>,
  name: string,
): Promise<IteratorResult<Uint8Array>> {
  try {
    return await chunks.next();
  } catch (cause) {
    throw new InputFailure('read', cause, name);
  }
}

function failureCodeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
