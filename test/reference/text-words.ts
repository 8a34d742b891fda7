/**
 * The words of a text, character by character: a word goes on while letters, digits and underscores do, and over a sign
 * that joins two letters or two digits.
 */
import { foldCase } from '../../src/event/text-case.ts';

const ALONE = /[\p{Script=Han}\p{Script=Hiragana}]/u;
const PICTURE = /\p{Extended_Pictographic}/u;
const LETTER = /\p{Alphabetic}/u;
const DIGIT = /\p{Decimal_Number}/u;
const JOINER = /\p{Connector_Punctuation}/u;
const MARK = /[\p{Mark}\u00ad\u200d]/u;
const BETWEEN_LETTERS =
  ":.'\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";
const BETWEEN_DIGITS =
  ",;.'\u037e\u0589\u060c\u060d\u066c\u07f8\u2018\u2019\u2024\u2044\ufe10\ufe14\ufe50\ufe52\ufe54\uff07\uff0c\uff0e\uff1b";

type Kind = 'letter' | 'digit' | 'joiner' | 'alone' | 'mark' | 'sign';

function kindOf(character: string | undefined): Kind {
  if (character === undefined) return 'sign';
  // Some marks are alphabetic, and so are some pictures.
  if (DIGIT.test(character)) return 'digit';
  if (ALONE.test(character)) return 'alone';
  if (MARK.test(character)) return LETTER.test(character) ? 'letter' : 'mark';
  if (LETTER.test(character)) return 'letter';
  if (PICTURE.test(character)) return 'alone';
  return JOINER.test(character) ? 'joiner' : 'sign';
}

export function naiveWordsOf(text: string): readonly string[] {
  const characters = [...foldCase(text)];
  const kinds = characters.map(kindOf);
  const words: string[] = [];
  for (let at = 0; at < characters.length; ) {
    const kind = kinds[at] ?? 'sign';
    if (kind === 'sign' || kind === 'mark') {
      at++;
      continue;
    }
    let word = characters[at] ?? '';
    let base = kind;
    let end = at + 1;
    for (; end < characters.length; end++) {
      const next = kinds[end] ?? 'sign';
      const character = characters[end] ?? '';
      if (next === 'mark') word += character;
      else if (base === 'alone') break;
      else if (next === 'letter' || next === 'digit' || next === 'joiner') {
        word += character;
        base = next;
      } else if (next === 'sign' && joins(character, base, kinds[end + 1])) word += character;
      else break;
    }
    at = end;
    if (/[\p{Alphabetic}\p{Decimal_Number}\p{Extended_Pictographic}]/u.test(word))
      words.push(...pieces(word));
  }
  return words;
}

function joins(sign: string, before: Kind, after: Kind | undefined): boolean {
  if (before === 'letter' && after === 'letter') return BETWEEN_LETTERS.includes(sign);
  return before === 'digit' && after === 'digit' && BETWEEN_DIGITS.includes(sign);
}

function pieces(word: string): readonly string[] {
  return word.length <= 255 ? [word] : [word.slice(0, 255), ...pieces(word.slice(255))];
}
