import { type Piece, PieceBuffer, type Splitter } from './piece.ts';

const LESS_THAN = 0x3c;
const [SLASH, COLON, GREATER_THAN, BLANK] = [0x2f, 0x3a, 0x3e, 0x20];
const EVENT = Buffer.from('Event');
const HIDING = [
  { open: Buffer.from('<!--'), close: Buffer.from('-->') },
  { open: Buffer.from('<![CDATA['), close: Buffer.from(']]>') },
] as const;
const TAG_END = Buffer.from('>');
/** Writers that must name a namespace call it `ns0` or the like. */
const LONGEST_PREFIX_BYTES = 16;
/** No mark is longer (`</`, prefix, `:Event`, one byte after), so that with as many bytes each can be told. */
const LONGEST_MARK_BYTES = LONGEST_PREFIX_BYTES + 9;
/** A chunk is never searched for marks beyond what is held; this bounds the text kept between events. */
const STRAY_LIMIT_BYTES = 64 * 1024;
/**
 * A comment or CDATA section that has no end within so many bytes was never closed, and hides nothing: else it
 * would swallow the events behind it. An event of Windows is shorter.
 */
const HIDDEN_LIMIT_BYTES = 256 * 1024;

/**
 * Cuts a text of Windows events at `<Event …>` and `</Event>`, whatever their prefix. Marks inside comments and
 * CDATA do not count. An event that is not closed before the next one opens ends there: that is how the reading
 * finds its way back after a damaged one. What lies between events and is more than blanks is a stray piece.
 */
export function splitXml(limitBytes: number): Splitter {
  const event = new PieceBuffer(limitBytes);
  const stray = new PieceBuffer(STRAY_LIMIT_BYTES);
  /** Bytes seen and not yet told apart: the start of a mark at the end of the last chunk. */
  let rest: Uint8Array = new Uint8Array(0);
  let record = 1;
  let isInside = false;
  /** Waiting for the end of the start or end tag of the event. */
  let awaited: 'started' | 'closed' | undefined;

  function current(): PieceBuffer {
    return isInside ? event : stray;
  }

  function closeEvent(pieces: Piece[], ending: Piece['ending']): void {
    pieces.push(event.take(record++, ending));
    isInside = false;
  }

  function closeStray(pieces: Piece[]): void {
    if (stray.lengthBytes > 0) pieces.push(stray.take(record, 'stray'));
  }

  function feed(text: Buffer, isLast: boolean): readonly Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    let at = 0;
    const keep = (to: number): void => {
      current().add(text.subarray(from, to), true);
      from = to;
    };
    const hidden = HIDING.map(({ open, close }) => ({ open, endOf: endFinder(text, close) }));
    for (;;) {
      if (awaited !== undefined) {
        const end = text.indexOf(TAG_END, at);
        if (end < 0) {
          at = text.length;
          break;
        }
        at = end + TAG_END.length;
        const isSelfClosed = awaited === 'started' && text[end - 1] === SLASH;
        const isClosed = awaited === 'closed' || isSelfClosed;
        awaited = undefined;
        if (isClosed) {
          keep(at);
          closeEvent(pieces, 'mark');
        }
        continue;
      }
      const next = text.indexOf(LESS_THAN, at);
      if (next < 0) {
        at = text.length;
        break;
      }
      at = next;
      if (!isLast && text.length - at < LONGEST_MARK_BYTES) break;
      const section = hidden.find(({ open }) => startsAt(text, at, open));
      if (section !== undefined) {
        const end = section.endOf(at + section.open.length);
        if (end !== undefined && end - at <= HIDDEN_LIMIT_BYTES) at = end;
        else if (isLast || text.length - at >= HIDDEN_LIMIT_BYTES) at += section.open.length;
        else break;
        continue;
      }
      const tag = eventTagAt(text, at);
      if (tag === undefined || (tag.isClosing && !isInside)) {
        at++;
        continue;
      }
      if (!tag.isClosing) {
        keep(at);
        if (isInside) closeEvent(pieces, 'next');
        else closeStray(pieces);
        isInside = true;
      }
      awaited = tag.isClosing ? 'closed' : 'started';
      at += tag.lengthBytes;
    }
    // The byte before a tag's end tells whether it closes itself, so one more byte than the mark stays.
    const held = isLast ? text.length : awaited === 'started' ? Math.max(from, at - 1) : at;
    keep(held);
    rest = text.subarray(held).slice();
    if (isLast) {
      if (isInside) closeEvent(pieces, 'input');
      else closeStray(pieces);
    }
    return pieces;
  }

  return {
    push: chunk => feed(Buffer.concat([rest, chunk]), false),
    end: () => feed(Buffer.from(rest), true),
  };
}

function startsAt(text: Buffer, at: number, mark: Buffer): boolean {
  for (let index = 0; index < mark.length; index++) if (text[at + index] !== mark[index]) return false;
  return true;
}

/** The start or end tag of an event that stands here, and not one whose name only begins so (`<EventData>`). */
function eventTagAt(
  text: Buffer,
  at: number,
): { readonly isClosing: boolean; readonly lengthBytes: number } | undefined {
  const isClosing = text[at + 1] === SLASH;
  const nameAt = at + (isClosing ? 2 : 1);
  const localAt = startsAt(text, nameAt, EVENT) ? nameAt : behindPrefix(text, nameAt);
  if (localAt === undefined || !startsAt(text, localAt, EVENT)) return undefined;
  const end = localAt + EVENT.length;
  const after = text[end];
  const isWhole = after === undefined || after <= BLANK || after === GREATER_THAN || after === SLASH;
  return isWhole ? { isClosing, lengthBytes: end - at } : undefined;
}

/** Where the local name starts, if the name that stands here has a prefix. */
function behindPrefix(text: Buffer, at: number): number | undefined {
  for (let colon = at; colon <= at + LONGEST_PREFIX_BYTES; colon++) {
    const byte = text[colon] ?? 0;
    if (byte === COLON) return colon > at ? colon + 1 : undefined;
    if (byte <= BLANK || byte === SLASH || byte === GREATER_THAN || byte === LESS_THAN) return undefined;
  }
  return undefined;
}

/** Finds where the next `mark` from a place on ends. Places only grow, so that no byte is searched twice. */
function endFinder(text: Buffer, mark: Buffer): (from: number) => number | undefined {
  let found: number | undefined;
  return from => {
    if (found === undefined || (found >= 0 && found < from)) found = text.indexOf(mark, from);
    return found < 0 ? undefined : found + mark.length;
  };
}
