/** Tests of rules as JUnit has them, which CI systems read: a suite for each rule. */
import type { TestedRule, TestOutcome } from '../app/test-rules.ts';

/** A rule that could not be tested, as it does not compile. */
export interface BrokenRule {
  readonly name: string;
  readonly file: string;
  readonly problem: string;
}

export function junitReport(
  rules: readonly TestedRule[],
  broken: readonly BrokenRule[],
  explained: (rule: TestedRule, outcome: TestOutcome) => string,
): string {
  const suites = [...broken.map(brokenSuite), ...rules.map(rule => suiteOf(rule, explained))];
  const [tests, failures, skipped] = [countOf('tests'), countOf('failures'), countOf('skipped')];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tripline test" tests="${tests}" failures="${failures}" skipped="${skipped}">`,
    ...suites.map(({ lines }) => lines.join('\n')),
    '</testsuites>',
    '',
  ].join('\n');

  function countOf(what: 'tests' | 'failures' | 'skipped'): number {
    return suites.reduce((sum, suite) => sum + suite[what], 0);
  }
}

function brokenSuite({ file, name, problem }: BrokenRule) {
  const lines = [
    `  <testsuite name=${quoted(name)} tests="1" failures="1" skipped="0">`,
    `    <testcase name="the rule compiles" classname=${quoted(name)} file=${quoted(file)}><failure message=${quoted(problem)}/></testcase>`,
    '  </testsuite>',
  ];
  return { lines, tests: 1, failures: 1, skipped: 0 };
}

function suiteOf(tested: TestedRule, explained: (rule: TestedRule, outcome: TestOutcome) => string) {
  const { file, outcomes, rule, unreachable } = tested;
  const failures = outcomes.filter(({ passed }) => !passed).length;
  const skipped = unreachable === undefined ? 0 : 1;
  const tests = outcomes.length + skipped;
  const name = (what: string) => `name=${quoted(what)} classname=${quoted(rule.name)} file=${quoted(file)}`;
  const lines = [
    `  <testsuite name=${quoted(rule.name)} tests="${tests}" failures="${failures}" skipped="${skipped}">`,
    ...outcomes.map(outcome =>
      outcome.passed
        ? `    <testcase ${name(outcome.name)}/>`
        : `    <testcase ${name(outcome.name)}><failure message=${quoted(outcome.problem ?? '')}>${escaped(explained(tested, outcome))}</failure></testcase>`,
    ),
    ...(unreachable === undefined
      ? []
      : [
          `    <testcase ${name('a generated stream fires')}><skipped message=${quoted(unreachable.reason)}/></testcase>`,
        ]),
    '  </testsuite>',
  ];
  return { lines, tests, failures, skipped };
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}

/** XML 1.0 has no way to say most control characters. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
