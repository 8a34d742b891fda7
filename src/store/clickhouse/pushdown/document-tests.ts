import { foldCase } from '../../../event/text-case.ts';
import type { FieldTest } from '../../../plan/predicate.ts';
import { sqlTexts } from '../sql-text.ts';
import { type Bounds, UNKNOWN } from './condition.ts';

/** The text of the document of a row. */
export const DOCUMENT = "if(ecs = '', raw, ecs)";
/**
 * A document with one of these may hold a text in another spelling: escapes of JSON, and the two letters beyond ASCII
 * that are equal to one of ASCII where case does not matter.
 */
const OTHER_SPELLINGS = ['\\u', '\u0130', '\u212a'];
/** What stands in JSON as it is in the value: ASCII but for quotes, backslashes, slashes and control characters. */
const OPEN_TEXT = /[ !#-.0-[\]-~]+/g;
/** A number or a date of the store's own may be spelt in the document in another way, or not at all. */
const MAY_BE_NUMBER = /^[\d.eE+\-:tTzZ]*$/;
const SHORTEST = 3;
const LONGEST = 64;
/** ClickHouse looks for so many texts at once. */
const MOST_PIECES = 250;

/** A value that passes has a piece of the test's texts in it, and so has the document; more is not known. */
export function documentBounds(test: FieldTest): Bounds {
  const { field } = test;
  const isText = field.type === 'keyword' || field.type === 'text' || field.type === 'unknown';
  if (!isText || field.gathers === 'objects' || field.path === 'event.ingested') return UNKNOWN;
  const texts = textsOf(test);
  if (texts === undefined || texts.length === 0 || texts.length > MOST_PIECES) return UNKNOWN;
  const pieces = new Set<string>();
  for (const text of texts) {
    const piece = longestPiece(text);
    if (piece === undefined) return UNKNOWN;
    pieces.add(piece);
  }
  const list = (values: Iterable<string>): string => `[${sqlTexts(values)}]`;
  return {
    upper: {
      sql:
        `(multiSearchAnyCaseInsensitive(${DOCUMENT}, ${list(pieces)}) ` +
        `OR multiSearchAny(${DOCUMENT}, ${list(OTHER_SPELLINGS)}))`,
      readsDocument: true,
    },
    lower: false,
  };
}

/** Of each alternative of a test the texts that all stand in the value, of which the longest is looked for. */
function textsOf(test: FieldTest): readonly (readonly string[])[] | undefined {
  switch (test.kind) {
    case 'equals':
      return test.values.every(value => typeof value === 'string')
        ? test.values.map(value => [String(value)])
        : undefined;
    case 'like':
      return test.patterns.map(pattern => pattern.split(/[*?]+/));
    case 'words':
      return test.phrases.map(words => words.flatMap(word => word.split(/[*?]+/)));
    case 'affix':
      return [[test.text]];
    default:
      return undefined;
  }
}

function longestPiece(texts: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const text of texts)
    for (const piece of foldCase(text).match(OPEN_TEXT) ?? []) {
      if (piece.length < SHORTEST || MAY_BE_NUMBER.test(piece)) continue;
      if (piece.length > (longest?.length ?? 0)) longest = piece;
    }
  return longest?.slice(0, LONGEST);
}
