/**
 * EQL as a library, `tripline/eql`: parse, check, print, compile and run queries over the events that a program
 * already holds. Nothing is opened, sent or stored, no clock is read, and nothing of Node.js is needed.
 *
 *     const { program, diagnostics } = compile('process where process.name : "cmd.exe"');
 *     if (program === undefined) throw new Error(render(diagnostics));
 *     for (const { events } of program.run(documents)) console.log(events[0]?.event);
 *
 * Each stage is a value that can be kept and used alone: text -> `Query` -> `Program` -> results.
 *
 * A mistake in a query is a diagnostic: data with a code, a place and advice, told of as many at once as there
 * are. Exceptions are for the caller's own mistakes, such as an event that is no object. The language and its
 * meaning are those of EQL in Elasticsearch; docs/guide/eql-library.md shows the whole face with examples.
 *
 * What is kept out: rules and alerts, files and their formats. They belong to the command line.
 */
import {
  checkEql,
  compileEql,
  type EqlOptions,
  type EqlQuery,
  lowerEql,
  parseEql,
  printEql,
} from '../lang/eql/index.ts';
import { type Diagnostic, isError } from '../source/diagnostic.ts';
import { type DiagnosticJson, diagnosticJson } from '../source/render-json.ts';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { type SourceText, sourceText } from '../source/source-text.ts';
import { type Program, programOf } from './program.ts';

export { ecsSchema } from '../event/ecs-schema.ts';
export { extendSchema } from '../event/extend-schema.ts';
export type { Json, JsonObject } from '../event/json.ts';
export type { FieldType, Schema } from '../event/schema.ts';
export type * from '../lang/eql/ast.ts';
export type { EqlOptions } from '../lang/eql/index.ts';
export type { Diagnostic, Severity } from '../source/diagnostic.ts';
export type { DiagnosticJson } from '../source/render-json.ts';
export type { FoundEvent, Program, Result, RunLosses, RunOptions } from './program.ts';

/** A query that could be read; whether it makes sense is `check`'s to say. */
export interface Query {
  /** Its parts, each with its span: offsets in UTF-16 units into `source.text`. */
  readonly tree: EqlQuery;
  readonly source: SourceText;
}

/**
 * Reads the text of a query. There is one unless a diagnostic is an error.
 *
 * @param name what diagnostics call the text: a path, or a name in angle brackets
 */
export function parse(
  text: string,
  name = '<query>',
): { readonly query?: Query; readonly diagnostics: readonly Diagnostic[] } {
  const source = sourceText(name, text);
  const { value: tree, diagnostics } = parseEql(source);
  if (tree === undefined || diagnostics.some(isError)) return { diagnostics };
  return { query: { tree, source }, diagnostics };
}

/** What is wrong or doubtful: unknown fields and functions, types that do not go together, shapes that cannot be. */
export function check(query: Query, options: EqlOptions = {}): readonly Diagnostic[] {
  return checkEql(query.tree, query.source, options);
}

/** The query in canonical spelling, on as many lines as it needs. Parsed again it is the same query. */
export function print(query: Query): string {
  return printEql(query.tree);
}

/**
 * Makes a query ready to run, after parsing a text and after checking either. There is a program unless a
 * diagnostic is an error; a program can run any number of times, also at once.
 */
export function compile(
  query: string | Query,
  options: EqlOptions = {},
): { readonly program?: Program; readonly diagnostics: readonly Diagnostic[] } {
  if (typeof query === 'string') {
    const { value: plan, diagnostics } = compileEql(sourceText('<query>', query), options);
    return plan === undefined ? { diagnostics } : { program: programOf(plan), diagnostics };
  }
  const diagnostics = check(query, options);
  if (diagnostics.some(isError)) return { diagnostics };
  return { program: programOf(lowerEql(query.tree, options)), diagnostics };
}

/**
 * Diagnostics as text for people, with the lines of the query they point at. Control characters of the query are
 * made visible.
 *
 * @param color escape codes of a terminal; bundlers for the browser leave them out
 */
export function render(
  diagnostics: readonly Diagnostic[],
  { color = false }: { readonly color?: boolean } = {},
): string {
  return renderDiagnostics(diagnostics, { color });
}

/** Diagnostics as plain data, for editors and services; lines and columns count from 1. */
export function toJson(diagnostics: readonly Diagnostic[]): readonly DiagnosticJson[] {
  return diagnostics.map(diagnosticJson);
}
