import { type Piece, PieceBuffer, type Splitter } from './piece.ts';

/** Where the records of a JSON text lie. */
export type JsonLayout =
  /** Values one after another; the elements of an outermost array are records each. */
  | 'values'
  /** Search responses one after another; the records are the elements of `hits.hits`. */
  | 'search-response';

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const BLANK = 0x20;
/** A key longer than this is none that a layout asks for. */
const LONGEST_KEY_BYTES = 16;
/** Records lie no deeper than this; containers further down are counted, not kept. */
const DEEPEST_FRAME = 3;

/**
 * Cuts a JSON text that spans many lines into its records. It knows strings and brackets, no more: whether a
 * record is JSON is found out by its reader, so that a broken element costs itself and not its neighbours.
 * A bracket that is missing or too many makes the records behind it unfindable; they count as one.
 */
export function splitJson(layout: JsonLayout, limitBytes: number): Splitter {
  const value = new PieceBuffer(limitBytes);
  /** Open containers outside records; with the key under which each was opened. */
  const outer: { readonly open: number; readonly key: string; lastKey: string }[] = [];
  let deeper = 0;
  let record = 1;
  /** Brackets open inside the record under way; -1 between records. */
  let depth = -1;
  let isScalar = false;
  let inString = false;
  let isEscaped = false;
  let key: string | undefined;

  /** Whether a value that starts here is a record (or else is part of the frame around them). */
  function isRecordPlace(): boolean {
    if (layout === 'values') return outer.length === 0 || outer.length === 1;
    const [root, hits, list] = outer;
    return (
      outer.length === DEEPEST_FRAME &&
      deeper === 0 &&
      root?.open === OPEN_BRACE &&
      hits?.key === 'hits' &&
      hits.open === OPEN_BRACE &&
      list?.key === 'hits' &&
      list.open === OPEN_BRACKET
    );
  }

  function isFrame(byte: number): boolean {
    if (layout === 'values') return byte === OPEN_BRACKET && outer.length === 0;
    return (byte === OPEN_BRACE || byte === OPEN_BRACKET) && !isRecordPlace();
  }

  /** Takes one byte that lies between records; true when a record starts with it. */
  function between(byte: number): boolean {
    if (inString) {
      keyByte(byte);
      return false;
    }
    if (byte <= BLANK || byte === COMMA || byte === COLON) return false;
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (deeper > 0) deeper--;
      else outer.pop();
      return false;
    }
    const holder = outer.at(-1);
    if (isFrame(byte)) {
      if (outer.length === DEEPEST_FRAME) deeper++;
      else outer.push({ open: byte, key: holder?.lastKey ?? '', lastKey: '' });
      return false;
    }
    if (isRecordPlace()) return true;
    if (byte === QUOTE) {
      inString = true;
      key = '';
    }
    return false;
  }

  /** One byte of a string of the frame: the last one before a value is the value's key. */
  function keyByte(byte: number): void {
    if (isEscaped) isEscaped = false;
    else if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) {
      inString = false;
      const holder = outer.at(-1);
      if (holder !== undefined) holder.lastKey = key ?? '';
      return;
    }
    if (key !== undefined && key.length < LONGEST_KEY_BYTES) key += String.fromCharCode(byte);
  }

  /** Takes one byte of a record; true when the record ends with it, or before it if it is a scalar. */
  function within(byte: number): boolean {
    if (inString) {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) inString = false;
      return false;
    }
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return --depth <= 0;
    else if (isScalar) return byte <= BLANK || byte === COMMA;
    return false;
  }

  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let start = 0;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at] ?? 0;
        if (depth < 0) {
          if (!between(byte)) continue;
          start = at;
          depth = 0;
          isScalar = byte !== OPEN_BRACE && byte !== OPEN_BRACKET;
          within(byte);
          continue;
        }
        if (!within(byte)) continue;
        // A bracket that closes a container belongs to it; what ends a scalar belongs to the frame.
        const isOwn = !isScalar;
        value.add(chunk.subarray(start, isOwn ? at + 1 : at), false);
        pieces.push(value.take(record++, 'mark'));
        depth = -1;
        if (!isOwn) between(byte);
      }
      if (depth >= 0) value.add(chunk.subarray(start), true);
      return pieces;
    },
    end() {
      // A frame that is still open says that records are missing, even if none has begun.
      if (depth < 0 && outer.length === 0 && !inString) return [];
      depth = -1;
      return [value.take(record++, 'input')];
    },
  };
}
