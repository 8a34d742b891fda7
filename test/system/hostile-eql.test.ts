// Queries made to exhaust whoever reads them: each gets a clear answer, a plan or diagnostics, and no exception.
// The time limit is far above what each takes, and only there to notice what grows faster than its text.
import { describe, expect, test } from 'vitest';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { compileEql, parseEql, printEql } from '../../src/lang/eql/index.ts';
import { printPredicate } from '../../src/plan/print-plan.ts';
import { type QueryPlan, stepsOf } from '../../src/plan/query.ts';
import { type Diagnostic, isError } from '../../src/source/diagnostic.ts';
import { renderDiagnostics } from '../../src/source/render-terminal.ts';
import { sourceText } from '../../src/source/source-text.ts';

const HUGE = 100_000;
/** What grows with the text has grown enough to be seen by here; the heaviest queries are larger. */
const LARGE = 300_000;
const TEN_MEGABYTES = 10_000_000;
const LIMIT_MS = 20_000;
const options = { timeout: LIMIT_MS };

interface Answer {
  readonly plan: QueryPlan | undefined;
  readonly errors: readonly Diagnostic[];
}

/** Compiles the query, and holds it to what every query is held to. */
function answerTo(query: string): Answer {
  const source = sourceText('<query>', query);
  const { value: plan, diagnostics } = compileEql(source);
  const errors = diagnostics.filter(isError);
  expect(plan === undefined).toBe(errors.length > 0);
  expect(diagnostics.length).toBeLessThanOrEqual(20);
  const rendered = renderDiagnostics(diagnostics, { color: false });
  expect(rendered.length).toBeLessThan(100_000);
  return { plan, errors };
}

function codesOf(query: string): readonly string[] {
  return answerTo(query).errors.map(({ code }) => code);
}

/** Printed, the query reads as the same and prints as the same again. */
function expectPrints(query: string): void {
  const parsed = parseEql(sourceText('<query>', query)).value;
  if (parsed === undefined) throw new Error('does not parse');
  const text = printEql(parsed);
  const again = parseEql(sourceText('<query>', text)).value;
  if (again === undefined) throw new Error('does not parse once printed');
  expect(printEql(again) === text).toBe(true);
}

/** Whether each step of the plan holds for the event. */
function holdsFor(plan: QueryPlan | undefined, event: JsonObject): readonly boolean[] {
  if (plan === undefined) throw new Error('does not compile');
  return stepsOf(plan).map(({ filter }) => {
    const paths: string[] = [];
    const matches = compilePredicate(filter, ({ path }) => {
      const at = paths.indexOf(path);
      return at < 0 ? paths.push(path) - 1 : at;
    });
    expect(printPredicate(filter, { most: 10 })).not.toBe('');
    return matches(buildExtractor(paths).fromDocument(event));
  });
}

describe('a hundred thousand levels deep', options, () => {
  test.each([
    ['parentheses', `any where ${'('.repeat(HUGE)}true${')'.repeat(HUGE)}`],
    ['not', `any where ${'not '.repeat(HUGE)}true`],
    ['not in parentheses', `any where ${'not ('.repeat(HUGE)}true${')'.repeat(HUGE)}`],
    ['signs', `any where ${'-'.repeat(HUGE)}1 == 1`],
    ['calls', `any where ${'length('.repeat(HUGE)}"a"${')'.repeat(HUGE)} == 1`],
    ['lists', `any where ${'1 in ('.repeat(HUGE)}1${')'.repeat(HUGE)}`],
    ['sums', `any where 1${' + 1'.repeat(HUGE)} == 1`],
    ['sums to the right', `any where ${'1 + ('.repeat(HUGE)}1${')'.repeat(HUGE)} == 1`],
    ['and within or', `any where ${'(a == 1 and (b == 1 or '.repeat(HUGE)}true${'))'.repeat(HUGE)}`],
  ])('%s are refused as too deep', (_, query) => {
    expect(codesOf(query)).toContain('EQL017');
  });
});

