/** What became of the tests of rules, for a terminal: failures with their explanations, then what cannot be reached. */
import type { TestedRule, TestOutcome } from '../app/test-rules.ts';
import type { Colors } from './colors.ts';
import { counted, grouped } from './numbers.ts';
import { renderExplanation } from './render-explanation.ts';
import { clip, wrap } from './wrap.ts';

/** Failures that are shown in full. */
const MOST_FAILURES = 20;
const MOST_UNREACHABLE = 20;

export interface TestSummary {
  readonly rules: number;
  readonly examples: number;
  readonly generated: number;
  readonly passed: number;
  readonly failed: number;
  readonly unreachable: number;
}

/** @param broken rules that could not be tested as they do not compile; each counts as a failure */
export function summaryOf(rules: readonly TestedRule[], broken: number): TestSummary {
  const outcomes = rules.flatMap(rule => rule.outcomes);
  return {
    rules: rules.length + broken,
    examples: outcomes.filter(({ kind }) => kind === 'example').length,
    generated: outcomes.filter(({ kind }) => kind === 'generated').length,
    passed: outcomes.filter(({ passed }) => passed).length,
    failed: outcomes.filter(({ passed }) => !passed).length + broken,
    unreachable: rules.filter(({ unreachable }) => unreachable !== undefined).length,
  };
}

export function renderTests(
  rules: readonly TestedRule[],
  broken: number,
  width: number,
  colors: Colors,
): string {
  const failures = rules.flatMap(rule =>
    rule.outcomes.filter(({ passed }) => !passed).map(outcome => ({ rule, outcome })),
  );
  const unreachable = rules.filter(rule => rule.unreachable !== undefined);
  const { examples, failed, generated, passed, rules: count } = summaryOf(rules, broken);
  const lines = [
    ...failures
      .slice(0, MOST_FAILURES)
      .flatMap(({ outcome, rule }) => failureLines(rule, outcome, width, colors)),
    ...(failures.length > MOST_FAILURES
      ? [`… ${counted(failures.length - MOST_FAILURES, 'more failure')}`, '']
      : []),
    ...unreachable
      .slice(0, MOST_UNREACHABLE)
      .flatMap(({ rule, unreachable: why }) => [
        ...wrap(
          `${rule.name}: ${why?.isProven ? 'can never fire' : 'no stream was found that fires it'}`,
          width,
        ).map(line => colors.yellow(line)),
        ...wrap(why?.reason ?? '', width - 4).map(line => `    ${line}`),
        '',
      ]),
    ...(unreachable.length > MOST_UNREACHABLE ? [`… ${unreachable.length - MOST_UNREACHABLE} more`, ''] : []),
    colors.bold(
      `${grouped(passed)} passed, ${grouped(failed)} failed` +
        (unreachable.length > 0 ? `, ${grouped(unreachable.length)} unreachable` : ''),
    ),
    `${counted(count, 'rule')}, ${counted(examples, 'example')}, ${counted(generated, 'generated test')}`,
  ];
  return `${lines.join('\n')}\n`;
}

function failureLines(
  { file, rule }: TestedRule,
  outcome: TestOutcome,
  width: number,
  colors: Colors,
): readonly string[] {
  return [
    colors.red(clip(`✗ ${rule.name}: ${outcome.name}`, width)),
    colors.dim(clip(`  ${file}`, width)),
    ...wrap(outcome.problem ?? '', width - 2).map(line => `  ${line}`),
    ...explanationText(rule.name, outcome, width - 2, colors)
      .split('\n')
      .map(line => (line === '' ? '' : `  ${line}`)),
    '',
  ];
}

/** The explanation of a failure, or nothing where there is none. */
export function explanationText(
  ruleName: string,
  { explanation }: TestOutcome,
  width: number,
  colors: Colors,
): string {
  return explanation === undefined ? '' : renderExplanation(ruleName, explanation, width, colors).trimEnd();
}
