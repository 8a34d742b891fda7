/** What our own parser and checker say of a query, as an editor needs it: by offset. */
import { compileEql } from '../../lang/eql/index.ts';
import { compileKql } from '../../lang/kql/index.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import type { QueryLanguage } from './query-language.ts';

export interface QueryProblem {
  /** Offsets in the query, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly notes: readonly string[];
  readonly help?: string;
  /** What the text between `from` and `to` becomes if the user agrees. */
  readonly replacement?: string;
}

/** In the order of the text. A blank query has nothing wrong with it: nobody has written one yet. */
export function checkQuery(language: QueryLanguage, text: string): readonly QueryProblem[] {
  if (text.trim() === '') return [];
  const source = sourceText('query', text);
  const { diagnostics } = language === 'eql' ? compileEql(source) : compileKql(source);
  return diagnostics.map(diagnostic => problemOf(diagnostic, text));
}

function problemOf(diagnostic: Diagnostic, text: string): QueryProblem {
  const { code, help, message, notes, replacement, severity } = diagnostic;
  const { start, end } = diagnostic.labels[0]?.span ?? { start: 0, end: text.length };
  const before = text.slice(0, start);
  return {
    from: start,
    to: end,
    line: before.split('\n').length,
    column: start - before.lastIndexOf('\n'),
    ...{ code, severity, message, notes },
    ...(help === undefined ? {} : { help }),
    ...(replacement === undefined ? {} : { replacement: apart(replacement, text, start, end) }),
  };
}

/** With blanks where words would run into each other: `a&&b` becomes `a and b`. */
function apart(replacement: string, text: string, start: number, end: number): string {
  if (!/^(?:and|or|not)$/.test(replacement)) return replacement;
  const before = /[\w")]/.test(text[start - 1] ?? '') ? ' ' : '';
  const after = /[\w"(?]/.test(text[end] ?? '') ? ' ' : '';
  return `${before}${replacement}${after}`;
}