describe('a hundred thousand of something side by side', options, () => {
  const numbers = Array.from({ length: HUGE }, (_, at) => at);
  const fewer = numbers.slice(0, 20_000);
  const list = (item: (at: number) => string): string => numbers.map(item).join(', ');

  test.each([
    ['literals', `any where process.name in (${list(at => `"n${at}.exe"`)})`, 'n99999.exe'],
    ['literals in any case', `any where process.name in~ (${list(at => `"n${at}.exe"`)})`, 'N99999.EXE'],
    ['wildcards', `any where process.name : (${list(at => `"n${at}.*"`)})`, 'N99999.EXE'],
    [
      'wildcards with question marks',
      `any where process.name like (${list(at => `"n${at}?e*"`)})`,
      'n99999.e',
    ],
    ['terms of or', `any where ${numbers.map(at => `process.name == "n${at}"`).join(' or ')}`, 'n99999'],
    ['terms of and', `any where ${numbers.map(at => `process.name != "n${at}"`).join(' and ')}`, 'n'],
    ['negated terms', `any where ${numbers.map(at => `not process.name : "n${at}*"`).join(' and ')}`, 'm'],
  ])('%s: the last one is found', (_, query, name) => {
    const { plan } = answerTo(query);
    expect(holdsFor(plan, { process: { name } })).toEqual([true]);
    expect(holdsFor(plan, { process: { name: 'n7n' } })).toEqual([query.includes('!=')]);
  });

  test('network blocks: the last one is found', () => {
    const blocks = list(at => `"10.${(at >> 8) & 255}.${at & 255}.${(at >> 16) * 128}/25"`);
    const { plan } = answerTo(`any where cidrMatch(source.ip, ${blocks})`);
    expect(holdsFor(plan, { source: { ip: '10.134.159.200' } })).toEqual([true]);
    expect(holdsFor(plan, { source: { ip: '11.0.0.1' } })).toEqual([false]);
  });

  test('regular expressions: refused, or the last one is found', () => {
    const { plan, errors } = answerTo(`any where process.name regex (${list(at => `"n${at}[a-f]+"`)})`);
    if (plan !== undefined) expect(holdsFor(plan, { process: { name: 'n99999abc' } })).toEqual([true]);
    else expect(errors.length).toBeGreaterThan(0);
  });

  test('sums of literals nested evenly are one number', () => {
    const sum = (levels: number): string =>
      levels === 0 ? '1' : `(${sum(levels - 1)} + ${sum(levels - 1)})`;
    const { plan } = answerTo(`any where process.pid == ${sum(16)}`);
    expect(holdsFor(plan, { process: { pid: 65_536 } })).toEqual([true]);
  });

  test('steps are refused, as more than there may be', () => {
    expect(codesOf(`sequence ${'[any where true] '.repeat(10_000)}`).length).toBeGreaterThan(0);
    expect(codesOf(`sample by a ${'[any where true] '.repeat(10_000)}`).length).toBeGreaterThan(0);
    expect(codesOf(`sequence ${'[any where true] with runs=100 '.repeat(1000)}`).length).toBeGreaterThan(0);
    expect(codesOf('sequence [any where true] with runs=100000000 [any where true]').length).toBeGreaterThan(
      0,
    );
  });

  test.each([
    ['join keys', `sequence by ${list(() => 'user.id')} [any where true] [any where true]`],
    ['pipes', `any where true ${'| head 1 '.repeat(HUGE)}`],
    ['parts of a name', `any where ${'a.'.repeat(HUGE)}a == 1`],
    ['arguments', `any where concat(${list(() => '"a"')}) == "a"`],
    ['missing events', `sequence with maxspan=1s [any where true] ${'![any where true] '.repeat(HUGE)}`],
    ['unknown fields', `any where ${fewer.map(at => `process.nmae${at} == 1`).join(' or ')}`],
    ['unknown functions', `any where ${fewer.map(at => `lenght${at}(a)`).join(' or ')}`],
    ['wrong types', `any where ${fewer.map(() => 'length(process.pid) == "a"').join(' or ')}`],
    ['mistakes', 'any where = '.repeat(HUGE)],
    ['unclosed strings', 'any where a == "b\n'.repeat(HUGE)],
    ['chained comparisons', `any where 1${' == 1'.repeat(HUGE)}`],
  ])('%s: an answer', (_, query) => {
    answerTo(query);
  });
});

