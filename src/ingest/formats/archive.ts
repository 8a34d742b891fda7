import { InputFailure } from '../event-input.ts';
import type { ByteSource } from './byte-source.ts';

/**
 * An archive is read from its start to its end, as it comes: its members one after the other, none of them held.
 * A member's bytes must be read, or left, before the archive is asked for the next one.
 *
 * The list at the end of a zip, which a reader of files starts from, is not used: a pipe has no end to start
 * from, and an archive that was cut off has no list.
 */
export type ArchiveItem = Member | SealedMember | ArchiveDamage;

export interface Member {
  readonly kind: 'member';
  readonly name: string;
  /** Failures of the member's own data are thrown as `InputFailure`s that carry its name. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A member that cannot be opened. */
export interface SealedMember {
  readonly kind: 'sealed';
  readonly name: string;
  /** What hinders, as `it is encrypted`. */
  readonly reason: string;
}

/** Bytes where a member should begin, or none: members may be missing. */
export interface ArchiveDamage {
  readonly kind: 'damage';
  readonly detail: string;
  readonly offset: number;
}

const LONGEST_NAME = 500;

/** The name under which a member is known: that of the archive, `!`, and its own, which is never a path to us. */
export function memberName(archive: string, name: string): string {
  const own = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return `${archive}!${own}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Names say in no reliable way what they are encoded in: UTF-8 where it is that, else a character a byte. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** Lends an iterator to a reader that may stop early: the lender reads on from there. */
export function lent(bytes: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => bytes.next() }) };
}

/** The next `count` bytes, which belong to the member `name`: all of them, or a failure. */
export async function* exactly(
  source: ByteSource,
  count: number,
  format: 'tar' | 'zip',
  name: string,
): AsyncGenerator<Uint8Array> {
  const end = source.offset + count;
  yield* source.pieces(count);
  if (source.offset < end) throw breaksOff(format, name);
}

export function breaksOff(format: 'tar' | 'zip', name: string): InputFailure {
  return new InputFailure(format, new Error('the archive breaks off inside it'), name);
}
