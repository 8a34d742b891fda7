/**
 * Text as a terminal shows it: what a character costs in columns, and what stands in for the characters that
 * would act on the terminal instead of being read. Rules and events come from attackers too: an escape
 * sequence in one of them must be seen, never obeyed.
 */

/** One grapheme: what is printed for it, how many columns that takes, and the UTF-16 units it stands for. */
export interface Cell {
  readonly shown: string;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

const TAB_STOP = 4;
const DELETE = 0x7f;
/** U+2400 … U+241F are pictures of the control characters U+0000 … U+001F. */
const CONTROL_PICTURES = 0x2400;
/** C1 controls, line separators, invisible and direction-changing format characters, halves of a pair. */
const UNSEEN =
  /[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]|[\u{e0000}-\u{e007f}]/u;
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Marks that stand on the character before them, joiners, and the later parts of a Hangul syllable. */
const ZERO_WIDTH = /\p{Mn}|\p{Me}|\u200c|\u200d|[\u1160-\u11ff]/u;
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;
/** Several characters drawn as one picture: a family, a flag, a heart in colour. */
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `text` with every character that could act on a terminal (line ends too) shown as a symbol. */
export function visible(text: string): string {
  return [...text].map(visibleCharacter).join('');
}

/** Columns that a text takes, once it is visible. */
export function displayWidth(text: string): number {
  return displayCells(text).reduce((sum, cell) => sum + cell.width, 0);
}

/** Cuts one line into cells, from left to right; tabs become spaces up to the next tab stop. */
export function displayCells(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of graphemes.segment(line)) {
    const shown = segment === '\t' ? ' '.repeat(TAB_STOP - (column % TAB_STOP)) : visible(segment);
    const width = shown === segment && EMOJI.test(segment) ? 2 : columnsOf(shown);
    cells.push({ shown, width, start: index, end: index + segment.length });
    column += width;
  }
  return cells;
}

/** Character by character, as most terminals count. */
function columnsOf(shown: string): number {
  let columns = 0;
  for (const character of shown) if (!ZERO_WIDTH.test(character)) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

function visibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (CONTROL.test(character)) return code === DELETE ? '␡' : String.fromCodePoint(CONTROL_PICTURES + code);
  return UNSEEN.test(character) ? `\\u{${code.toString(16)}}` : character;
}
