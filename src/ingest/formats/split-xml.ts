import { type Piece, PieceBuffer, type Splitter } from './piece.ts';

const LESS_THAN = 0x3c;
const OPENING = Buffer.from('<Event');
const CLOSING = Buffer.from('</Event');
const HIDING = [
  { open: Buffer.from('<!--'), close: Buffer.from('-->') },
  { open: Buffer.from('<![CDATA['), close: Buffer.from(']]>') },
] as const;
const TAG_END = Buffer.from('>');
/** No mark is longer, so that with as many bytes at hand each can be told. */
const LONGEST_MARK_BYTES = 9;
/** A chunk is never searched for marks beyond what is held; this bounds the text kept between events. */
const STRAY_LIMIT_BYTES = 64 * 1024;

/**
 * Cuts a text of Windows events at `<Event …>` and `</Event>`. Marks inside comments and CDATA do not count.
 * An event that is not closed before the next one opens ends there: that is how the reading finds its way
 * back after a damaged one. What lies between events and is more than blanks is a stray piece.
 */
export function splitXml(limitBytes: number): Splitter {
  const event = new PieceBuffer(limitBytes);
  const stray = new PieceBuffer(STRAY_LIMIT_BYTES);
  /** Bytes seen and not yet told apart: the start of a mark at the end of the last chunk. */
  let rest: Uint8Array = new Uint8Array(0);
  let record = 1;
  let isInside = false;
  /** Waiting for the end of a comment, a CDATA section, or the start or end tag of the event. */
  let awaited: { readonly mark: Uint8Array; readonly after: 'go-on' | 'started' | 'closed' } | undefined;

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
    for (;;) {
      if (awaited !== undefined) {
        const end = text.indexOf(awaited.mark, at);
        if (end < 0) {
          // The mark may have begun at the end of the text.
          at = isLast ? text.length : Math.max(at, text.length - awaited.mark.length + 1);
          break;
        }
        at = end + awaited.mark.length;
        const isSelfClosed = awaited.after === 'started' && text[end - 1] === 0x2f;
        const isClosed = awaited.after === 'closed' || isSelfClosed;
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
      const hidden = HIDING.find(({ open }) => startsAt(text, at, open));
      if (hidden !== undefined) {
        awaited = { mark: hidden.close, after: 'go-on' };
        at += hidden.open.length;
      } else if (isTag(text, at, OPENING)) {
        keep(at);
        if (isInside) closeEvent(pieces, 'next');
        else closeStray(pieces);
        isInside = true;
        awaited = { mark: TAG_END, after: 'started' };
        at += OPENING.length;
      } else if (isInside && isTag(text, at, CLOSING)) {
        awaited = { mark: TAG_END, after: 'closed' };
        at += CLOSING.length;
      } else at++;
    }
    // The byte before a tag's end tells whether it closes itself, so one more byte than the mark stays.
    const held = isLast ? text.length : awaited?.after === 'started' ? Math.max(from, at - 1) : at;
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

/** Whether the tag `mark` stands here, and not one whose name only begins like it (`<EventData>`). */
function isTag(text: Buffer, at: number, mark: Buffer): boolean {
  if (!startsAt(text, at, mark)) return false;
  const after = text[at + mark.length];
  return after === undefined || after <= 0x20 || after === 0x3e || after === 0x2f;
}
