import { createInflate } from 'node:zlib';
import { InputFailure } from '../../ingest/event-input.ts';
import { gunzip } from '../../ingest/formats/gunzip.ts';
import { Inflater } from '../../ingest/formats/inflater.ts';
import { unzstd } from '../../ingest/formats/unzstd.ts';
import { HttpProblem } from '../problems.ts';
import type { HeldBytes } from './bytes-in-flight.ts';

const NAME = '<body>';

type Unpack = (packed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** By `Content-Encoding`. */
const ENCODINGS: { readonly [encoding: string]: Unpack } = {
  '': packed => packed,
  identity: packed => packed,
  gzip: packed => gunzip(packed, NAME),
  'x-gzip': packed => gunzip(packed, NAME),
  deflate: inflate,
  zstd: packed => unzstd(packed, NAME),
};

export interface BodyLimits {
  /** Packed and unpacked, each. */
  readonly mostBytes: number;
  /** What the unpacked bytes are counted as. */
  readonly held: HeldBytes;
}

/**
 * Reads a body and unpacks it. Where it breaks a limit the rest is read and thrown away, as a client that is still
 * writing does not read the answer that tells it why.
 * @throws HttpProblem `too-large`, `busy`, `unsupported-type`, or `malformed` where it does not unpack
 */
export async function readBody(
  payload: AsyncIterable<Uint8Array>,
  contentEncoding: string | undefined,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const chunks = payload[Symbol.asyncIterator]();
  try {
    const unpack = ENCODINGS[(contentEncoding ?? '').trim().toLowerCase()];
    if (unpack === undefined)
      throw new HttpProblem(
        'unsupported-type',
        `found Content-Encoding \`${contentEncoding}\`, expected gzip, deflate, zstd or none`,
      );
    return await collect(unpack(counted(chunks, limits.mostBytes)), limits);
  } catch (cause) {
    limits.held.release();
    await drain(chunks, limits.mostBytes);
    if (cause instanceof InputFailure)
      throw new HttpProblem('malformed', `the body does not unpack: ${cause.message}`);
    throw cause;
  }
}

/** Its chunks, left open where whoever reads them stops: they are drained later. */
async function* counted(chunks: AsyncIterator<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for (;;) {
    const next = await chunks.next().catch(() => {
      throw new HttpProblem('malformed', 'the connection ended within the body');
    });
    if (next.done) return;
    bytes += next.value.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    yield next.value;
  }
}

async function collect(
  bytes: AsyncIterable<Uint8Array>,
  { held, mostBytes }: BodyLimits,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let lengthBytes = 0;
  for await (const piece of bytes) {
    lengthBytes += piece.length;
    if (lengthBytes > mostBytes) throw tooLarge(mostBytes);
    held.add(piece.length);
    pieces.push(piece);
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, lengthBytes);
}

/** Reads on without keeping anything, though not for ever. */
async function drain(chunks: AsyncIterator<Uint8Array>, mostBytes: number): Promise<void> {
  try {
    for (let left = mostBytes; left > 0; ) {
      const next = await chunks.next();
      if (next.done) return;
      left -= next.value.length;
    }
    await chunks.return?.();
  } catch {
    // The connection broke: nobody waits for an answer.
  }
}

/** What HTTP calls `deflate` is the format of zlib. */
async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater(createInflate());
  try {
    for await (const chunk of packed) {
      yield* inflater.write(chunk);
      if (inflater.failure !== undefined) throw new InputFailure('gzip', inflater.failure, NAME);
    }
    yield* inflater.end();
    if (inflater.failure !== undefined) throw new InputFailure('gzip', inflater.failure, NAME);
  } finally {
    inflater.close();
  }
}

function tooLarge(mostBytes: number): HttpProblem {
  return new HttpProblem(
    'too-large',
    `the body has more than ${mostBytes} bytes, packed or unpacked; send it in several requests`,
  );
}
