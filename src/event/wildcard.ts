/**
 * Wildcard patterns over a whole text: `*` is any text, the empty one included, `?` is one code point, and all
 * else is itself; nothing escapes (Elasticsearch's `:` and `like` have it so, and rules for Windows paths rely on
 * a backslash being a backslash). Nearly all patterns of real rules are an exact text or have a `*` at one end or
 * both: they become a look-up, a prefix, a suffix or a search. Any other pattern is cut at its stars, and the
 * pieces are looked for from left to right, the earliest place each: no backtracking, so the worst case is the
 * length of the text times that of the pattern. Texts are taken to be well-formed Unicode.
 */
import { foldCase } from './text-case.ts';

/** A test whether a text matches one of the patterns; it shares the folding of the text and the exact patterns. */
export function compileWildcards(
  patterns: readonly string[],
  ignoreCase: boolean,
): (text: string) => boolean {
  const exact = new Set<string>();
  const tests: TextTest[] = [];
  for (const pattern of new Set(ignoreCase ? patterns.map(foldCase) : patterns)) {
    if (/^\*+$/.test(pattern)) return () => true;
    if (/[*?]/.test(pattern)) tests.push(compilePattern(pattern));
    else exact.add(pattern);
  }
  const matches: TextTest =
    exact.size === 0
      ? anyOf(tests)
      : tests.length === 0
        ? text => exact.has(text)
        : text => exact.has(text) || tests.some(test => test(text));
  return ignoreCase ? text => matches(foldCase(text)) : matches;
}

type TextTest = (text: string) => boolean;

function anyOf(tests: readonly TextTest[]): TextTest {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : text => tests.some(test => test(text));
}

/** A pattern that has a star or a question mark, and other characters than stars. */
function compilePattern(pattern: string): TextTest {
  if (pattern.includes('?')) return compileWithQuestionMarks(pattern);
  const pieces = pattern.split('*');
  const start = pieces[0] ?? '';
  const end = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1).filter(piece => piece !== '');
  const [only] = middle;
  if (only === undefined) {
    if (end === '') return text => text.startsWith(start);
    if (start === '') return text => text.endsWith(end);
  } else if (middle.length === 1 && start === '' && end === '') return text => text.includes(only);
  return text => {
    const limit = text.length - end.length;
    let at = start.length;
    if (at > limit || !text.startsWith(start) || !text.endsWith(end)) return false;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= limit;
  };
}

/** The code points of a piece between stars; -1 is a question mark. */
type Piece = readonly number[];
const ANY_ONE = -1;

function compileWithQuestionMarks(pattern: string): TextTest {
  const pieces = pattern.split('*').map(toPiece);
  const start = pieces[0] ?? [];
  const end = pieces.at(-1) ?? [];
  const middle = pieces.slice(1, -1).filter(piece => piece.length > 0);
  if (pieces.length === 1) return text => endOfMatch(start, text, 0) === text.length;
  return text => {
    let at = endOfMatch(start, text, 0);
    if (at < 0) return false;
    for (const piece of middle) {
      at = endOfFirstMatch(piece, text, at);
      if (at < 0) return false;
    }
    const from = stepBack(text, end.length);
    return from >= at && endOfMatch(end, text, from) === text.length;
  };
}

function toPiece(text: string): Piece {
  return Array.from(text, character => (character === '?' ? ANY_ONE : (character.codePointAt(0) ?? 0)));
}

/** Where the piece ends if it matches at `at`, else -1. */
function endOfMatch(piece: Piece, text: string, at: number): number {
  let end = at;
  for (const wanted of piece) {
    const found = text.codePointAt(end);
    if (found === undefined || (wanted !== ANY_ONE && wanted !== found)) return -1;
    end += found > 0xffff ? 2 : 1;
  }
  return end;
}

function endOfFirstMatch(piece: Piece, text: string, from: number): number {
  for (let at = from; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    const end = endOfMatch(piece, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

/** The offset `count` code points before the end, or -1 where the text is too short. */
function stepBack(text: string, count: number): number {
  let at = text.length;
  for (let left = count; left > 0; left--) {
    if (at === 0) return -1;
    at -= at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}
