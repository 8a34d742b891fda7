import { createGunzip } from 'node:zlib';
import { isZero } from '../../evtx/is-zero.ts';
import { InputFailure } from '../event-input.ts';
import { Inflater } from './inflater.ts';

/** Unpacks gzip, of one member or several. `input` is the name that its failures carry. */
export async function* gunzip(packed: AsyncIterable<Uint8Array>, input: string): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater(createGunzip());
  let offset = 0;
  try {
    for await (const chunk of packed) {
      if (!inflater.isEnded) yield* inflater.write(chunk);
      if (inflater.failure !== undefined) throw new InputFailure('gzip', inflater.failure, input);
      // Tapes and block devices fill up with zeros.
      const after = inflater.isEnded ? chunk.subarray(Math.max(0, inflater.usedBytes - offset)) : undefined;
      if (after !== undefined && !isZero(after))
        throw new InputFailure('gzip', new Error('other data follow the compressed data'), input);
      offset += chunk.length;
    }
    if (!inflater.isEnded) yield* inflater.end();
    if (inflater.failure !== undefined) throw new InputFailure('gzip', inflater.failure, input);
  } finally {
    inflater.close();
  }
}