describe('a query of one long stretch', options, () => {
  const fill = (piece: string, size: number = LARGE): string => piece.repeat(Math.ceil(size / piece.length));

  test.each([
    ['a text', `any where process.command_line == "${fill('a', TEN_MEGABYTES)}"`],
    ['a raw text', `any where process.command_line == """${fill('\\')}"""`],
    ['escapes', `any where process.command_line == "${fill('\\\\')}"`],
    ['a wildcard', `any where process.command_line : "${fill('*a?')}"`],
    ['stars', `any where process.command_line : "${fill('*')}"`],
    ['a regular expression', `any where process.command_line regex "${fill('(a|b)*')}"`],
    ['an open regular expression', `any where process.command_line regex "${fill('(')}"`],
    ['a comment', `/* ${fill('a ')} */ any where true`],
    ['nested comments', `${fill('/*')}`],
    ['lines of comments', `${fill('// a\n')}any where true`],
    ['spaces', `${fill(' ')}any where true`],
    ['a name', `any where ${fill('a')} == 1`],
    ['a category', `"${fill('a')}" where true`],
    ['a back-quoted name', `any where \`${fill('a')}\` == 1`],
    ['digits', `any where process.pid == ${fill('9')}`],
    ['fraction digits', `any where process.pid == 0.${fill('9')}`],
    ['an exponent', `any where process.pid == 1e${fill('9')}`],
    ['a maxspan', `sequence with maxspan=${fill('9')}s [any where true] [any where true]`],
    ['a count of runs', `sequence [any where true] with runs=${fill('9')} [any where true]`],
    ['a limit', `any where true | head ${fill('9')}`],
    ['a function', `any where ${fill('f')}(1)`],
    ['open parentheses', `any where ${fill('(', TEN_MEGABYTES)}`],
    ['open brackets', `sequence ${fill('[')}`],
    ['closed brackets', fill(']')],
    ['quotes', fill('"')],
    ['back-quotes', fill('`')],
    ['no language at all', fill('\u0000\u{1f600}', TEN_MEGABYTES)],
    ['lines', fill('\n')],
  ])('%s: an answer', (_, query) => {
    answerTo(query);
  });

  test('a condition of ten megabytes compiles, prints and runs', () => {
    const count = 200_000;
    const terms = Array.from(
      { length: count },
      (_, at) => `process.args : "*--argument-number-${at}-of-many*"`,
    );
    const query = `any where ${terms.join(' or ')}`;
    expect(query.length).toBeGreaterThan(TEN_MEGABYTES);
    expectPrints(query);
    const { plan } = answerTo(query);
    expect(holdsFor(plan, { process: { args: ['x', `--argument-number-${count - 1}-of-many`] } })).toEqual([
      true,
    ]);
  });

  test('a condition both deep and wide compiles, prints and runs', () => {
    const level = (depth: number): string => {
      if (depth === 0) return 'process.pid == 1';
      const terms = Array.from(
        { length: 500 },
        (_, at) => `process.args == "${depth} ${at}" and process.pid != ${at}`,
      );
      return `not (${terms.join(' or ')} or (${level(depth - 1)}))`;
    };
    const query = `any where ${level(60)}`;
    expectPrints(query);
    const { plan } = answerTo(query);
    expect(holdsFor(plan, { process: { pid: 1 } })).toEqual([true]);
    expect(holdsFor(plan, { process: { pid: 7, args: '60 8' } })).toEqual([false]);
  });

  test('a text of one megabyte is compared, printed and found', () => {
    const text = 'a'.repeat(1_000_000);
    const query = `any where process.command_line == "${text}"`;
    expectPrints(query);
    const { plan } = answerTo(query);
    expect(holdsFor(plan, { process: { command_line: text } })).toEqual([true]);
    expect(holdsFor(plan, { process: { command_line: `${text}a` } })).toEqual([false]);
  });
});

describe('patterns that make a backtracking engine explode', options, () => {
  const long = 'a'.repeat(100_000);

  test.each([
    ['repeats in repeats', '(a+)+b'],
    ['alternatives that are alike', '(a|a)*b'],
    ['optional repeats', '(a?){500}a{400}b'],
    ['repeats around repeats', '((a*)*)*b'],
    ['many stars', `${'.*a'.repeat(50)}b`],
    ['huge counts', 'a{1,1000}b'],
    ['counts of counts', '((a{1,1000}){1,1000}){1,1000}b'],
    ['a count of millions', 'a{1000000000}'],
    ['a complement', '~(a+)'],
    ['a complement of repeats', '~((a|aa)+)'],
    ['complements in complements', `${'~('.repeat(50)}a+${')'.repeat(50)}b`],
    ['complements within', `(~(a*b)c){50}`],
    ['an intersection', '.*b&a+&(a|b)*'],
    ['an intersection of repeats', '((a{1,100}){1,100}&(aa)*)b'],
    [
      'intersections of counts',
      `${['a{2}', 'a{3}', 'a{5}', 'a{7}', 'a{11}', 'a{13}'].map(one => `(${one})+`).join('&')}`,
    ],
    ['an n-th letter from the end', `(a|b)*a(a|b){300}`],
    ['the complement of an n-th letter from the end', `~((a|b)*a(a|b){30})c`],
    ['wide intervals', '<0-2147483647>'.repeat(20)],
    ['wide classes', '[\u0001-\u{10ffff}]'.repeat(100)],
    ['deep groups', `${'('.repeat(10_000)}a${')'.repeat(10_000)}`],
  ])('%s: refused, or run in time that grows with the value', (_, pattern) => {
    const { plan } = answerTo(`any where process.command_line regex """${pattern}"""`);
    const loose = answerTo(`any where process.command_line regex~ """${pattern}"""`).plan;
    expect(plan === undefined).toBe(loose === undefined);
    for (const one of [plan, loose]) {
      if (one === undefined) continue;
      for (const command_line of [long, `${long}b`, `${long}c`]) holdsFor(one, { process: { command_line } });
    }
  });

  test.each([
    ['stars', `${'*a'.repeat(1000)}b`],
    ['stars and question marks', `${'*a?'.repeat(1000)}b`],
    ['only stars', '*'.repeat(10_000)],
    ['question marks', '?'.repeat(10_000)],
  ])('wildcards of many %s', (_, pattern) => {
    const { plan } = answerTo(`any where process.command_line : "${pattern}"`);
    expect(holdsFor(plan, { process: { command_line: long } })).toEqual([pattern.startsWith('**')]);
  });
});
