/**
 * Whether a text has one of several phrases: words that stand one directly behind the other. The words of a text are
 * made once and kept until another text comes, as rules for long texts (scripts) ask dozens of phrases of each.
 */
import { wordsOf } from '../event/text-words.ts';
import { compileWildcards } from '../event/wildcard.ts';

/** @param phrases words in lower case, with `*` and `?` as wildcards in them. A phrase without words stands in no text. */
export function compilePhrases(phrases: readonly (readonly string[])[]): (text: string) => boolean {
  const tests = phrases.map(compilePhrase);
  return text => {
    const words = wordsOfLatest(text);
    return tests.some(test => test(words));
  };
}

interface TextWords {
  readonly list: readonly string[];
  readonly distinct: ReadonlySet<string>;
}

let latestText: string | undefined;
let latestWords: TextWords = { list: [], distinct: new Set() };

function wordsOfLatest(text: string): TextWords {
  if (text !== latestText) {
    const list = wordsOf(text);
    latestWords = { list, distinct: new Set(list) };
    latestText = text;
  }
  return latestWords;
}

function compilePhrase(phrase: readonly string[]): (words: TextWords) => boolean {
  const [first, ...others] = phrase;
  if (first === undefined) return () => false;
  if (!phrase.some(word => /[*?]/.test(word))) {
    return ({ distinct, list }) => {
      if (!phrase.every(word => distinct.has(word))) return false;
      if (others.length === 0) return true;
      for (let at = list.indexOf(first); at >= 0; at = list.indexOf(first, at + 1))
        if (others.every((word, offset) => list[at + 1 + offset] === word)) return true;
      return false;
    };
  }
  const tests = phrase.map(word => compileWildcards([word], false));
  return ({ list }) =>
    list.some((_, at) =>
      tests.every((test, offset) => at + offset < list.length && test(list[at + offset] ?? '')),
    );
}
