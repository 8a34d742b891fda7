/** EQL for CodeMirror: its tree, what is coloured how, and what is indented and folded. */
import {
  delimitedIndent,
  foldInside,
  foldNodeProp,
  indentNodeProp,
  LanguageSupport,
  LRLanguage,
} from '@codemirror/language';
import { styleTags, tags } from '@lezer/highlight';
import type { LRParser } from '@lezer/lr';
import { parser } from './eql.grammar';

const KEYWORDS =
  'any by false in in~ like like~ maxspan null regex regex~ sample sequence true until where with and or not';

const colored: LRParser = parser.configure({
  props: [
    styleTags({
      [KEYWORDS]: tags.keyword,
      'Category PipeName Option Unit': tags.typeName,
      Name: tags.propertyName,
      QuotedName: tags.propertyName,
      'By/Field/Name By/Field/QuotedName': tags.labelName,
      FunctionName: tags.function(tags.variableName),
      String: tags.string,
      Number: tags.number,
      'CompareOp TimesOp PlusOp PatternOp "="': tags.operator,
      'LineComment BlockComment': tags.comment,
      '"[" "![" "]"': tags.squareBracket,
      '"(" ")"': tags.paren,
      '"|"': tags.controlOperator,
    }),
    indentNodeProp.add({
      Subquery: delimitedIndent({ closing: ']', align: false }),
      'List Parenthesized': delimitedIndent({ closing: ')', align: false }),
      Sequence: context => context.baseIndent + context.unit,
      Sample: context => context.baseIndent + context.unit,
    }),
    foldNodeProp.add({ 'Subquery List Parenthesized': foldInside }),
  ],
});

const eqlLanguage = LRLanguage.define({
  name: 'eql',
  parser: colored,
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '"', '`'] },
  },
});

export function eql(): LanguageSupport {
  return new LanguageSupport(eqlLanguage);
}
