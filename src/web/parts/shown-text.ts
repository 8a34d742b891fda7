/**
 * Text of events, rules and guides as a person may see it: what would be invisible, turn the direction of writing or
 * pass for another letter is a piece of its own, with a name. Pure: what is drawn of it is value.tsx's.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** A character that would not be seen, by code point and name. */
  | { readonly kind: 'unseen'; readonly label: string; readonly spoken: string }
  /** Blanks that say something: a run of them, or one at the end. */
  | { readonly kind: 'blanks'; readonly label: string; readonly spoken: string };

export interface ShownText {
  readonly pieces: readonly Piece[];
  /** Characters that are not shown. */
  readonly cut: number;
  /** Words that mix scripts to look like others, as `dllhоst.exe` with a Cyrillic о. */
  readonly lookAlikes: readonly {
    readonly word: string;
    readonly characters: string;
    readonly script: string;
  }[];
}

const NAMES: { readonly [code: number]: string } = {
  0: 'NUL',
  9: 'TAB',
  10: 'LF',
  13: 'CR',
  27: 'ESC',
  127: 'DEL',
  160: 'NBSP',
  173: 'SHY',
  1564: 'ALM',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LSEP',
  8233: 'PSEP',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
};
/** Control characters, marks of direction, what has no width, tags, halves of pairs, private use. */
export const UNSEEN: RegExp =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them is looked for by itself
  /[\u0000-\u001f\u007f-\u009f\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\p{Cs}\p{Co}]|[\u{e0000}-\u{e0fff}]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/u;
const BLANKS = / {3,}| +$/u;
const LETTERS_OF_OTHERS = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;
const WORD = /[\p{L}\p{N}_.-]{2,}/gu;
/** More of them, and the text is in that script, or made to cost time. */
const MOST_WORDS = 200;

export function shownText(text: string, most = 4_096): ShownText {
  const head = text.length > most ? text.slice(0, most) : text;
  return { pieces: piecesOf(head), cut: text.length - head.length, lookAlikes: lookAlikesOf(head) };
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  };
  const finder = new RegExp(`${UNSEEN.source}|${BLANKS.source}`, 'gu');
  let at = 0;
  for (const found of text.matchAll(finder)) {
    plain += text.slice(at, found.index);
    at = found.index + found[0].length;
    flush();
    pieces.push(found[0].startsWith(' ') ? blanksPiece(found[0].length) : unseenPiece(found[0]));
  }
  plain += text.slice(at);
  flush();
  return pieces;
}

/** @param character one that UNSEEN matches */
export function unseenPiece(character: string): Extract<Piece, { kind: 'unseen' }> {
  const code = character.codePointAt(0) ?? 0;
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = NAMES[code];
  return {
    kind: 'unseen',
    label: name === undefined ? point : `${point} ${name}`,
    spoken: `character ${name ?? point}`,
  };
}

function blanksPiece(count: number): Piece {
  const label = count === 1 ? 'blank' : `${count} blanks`;
  return { kind: 'blanks', label, spoken: label };
}

function lookAlikesOf(text: string): ShownText['lookAlikes'] {
  const found: { word: string; characters: string; script: string }[] = [];
  let words = 0;
  for (const [word] of text.matchAll(WORD)) {
    words += 1;
    if (words > MOST_WORDS) break;
    const others = word.match(LETTERS_OF_OTHERS);
    if (others === null || !/[a-z]/i.test(word)) continue;
    found.push({ word, characters: [...new Set(others)].join(' '), script: scriptOf(others[0]) });
  }
  return found;
}

function scriptOf(letter: string): string {
  if (/\p{Script=Cyrillic}/u.test(letter)) return 'Cyrillic';
  if (/\p{Script=Greek}/u.test(letter)) return 'Greek';
  return /\p{Script=Armenian}/u.test(letter) ? 'Armenian' : 'Cherokee';
}

/** An address that nobody follows by mistake: `hxxp://evil[.]example`, `93[.]184[.]216[.]34`. */
export function defanged(text: string): string {
  return text
    .replace(/\bhttp(s?):\/\//gi, 'hxxp$1://')
    .replace(/(?<=[\w-])\.(?=[\w-])/g, '[.]')
    .replace(/(?<=[0-9a-f]):(?=[0-9a-f:]*:[0-9a-f])/gi, '[:]');
}
