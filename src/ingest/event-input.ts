import { createReadStream } from 'node:fs';

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
}

const FILE_CHUNK_BYTES = 256 * 1024;

/** The file at `path`; it is opened when the reading starts, and closed when it ends or is given up. */
export function fileInput(path: string): EventInput {
  return { name: path, path, bytes: () => createReadStream(path, { highWaterMark: FILE_CHUNK_BYTES }) };
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
