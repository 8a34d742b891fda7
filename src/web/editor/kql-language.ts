/** KQL for CodeMirror: words by what stands around them, as its grammar is mostly that. */
import { LanguageSupport, StreamLanguage, type StringStream } from '@codemirror/language';

/** Whether a string that was opened goes on in the next line. */
interface Reading {
  isInString: boolean;
}

const WORD = /^(?:\\.|[^ \t\r\n\u00a0\u3000\\():<>"{}])+/;

const kqlLanguage = StreamLanguage.define<Reading>({
  name: 'kuery',
  startState: () => ({ isInString: false }),
  copyState: state => ({ ...state }),
  token(stream, state) {
    if (state.isInString) return string(stream, state);
    if (stream.eatSpace()) return null;
    if (stream.eat('"') !== undefined) {
      state.isInString = true;
      return string(stream, state);
    }
    if (stream.match(/^(?:<=|>=|[:<>])/) !== null) return 'operator';
    if (stream.match(/^[(){}]/) !== null) return 'paren';
    const word = stream.match(WORD);
    if (word === null || word === true || word === false) {
      stream.next();
      return null;
    }
    if (/^(?:and|or|not)$/i.test(word[0])) return 'keyword';
    if (stream.match(/^\s*(?:<=|>=|[:<>])/, false) !== null) return 'propertyName';
    return /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(word[0]) ? 'number' : 'string';
  },
  languageData: { closeBrackets: { brackets: ['(', '{', '"'] } },
});

function string(stream: StringStream, state: Reading): string {
  while (!stream.eol()) {
    const character = stream.next();
    if (character === '\\') stream.next();
    else if (character === '"') {
      state.isInString = false;
      break;
    }
  }
  return 'string';
}

export function kql(): LanguageSupport {
  return new LanguageSupport(kqlLanguage);
}
