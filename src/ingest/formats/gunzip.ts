import { createGunzip, type Gunzip } from 'node:zlib';
import { InputFailure } from '../event-input.ts';

/** Unpacked at most a thousandfold, so that this much at a time keeps the memory of a bomb small. */
const STEP_BYTES = 16 * 1024;

/**
 * Unpacks gzip. All that could be unpacked comes out before damage is thrown as an `InputFailure`, which is
 * why this drives the inflater step by step: a piped stream forgets what it has not handed on when it fails.
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip();
  const unpacked: Uint8Array[] = [];
  inflater.on('data', (chunk: Uint8Array) => unpacked.push(chunk));
  // The failure reaches the step that caused it; this only keeps it from being thrown a second time.
  inflater.on('error', () => undefined);
  try {
    for await (const chunk of packed) {
      for (let from = 0; from < chunk.length; from += STEP_BYTES) {
        const failure = await step(inflater, chunk.subarray(from, from + STEP_BYTES));
        yield* unpacked.splice(0);
        if (failure !== undefined) throw new InputFailure('gunzip', failure);
      }
    }
    const failure = await finish(inflater);
    yield* unpacked.splice(0);
    if (failure !== undefined) throw new InputFailure('gunzip', failure);
  } finally {
    inflater.destroy();
  }
}

function step(inflater: Gunzip, chunk: Uint8Array): Promise<unknown> {
  return new Promise(resolve => {
    inflater.write(chunk, failure => resolve(failure ?? undefined));
  });
}

function finish(inflater: Gunzip): Promise<unknown> {
  return new Promise(resolve => {
    inflater.once('error', resolve);
    inflater.once('end', () => resolve(undefined));
    inflater.end();
  });
}
