import { createReadStream } from 'node:fs';

/** A source of bytes with a name: a file, standard input, the body of a request. */
export interface EventInput {
  /** As the user gave it: a path, or a name in angle brackets such as `<stdin>`. */
  readonly name: string;
  /** Met in a folder, not named by the user: passed over if it is of no event form, as a README beside logs. */
  readonly isMet?: boolean;
  /** The bytes from the start, in pieces of any size. A failure to read is thrown by the iteration. */
  bytes(): AsyncIterable<Uint8Array>;
}

const FILE_CHUNK_BYTES = 256 * 1024;

/** The file at `path`; it is opened when the reading starts, and closed when it ends or is given up. */
export function fileInput(path: string): EventInput {
  return { name: path, bytes: () => createReadStream(path, { highWaterMark: FILE_CHUNK_BYTES }) };
}

/**
 * The source of bytes gave up (no such file, a folder, damaged compression). Only such failures become
 * diagnostics; any other exception out of the reading of events is a bug and stays one.
 */
export class InputFailure extends Error {
  /** What failed: opening and reading, or unpacking what was read. */
  readonly stage: 'read' | 'gunzip';
  /** The code of the operating system or of zlib, such as `ENOENT`. */
  readonly failureCode: string;

  constructor(stage: 'read' | 'gunzip', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.stage = stage;
    this.failureCode = failureCodeOf(cause);
  }
}

/** The bytes of an input, whose failures are told from bugs. */
export async function* readBytes(input: EventInput): AsyncGenerator<Uint8Array> {
  const chunks = startReading(input);
  try {
    for (;;) {
      const next = await nextChunk(chunks);
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
    throw new InputFailure('read', cause);
  }
}

async function nextChunk(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await chunks.next();
  } catch (cause) {
    throw new InputFailure('read', cause);
  }
}

function failureCodeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
