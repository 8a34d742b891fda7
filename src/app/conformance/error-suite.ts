import { compileEql, type EqlOptions } from '../../lang/eql/index.ts';
import { type Diagnostic, isError } from '../../source/diagnostic.ts';
import { placeOf, sourceText } from '../../source/source-text.ts';
import { codesFor, SYNTAX_CODES, suggestionsIn } from './error-meanings.ts';
import type { ConformanceCase, ErrorSuite, Outcome, ReadText } from './suite.ts';
import { suiteSchema } from './suite-schema.ts';

interface ErrorCase {
  /** What found the mistake upstream. `expression-parsing`: the query is an expression alone. */
  readonly kind: 'parsing' | 'expression-parsing' | 'verification' | 'translation';
  readonly query: string;
  readonly match: 'exact' | 'prefix' | 'suffix' | 'any';
  /** `line:column: what is wrong`, or without a place. Null: any message will do. */
  readonly message: string | null;
}

const BEFORE_EXPRESSION = 'any where ';

/**
 * Queries that must be refused, at the place and for the reason that Elasticsearch gives. A reason is compared
 * by code (error-meanings.ts), and a name that is proposed upstream must be proposed here, or one of several.
 */
export function readErrorSuite(suite: ErrorSuite, readText: ReadText): readonly ConformanceCase[] {
  const eql: EqlOptions = {
    schema: suiteSchema(suite.types),
    ...(suite.unknownFields === undefined ? {} : { unknownFields: suite.unknownFields }),
  };
  // The shape that the README of the suites explains.
  const cases = JSON.parse(readText(suite.file)) as readonly ErrorCase[];
  return cases.map(test => ({ name: test.query, run: async () => runError(test, eql) }));
}

function runError(test: ErrorCase, eql: EqlOptions): Outcome {
  const before = test.kind === 'expression-parsing' ? BEFORE_EXPRESSION : '';
  const { diagnostics } = compileEql(sourceText('<query>', before + test.query), eql);
  const errors = diagnostics.filter(isError);
  const [, line, column, reason = test.message] =
    /^(?:Line )?(\d+):(\d+): (.*)$/s.exec(test.message ?? '') ?? [];
  const codes = reason === null ? SYNTAX_CODES : codesFor(reason);
  if (codes === undefined) throw new Error(`error-meanings.ts does not say what this means: ${reason ?? ''}`);
  const suggestions = reason === null ? [] : suggestionsIn(reason);
  const places = line === undefined ? undefined : placesFor(test.kind, Number(line), Number(column));
  const passes = errors.some(
    error =>
      codes.includes(error.code) &&
      (places === undefined || places.includes(placeIn(error, before.length))) &&
      (suggestions.length === 0 || suggestions.some(name => proposes(error, name))),
  );
  return {
    passes,
    expected: `${codes.join(' or ')}, as in: ${test.message ?? 'any syntax error'}`,
    found: errors.map(error => sayError(error, before.length)).join('\n') || 'accepted',
  };
}

/**
 * Upstream counts columns from 1, and twice so in most of the errors that it raises while it builds its tree:
 * `between` in column 15 is "1:16: error building [between]", but "1:15: first argument of [between(...)]".
 */
function placesFor(kind: ErrorCase['kind'], line: number, column: number): readonly string[] {
  const exact = `${line}:${column}`;
  return kind.endsWith('parsing') ? [exact, `${line}:${column - 1}`] : [exact];
}

function placeIn({ labels: [label] }: Diagnostic, before: number): string {
  if (label === undefined) return 'nowhere';
  const { line, column } = placeOf(label.source, label.span.start);
  return `${line}:${line === 1 ? column - before : column}`;
}

function proposes(error: Diagnostic, name: string): boolean {
  return error.help?.toLowerCase().includes(`\`${name.toLowerCase()}\``) ?? false;
}

function sayError(error: Diagnostic, before: number): string {
  const help = error.help?.startsWith('did you mean') ? `; ${error.help}` : '';
  return `${placeIn(error, before)} ${error.code} ${error.message}${help}`;
}
