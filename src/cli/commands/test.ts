import process from 'node:process';
import { Command, Option } from 'commander';
import { isMistake } from '../../app/check-rules.ts';
import { type LoadedRules, loadRuleFiles } from '../../app/load-rule-files.ts';
import { type TestedRule, testRule } from '../../app/test-rules.ts';
import { isDeprecated } from '../../rules/rule.ts';
import { sortDiagnostics } from '../../source/sort-diagnostics.ts';
import { colorsFor, noColors } from '../colors.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { explanationJson } from '../explanation-json.ts';
import { type BrokenRule, junitReport } from '../junit.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../language-options.ts';
import { counted } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';
import { problemTeller } from '../problems.ts';
import { explanationText, renderTests, summaryOf } from '../render-tests.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { terminalWidth } from '../terminal-width.ts';

interface TestCommandOptions extends LanguageOptions {
  readonly format: 'table' | 'json' | 'junit';
  readonly generated: boolean;
  readonly deprecated?: true;
}

const PLAIN_WIDTH = 100;
const MOST_TOLD = 20;

export function testCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('test'))
    .description('Runs the examples that rules carry, and such as are made from the rules themselves.')
    .argument('<rules...>', 'rule files and folders')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['table', 'json', 'junit']).default('table'),
    )
    .option('--no-generated', 'only the examples that rules carry')
    .option('--deprecated', 'test deprecated rules too')
    .action(async (paths: string[], options: TestCommandOptions) => {
      const loaded = await loadRuleFiles(paths, { ...(await readLanguageOptions(options)), lints: false });
      tellDiagnostics(sortDiagnostics(loaded.diagnostics.filter(isMistake)), MOST_TOLD);
      const problems = problemTeller();
      const tested: TestedRule[] = [];
      for (const rule of loaded.rules)
        if (rule.kind === 'compiled' && (options.deprecated || !isDeprecated(rule.rule)))
          tested.push(await testRule(rule, options, problems.tell));
      problems.end();
      const output = standardOutput();
      await output.write(print(tested, loaded, options));
      await output.end();
      const unsupported = loaded.rules.filter(({ kind }) => kind === 'unsupported').length;
      if (unsupported > 0) talk(`${counted(unsupported, 'rule')} of types that do not run yet\n`);
      const { failed } = summaryOf(tested, brokenRules(loaded).length);
      if (failed > 0) exit(EXIT_FINDINGS);
      if (loaded.unreadable.length > 0 || loaded.rules.length === 0) exit(EXIT_UNUSABLE);
    });
}

function brokenRules(loaded: LoadedRules): readonly (BrokenRule & { readonly ruleId: string | undefined })[] {
  return loaded.rules.flatMap(({ diagnostics, file, kind, rule }) => {
    if (kind !== 'failed') return [];
    const problem = diagnostics.find(isMistake)?.message ?? 'it does not compile';
    return [{ name: rule?.name ?? file, ruleId: rule?.rule_id, file, problem }];
  });
}

function print(tested: readonly TestedRule[], loaded: LoadedRules, { format }: TestCommandOptions): string {
  const broken = brokenRules(loaded);
  switch (format) {
    case 'table':
      return renderTests(tested, broken.length, terminalWidth(), colorsFor(process.stdout));
    case 'junit':
      return junitReport(tested, broken, ({ rule }, outcome) =>
        [outcome.problem ?? '', explanationText(rule.name, outcome, PLAIN_WIDTH, noColors)].join('\n\n'),
      );
    case 'json':
      return `${JSON.stringify(reportJson(tested, broken), undefined, 2)}\n`;
  }
}

function reportJson(tested: readonly TestedRule[], broken: ReturnType<typeof brokenRules>): object {
  return {
    summary: summaryOf(tested, broken.length),
    failures: [
      ...broken.map(({ file, name, problem, ruleId }) => ({
        rule: name,
        rule_id: ruleId ?? null,
        file,
        kind: 'rule',
        test: 'the rule compiles',
        problem,
      })),
      ...tested.flatMap(({ file, outcomes, rule }) =>
        outcomes
          .filter(({ passed }) => !passed)
          .map(({ explanation, found, kind, name, problem, wanted }) => ({
            rule: rule.name,
            rule_id: rule.rule_id,
            file,
            kind,
            test: name,
            wanted,
            found,
            problem,
            ...(explanation !== undefined && { explanation: explanationJson(rule, explanation) }),
          })),
      ),
    ],
    unreachable: tested.flatMap(({ rule, unreachable }) =>
      unreachable === undefined
        ? []
        : [
            {
              rule: rule.name,
              rule_id: rule.rule_id,
              reason: unreachable.reason,
              proven: unreachable.isProven,
            },
          ],
    ),
  };
}
