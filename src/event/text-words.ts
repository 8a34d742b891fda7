/**
 * The words of a text, as Elasticsearch's `standard` analyzer cuts them, which fields of type `text` are indexed
 * by: runs of letters, digits and underscores in their lower-case form, with the signs left out.
 *
 *     [Ref]::LoadFile("a.dll", 3.5)      ref  loadfile  a.dll  3.5
 *
 * It is the word boundary rule of Unicode (UAX #29) as far as it decides what a word is: a dot, colon or apostrophe
 * between two letters joins them, a dot, comma or semicolon between two digits does, an underscore joins anything.
 * A Han or Hiragana character is a word of its own; Thai and its like are not cut at all. A word longer than 255
 * units is cut there.
 */
import { foldCase } from './text-case.ts';

const LONGEST_WORD = 255;

const LETTER = '(?:(?![\\p{Script=Han}\\p{Script=Hiragana}])\\p{Alphabetic})';
const MARKS = '(?:(?!\\p{Alphabetic})[\\p{Mark}\\u00ad\\u200d])*';
const BETWEEN_LETTERS =
  "[:.'\\u00b7\\u0387\\u055f\\u05f4\\u2018\\u2019\\u2024\\u2027\\ufe13\\ufe52\\ufe55\\uff07\\uff0e\\uff1a]";
const BETWEEN_DIGITS =
  "[,;.'\\u037e\\u0589\\u060c\\u060d\\u066c\\u07f8\\u2018\\u2019\\u2024\\u2044\\ufe10\\ufe14\\ufe50\\ufe52\\ufe54\\uff07\\uff0c\\uff0e\\uff1b]";

/**
 * A word, or a single character that is one. Each sign is looked at once, with one character on either side, so that
 * the time is that of reading.
 */
const WORD = new RegExp(
  `[\\p{Script=Han}\\p{Script=Hiragana}]${MARKS}` +
    `|(?:(?:${LETTER}|\\p{Decimal_Number}|\\p{Connector_Punctuation})${MARKS}` +
    `(?:(?<=${LETTER}${MARKS})${BETWEEN_LETTERS}(?=${LETTER})` +
    `|(?<=\\p{Decimal_Number}${MARKS})${BETWEEN_DIGITS}(?=\\p{Decimal_Number}))?)+` +
    `|\\p{Extended_Pictographic}${MARKS}`,
  'gu',
);
/** Most text of logs is plain ASCII, for which a table of signs is enough. */
const PLAIN = /^[\x00-\x7f]*$/;
const PLAIN_WORD =
  /[A-Za-z0-9_]+(?:(?:(?<=[A-Za-z])[:.'](?=[A-Za-z])|(?<=[0-9])[,;.'](?=[0-9]))[A-Za-z0-9_]+)*/g;
/** An underscore, or several, is no word. */
const HAS_WORD_CHARACTER = /[\p{Alphabetic}\p{Decimal_Number}\p{Extended_Pictographic}]/u;

/** The words of the text in their order, in lower case. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  const folded = foldCase(text);
  for (const [word] of folded.matchAll(PLAIN.test(folded) ? PLAIN_WORD : WORD)) {
    if (!HAS_WORD_CHARACTER.test(word)) continue;
    for (let at = 0; at < word.length; at += LONGEST_WORD) words.push(word.slice(at, at + LONGEST_WORD));
  }
  return words;
}
