/**
 * EQL: from the text of a query to its plan. Five steps, each usable alone:
 *
 *     lexer -> parser -> check -> lower            and printer, back from the tree to text
 *
 *     const { value, diagnostics } = compileEql(sourceText('<query>', 'process where process.name : "cmd.exe"'));
 *     // value:       { kind: 'events', filter: all(event.category equals "process", process.name like "cmd.exe") }
 *     // diagnostics: [], or what is wrong and where, of which errors leave `value` undefined
 *
 * The language is all of what Elasticsearch runs (GRAMMAR.md): events, sequences with runs, missing events and
 * `until`, samples, `head` and `tail`. Null and missing fields are as there (lower-condition.ts), or by the book
 * with `nulls: 'three-valued'` (lower-three-valued.ts). Every wording is in messages.ts.
 *
 * Nothing here may know rules, events or how a plan is run. A query may be any text whatsoever: nothing throws,
 * hangs or overflows, and what is said of it stays short.
 */

import type { QueryPlan } from '../../plan/query.ts';
import { type Checked, isError } from '../../source/diagnostic.ts';
import { mostImportant } from '../../source/report.ts';
import type { SourceText } from '../../source/source-text.ts';
import { checkEql } from './check.ts';
import { lowerEql } from './lower.ts';
import type { EqlOptions } from './options.ts';
import { parseEql } from './parser.ts';

export type { EqlQuery } from './ast.ts';
export { checkEql } from './check.ts';
export { piecesOfEql, type QueryPiece } from './colored-words.ts';
export { lowerEql } from './lower.ts';
export type { EqlOptions } from './options.ts';
export { parseEql } from './parser.ts';
export { printEql } from './printer.ts';

/** Parses, checks and lowers. There is a plan unless a diagnostic is an error. */
export function compileEql(source: SourceText, options: EqlOptions = {}): Checked<QueryPlan> {
  const parsed = parseEql(source);
  if (parsed.value === undefined) return { diagnostics: parsed.diagnostics };
  const diagnostics = mostImportant([...parsed.diagnostics, ...checkEql(parsed.value, source, options)]);
  if (diagnostics.some(isError)) return { diagnostics };
  return { value: lowerEql(parsed.value, options), diagnostics };
}
