import process from 'node:process';
import { Command, Option } from 'commander';
import { eventInputs } from '../../app/event-inputs.ts';
import { outcomeOf } from '../../app/explain-outcome.ts';
import { findRule } from '../../app/find-rule.ts';
import { loadRuleFiles } from '../../app/load-rule-files.ts';
import { severalSuchRules } from '../../app/messages.ts';
import { readAllEvents } from '../../app/read-all-events.ts';
import { explain } from '../../explain/explain.ts';
import type { CompiledRule, RuleOptions } from '../../rules/compile-rule.ts';
import { colorsFor } from '../colors.ts';
import { type ExceptionFlags, readExceptionOptions, withExceptionOptions } from '../exception-options.ts';
import { EXIT_UNUSABLE } from '../exit-codes.ts';
import { explanationJson } from '../explanation-json.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../language-options.ts';
import { counted } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';
import { problemTeller } from '../problems.ts';
import { startProgress } from '../progress.ts';
import { renderExplanation } from '../render-explanation.ts';
import { rulesToRun, tellRuleProblems } from '../rules-to-run.ts';
import { terminalWidth } from '../terminal-width.ts';
import { UsageError } from '../usage-error.ts';
import { time, wholeNumber } from './options.ts';

interface ExplainCommandOptions extends LanguageOptions, ExceptionFlags {
  readonly rule: string;
  readonly name?: string;
  readonly format: 'table' | 'json';
  readonly index?: string;
  readonly from?: number;
  readonly to?: number;
  readonly maxEvents: number;
}

export function explainCommand(exit: (code: number) => void): Command {
  return withExceptionOptions(withLanguageOptions(new Command('explain')))
    .description('Says why a rule fired on some events, and why it did not.')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .requiredOption('--rule <path>', 'the file of the rule')
    .option('--name <rule>', 'which rule, where the file holds several: its id or name, or part of one')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--index <name>', 'the index of events that name none')
    .option('--from <time>', 'only events of this time and later', time)
    .option('--to <time>', 'only events of this time and earlier', time)
    .option('--max-events <n>', 'hold at most so many events in memory', wholeNumber, 500_000)
    .action(async (paths: string[], options: ExplainCommandOptions) => {
      const language = await readLanguageOptions(options);
      const rule = await readRule(options, language);
      const problems = problemTeller();
      const progress = await startProgress(paths);
      const { events, counts, left } = await readAllEvents(
        eventInputs(paths, bytes => progress.add(bytes)),
        { indexOverride: options.index, fromMs: options.from, toMs: options.to },
        options.maxEvents,
        problems.tell,
      ).finally(() => progress.end());
      const exceptions = await readExceptionOptions(options, language, [rule]);
      const explanation = explain(rule, events);
      const outcome = explanation.fires ? await outcomeOf(rule, events, exceptions) : undefined;
      const output = standardOutput();
      await output.write(
        options.format === 'json'
          ? `${JSON.stringify(explanationJson(rule.rule, explanation, outcome), undefined, 2)}\n`
          : renderExplanation(
              rule.rule.name,
              explanation,
              terminalWidth(),
              colorsFor(process.stdout),
              outcome,
            ),
      );
      await output.end();
      problems.end();
      if (left > 0) talk(`${counted(left, 'event')} more were read and not explained (\`--max-events\`)\n`);
      if (counts.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

async function readRule(
  { name, rule: path }: ExplainCommandOptions,
  language: RuleOptions,
): Promise<CompiledRule> {
  const loaded = await loadRuleFiles([path], { ...language, lints: false });
  tellRuleProblems(loaded);
  const rules = rulesToRun(loaded, { rules: [path], deprecated: true });
  if (name !== undefined) {
    const found = findRule(rules, name);
    if ('code' in found) throw new UsageError(found);
    return found;
  }
  const [only, ...others] = rules;
  if (only !== undefined && others.length === 0) return only;
  const shown = rules.slice(0, 8).map(({ rule }) => `\`${rule.name}\`, ${rule.rule_id}`);
  throw new UsageError(severalSuchRules(path, rules.length, shown));
}
