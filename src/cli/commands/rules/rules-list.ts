import process from 'node:process';
import { Command, Option } from 'commander';
import { isMistake } from '../../../app/check-rules.ts';
import { loadRuleFiles } from '../../../app/load-rule-files.ts';
import {
  inOrderOfSeverity,
  isAskedFor,
  type RuleEntry,
  type RuleQuestion,
  ruleEntries,
  ruleStates,
} from '../../../app/rule-entries.ts';
import { ruleTypes } from '../../../rules/rule.ts';
import { sortDiagnostics } from '../../../source/sort-diagnostics.ts';
import { colorsFor } from '../../colors.ts';
import { EXIT_UNUSABLE } from '../../exit-codes.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../../language-options.ts';
import { counted } from '../../numbers.ts';
import { standardOutput, talk } from '../../output.ts';
import { ruleCsv, ruleJson, ruleTable } from '../../render-rule-list.ts';
import { tellDiagnostics } from '../../tell-diagnostics.ts';
import { terminalWidth } from '../../terminal-width.ts';
import { collect } from '../options.ts';

interface RulesListOptions extends LanguageOptions, RuleQuestion {
  readonly format: 'table' | 'json' | 'ndjson' | 'csv';
}

export function rulesListCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('list'))
    .description('Lists rules with their schedule, and which of them run here.')
    .argument('<path...>', 'rule files and folders')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['table', 'json', 'ndjson', 'csv'])
        .default('table'),
    )
    .addOption(severalOf('--type <type>', 'only rules of this type', ruleTypes))
    .addOption(
      severalOf('--severity <severity>', 'only of this severity', ['low', 'medium', 'high', 'critical']),
    )
    .addOption(severalOf('--state <state>', 'only those that run here, or that do not', ruleStates))
    .option('--tactic <tactic>', 'only of this tactic: its id, or part of its name', collect)
    .option('--tag <text>', 'only with this in a tag', collect)
    .option('--text <text>', 'only with this in the id, name, description, query or file', collect)
    .addHelpText('after', '\nAn option given twice means either; different options must all be met.')
    .action(async (paths: string[], options: RulesListOptions) => {
      const loaded = await loadRuleFiles(paths, await readLanguageOptions(options));
      const all = ruleEntries(loaded.rules);
      const entries = inOrderOfSeverity(all.filter(entry => isAskedFor(entry, options)));
      const output = standardOutput();
      await output.write(printed(entries, options.format));
      await output.end();
      // A rule that has an entry tells what is wrong with it there.
      const told = new Set(all.flatMap(({ whyNot }) => whyNot));
      const untold = loaded.diagnostics.filter(
        diagnostic => isMistake(diagnostic) && (options.format !== 'table' || !told.has(diagnostic)),
      );
      tellDiagnostics(sortDiagnostics(untold), 20);
      if (loaded.passedOver.length > 0)
        talk(`${counted(loaded.passedOver.length, 'file')} of no rule form passed over\n`);
      if (loaded.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

function severalOf(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).choices(choices);
  const readOne = option.parseArg;
  return option.argParser((text: string, before: readonly string[] | undefined) => {
    readOne?.(text, undefined);
    return [...(before ?? []), text];
  });
}

function printed(entries: readonly RuleEntry[], format: RulesListOptions['format']): string {
  switch (format) {
    case 'table':
      return ruleTable(entries, terminalWidth(), colorsFor(process.stdout));
    case 'json':
      return `${JSON.stringify(entries.map(ruleJson), undefined, 2)}\n`;
    case 'ndjson':
      return entries.map(entry => `${JSON.stringify(ruleJson(entry))}\n`).join('');
    case 'csv':
      return ruleCsv(entries);
  }
}
