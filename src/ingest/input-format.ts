import { bulkAction } from './formats/read-bulk.ts';
import { isTarHeader, TAR_BLOCK_BYTES } from './formats/untar.ts';

/** What an input holds, told by its first bytes: names and endings of files say nothing. */
export type InputFormat =
  /** One JSON document a line. */
  | { readonly kind: 'lines' }
  /** JSON documents over several lines, or in an array. */
  | { readonly kind: 'json' }
  /** What Elasticsearch answers to a search. */
  | { readonly kind: 'search-response' }
  /** The body of an Elasticsearch bulk request: lines that say what to do, and lines of documents. */
  | { readonly kind: 'bulk' }
  /** Not `hasEvents`: no event begins near its start. */
  | { readonly kind: 'xml'; readonly hasEvents: boolean }
  /** A log file of Windows. */
  | { readonly kind: 'evtx' }
  | { readonly kind: 'gzip' | 'zstd' | 'zip' | 'tar' }
  | { readonly kind: 'utf-16'; readonly encoding: 'utf-16le' | 'utf-16be' }
  | { readonly kind: 'empty' }
  /** Known, and not read by this version. */
  | { readonly kind: 'later'; readonly name: UnreadFormat }
  /** Text of which no line at the start could be an event: a README, a script. */
  | { readonly kind: 'prose' }
  /** Not text. */
  | { readonly kind: 'binary' };

/** Ways of packing that are told by name, and not read. */
export type UnreadFormat = 'xz' | 'bzip2' | '7z' | 'rar' | 'lz4';

/** So many bytes decide, never more: else the answer would depend on where the chunks end. */
export const SNIFF_BYTES = 4096;

const ANY = -1;
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly format: InputFormat }[] = [
  { bytes: [0x1f, 0x8b], format: { kind: 'gzip' } },
  { bytes: [0xff, 0xfe], format: { kind: 'utf-16', encoding: 'utf-16le' } },
  { bytes: [0xfe, 0xff], format: { kind: 'utf-16', encoding: 'utf-16be' } },
  { bytes: [...Buffer.from('ElfFile\0')], format: { kind: 'evtx' } },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], format: { kind: 'zstd' } },
  { bytes: [...Buffer.from('PK\x03\x04')], format: { kind: 'zip' } },
  // Empty, and cut into volumes.
  { bytes: [...Buffer.from('PK\x05\x06')], format: { kind: 'zip' } },
  { bytes: [...Buffer.from('PK\x07\x08PK\x03\x04')], format: { kind: 'zip' } },
  { bytes: [0xfd, ...Buffer.from('7zXZ\0')], format: { kind: 'later', name: 'xz' } },
  { bytes: [...Buffer.from('BZh'), ANY, ...Buffer.from('1AY&SY')], format: { kind: 'later', name: 'bzip2' } },
  { bytes: [...Buffer.from('7z'), 0xbc, 0xaf, 0x27, 0x1c], format: { kind: 'later', name: '7z' } },
  { bytes: [...Buffer.from('Rar!\x1a\x07')], format: { kind: 'later', name: 'rar' } },
  { bytes: [0x04, 0x22, 0x4d, 0x18], format: { kind: 'later', name: 'lz4' } },
];

/** The first key of a search response, one way or the other; no event document begins with one of them. */
const SEARCH_RESPONSE = /^\{\s*"(?:took|timed_out|_shards|hits|_scroll_id|pit_id|is_partial|is_running)"\s*:/;

/** Lists in lists and nothing else on the first line hold no event: the lines after it may. */
const ONLY_BRACKETS = /^\[[ \t\r]*\[[[ \t\r]*(?:\n|$)/;
const EVENT_TAG = /<(?:[\w.-]+:)?Event/;

/** Tells the format from the start of an input: all of it, or at least `SNIFF_BYTES`. */
export function formatOf(bytes: Uint8Array): InputFormat {
  const start = bytes.subarray(0, SNIFF_BYTES);
  const signature = SIGNATURES.find(({ bytes: first }) =>
    first.every((byte, at) => byte === ANY || start[at] === byte),
  );
  if (signature !== undefined) return signature.format;
  if (isTarHeader(start.subarray(0, TAR_BLOCK_BYTES))) return { kind: 'tar' };
  // Latin-1 keeps each byte one character, so that a character cut in two at the end does no harm.
  const text = Buffer.from(withoutByteOrderMark(start)).toString('latin1');
  if (text.length === 0) return { kind: 'empty' };
  const trimmed = text.trimStart();
  if (trimmed.startsWith('<')) return { kind: 'xml', hasEvents: EVENT_TAG.test(trimmed) };
  if (trimmed.startsWith('[')) return { kind: ONLY_BRACKETS.test(trimmed) ? 'lines' : 'json' };
  if (trimmed.startsWith('{')) {
    if (SEARCH_RESPONSE.test(trimmed)) return { kind: 'search-response' };
    if (bulkAction(Buffer.from(trimmed.split('\n', 1)[0] ?? '', 'latin1')) !== undefined)
      return { kind: 'bulk' };
    // What prints JSON over several lines leaves the first brace alone on its line.
    return /^\{[ \t\r]*\n/.test(trimmed) ? { kind: 'json' } : { kind: 'lines' };
  }
  if (text.includes('\0')) return { kind: 'binary' };
  // A first line may be damaged and the rest of the file be events.
  return trimmed === '' || /\n[ \t]*\{/.test(trimmed) ? { kind: 'lines' } : { kind: 'prose' };
}

/** UTF-8 may begin with a byte order mark, which is no part of the text. */
export function withoutByteOrderMark(start: Uint8Array): Uint8Array {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? start.subarray(3) : start;
}
