/**
 * KQL, which Kibana calls kuery: from the text of a query to its plan. Five steps, each usable alone:
 *
 *     lexer -> parser -> check -> lower            and printer, back from the tree to text
 *
 *     const { value, diagnostics } = compileKql(sourceText('<query>', 'process.name: (cmd.exe or power*) and not user.id: 0'));
 *     // value:       { kind: 'events', filter: all(any(equals "cmd.exe", like "power*"), not user.id equals "0") }
 *     // diagnostics: [], or what is wrong and where, of which errors leave `value` undefined
 *
 * The language is all of what Kibana documents (GRAMMAR.md, and where this departs from it). What a test means follows
 * from the type of its field, as in an index (plan/index-tests.ts); decisions are in docs/design/kql.md. Every wording
 * is in messages.ts.
 *
 * Nothing here may know rules, events or how a plan is run. A query may be any text whatsoever: nothing throws, hangs
 * or overflows, and what is said of it stays short.
 */

import type { Predicate } from '../../plan/predicate.ts';
import type { EventsPlan } from '../../plan/query.ts';
import { type Checked, isError } from '../../source/diagnostic.ts';
import { mostImportant } from '../../source/report.ts';
import type { SourceText } from '../../source/source-text.ts';
import type { KqlQuery } from './ast.ts';
import { checkKql } from './check.ts';
import { lowerKql, lowerKqlCondition } from './lower.ts';
import type { KqlOptions } from './options.ts';
import { parseKql } from './parser.ts';

export { checkKql } from './check.ts';
export { lowerKql } from './lower.ts';
export type { KqlOptions } from './options.ts';
export { parseKql } from './parser.ts';
export { printKql } from './printer.ts';

/** Parses, checks and lowers. There is a plan unless a diagnostic is an error. */
export function compileKql(source: SourceText, options: KqlOptions = {}): Checked<EventsPlan> {
  return compiled(source, options, lowerKql);
}

/** The same of the condition alone, for whoever has a finisher of his own. */
export function compileKqlCondition(source: SourceText, options: KqlOptions = {}): Checked<Predicate> {
  return compiled(source, options, lowerKqlCondition);
}

function compiled<T>(
  source: SourceText,
  options: KqlOptions,
  lower: (query: KqlQuery, options: KqlOptions) => T,
): Checked<T> {
  const parsed = parseKql(source);
  if (parsed.value === undefined) return { diagnostics: parsed.diagnostics };
  const diagnostics = mostImportant([...parsed.diagnostics, ...checkKql(parsed.value, source, options)]);
  if (diagnostics.some(isError)) return { diagnostics };
  return { value: lower(parsed.value, options), diagnostics };
}
