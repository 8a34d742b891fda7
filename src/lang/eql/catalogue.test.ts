import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import type { FieldType, Schema } from '../../event/schema.ts';
import { type Diagnostic, isError } from '../../source/diagnostic.ts';
import { placeOf, sourceText } from '../../source/source-text.ts';
import { checkEql, type EqlOptions, parseEql } from './index.ts';
import { lowerExpression } from './lower-expression.ts';

const FOLDER = '../shared/data/eql/elasticsearch/unit';

interface ErrorCase {
  readonly kind: string;
  readonly query: string;
  readonly message: string | null;
}

/** The mapping that the catalogue was made with. */
const TYPES: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['pid', 'long'],
  ['ppid', 'long'],
  ['opcode', 'long'],
  ['serial_event_id', 'long'],
  ['long_field', 'long'],
  ['process_name', 'keyword'],
  ['parent_process_name', 'keyword'],
  ['md5', 'keyword'],
  ['command_line', 'keyword'],
  ['user_name', 'keyword'],
  ['user_domain', 'keyword'],
  ['bytes_written_string', 'keyword'],
  ['bytes_written_string_list', 'keyword'],
  ['hostname', 'text'],
  ['plain_text', 'text'],
  ['source_address', 'ip'],
  ['@timestamp', 'date'],
  ['foo', 'boolean'],
  ['name', 'keyword'],
  ['endgame.pid', 'long'],
]);
const schema: Schema = { typeOf: path => TYPES.get(path), names: () => [...TYPES.keys()] };
const options: EqlOptions = { schema, unknownFields: 'error' };

/** Places where ours differs on purpose, by query. */
const OTHER_PLACE: ReadonlyMap<string, string> = new Map([
  // The escape itself, not the string that upstream's lexer gives up.
  ['"\\u{}"', '1:2'],
]);

/** What upstream says of a case, and the codes that say the same here. */
const MEANINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/Condition expression needs/, ['EQL201']],
  [/mismatched input '=='/, ['EQL013']],
  [/mismatched|extraneous|no viable/, ['EQL011']],
  [/Unknown column/, ['EQL101', 'EQL106']],
  [/Process relationships/, ['EQL019']],
  [/Unknown function/, ['EQL103']],
  [/Array indexes/, ['EQL018']],
  [/argument of \[[a-z_]+ in /, ['EQL204']],
  [/argument of \[:\]/, ['EQL202']],
  [/must be a constant/, ['EQL207']],
  [/argument of .* must be/, ['EQL206']],
  [/Sequence key/, ['EQL303']],
  [/error building/, ['EQL205']],
  [/Comparisons against fields/, ['EQL208']],
  [/before \[with\]/, ['EQL306']],
  [/No time unit/, ['EQL305']],
  [/double quotes/, ['EQL005']],
  [/unicode|token recognition/i, ['EQL004']],
  [/Pipe/, ['EQL402']],
];

function errorsOf(text: string): readonly Diagnostic[] {
  const source = sourceText('<query>', text);
  const parsed = parseEql(source);
  const checked = parsed.value === undefined ? [] : checkEql(parsed.value, source, options);
  return [...parsed.diagnostics, ...checked].filter(isError);
}

/** Where the first error stands; a bare expression counts from its own beginning. */
function firstPlace(one: ErrorCase): string | undefined {
  const bare = one.kind === 'expression-parsing';
  const prefix = bare ? 'any where\n' : '';
  const label = errorsOf(prefix + one.query)[0]?.labels[0];
  if (label === undefined) return undefined;
  const { line, column } = placeOf(label.source, label.span.start);
  return `${line - (bare ? 1 : 0)}:${column}`;
}

/** Upstream's place; what its parser reports by hand counts columns from 2 ("1:2: Please specify ..."). */
function upstreamPlace(one: ErrorCase): string | undefined {
  const found = /(\d+):(\d+): (.*)/.exec(one.message ?? '');
  if (found === null) return undefined;
  const [, line, column, text = ''] = found;
  const late =
    one.kind === 'parsing' && !/^(mismatched|extraneous|no viable|Process relationships)/.test(text);
  return `${line}:${Number(column) - (late ? 1 : 0)}`;
}

describe.skipIf(!existsSync(FOLDER))('the catalogue of mistakes (needs ../shared/data)', () => {
  const cases: readonly ErrorCase[] = existsSync(FOLDER)
    ? // Our own data, of the shape that its README describes.
      (JSON.parse(readFileSync(`${FOLDER}/error-cases.json`, 'utf8')) as readonly ErrorCase[])
    : [];

  test.each(cases)('is refused at its place: $query', one => {
    const place = firstPlace(one);
    expect(place).toBeDefined();
    const wanted = OTHER_PLACE.get(one.query) ?? upstreamPlace(one);
    if (wanted !== undefined) expect(place).toBe(wanted);
    if (one.message === null) return;
    const codes = MEANINGS.find(([said]) => said.test(one.message ?? ''))?.[1];
    const bare = one.kind === 'expression-parsing';
    expect(codes).toContain(errorsOf((bare ? 'any where\n' : '') + one.query)[0]?.code);
  });

  test('an unknown field is a warning only, unless the schema is complete', () => {
    const source = sourceText('<query>', 'foo where md4 == 1');
    const { value } = parseEql(source);
    if (value === undefined) throw new Error('no tree');
    expect(checkEql(value, source, { schema }).map(one => one.severity)).toEqual(['warning']);
    expect(checkEql(value, source, options).map(one => one.help)).toEqual(['did you mean `md5`?']);
  });
});

interface FunctionTests {
  readonly [suite: string]: {
    readonly fold?: {
      readonly tests: readonly { readonly expression: string; readonly expected?: unknown }[];
    };
    readonly verifier?: { readonly failures: readonly { readonly expression: string }[] };
  };
}

describe.skipIf(!existsSync(FOLDER))('constants of functions (needs ../shared/data)', () => {
  const suites = existsSync(FOLDER)
    ? // The shape is described in the header of the file.
      (parse(readFileSync(`${FOLDER}/test_string_functions.toml`, 'utf8')) as unknown as FunctionTests)
    : {};
  const folds = Object.values(suites).flatMap(suite => suite.fold?.tests ?? []);
  const failures = Object.values(suites).flatMap(suite => suite.verifier?.failures ?? []);

  test.each(folds)('fold: $expression', ({ expression, expected }) => {
    const { value } = parseEql(sourceText('<query>', `any where ${expression}`));
    if (value?.body.kind !== 'event-filter') throw new Error('no condition');
    const expr = lowerExpression(value.body.condition, options);
    expect(expr.kind === 'literal' ? expr.value : expr).toEqual(expected ?? null);
  });

  test.each(failures)('are refused: $expression', ({ expression }) => {
    expect(errorsOf(`any where ${expression} == null`)).not.toEqual([]);
  });
});
