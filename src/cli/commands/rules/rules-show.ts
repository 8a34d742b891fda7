import process from 'node:process';
import { Command, Option } from 'commander';
import { findRule } from '../../../app/find-rule.ts';
import { loadRuleFiles } from '../../../app/load-rule-files.ts';
import { type RuleEntry, ruleEntries } from '../../../app/rule-entries.ts';
import { conditionsToRead } from '../../../explain/condition.ts';
import { placedSteps } from '../../../explain/query-steps.ts';
import { fieldsOfPlan } from '../../../plan/fields-read.ts';
import { printPredicate } from '../../../plan/print-plan.ts';
import type { QueryPlan } from '../../../plan/query.ts';
import { jsonDocument } from '../../../rules/save-rule.ts';
import type { Diagnostic } from '../../../source/diagnostic.ts';
import { diagnosticJson } from '../../../source/render-json.ts';
import { renderDiagnostics } from '../../../source/render-terminal.ts';
import { sortDiagnostics } from '../../../source/sort-diagnostics.ts';
import { colorsFor } from '../../colors.ts';
import { EXIT_UNUSABLE } from '../../exit-codes.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../../language-options.ts';
import { standardOutput } from '../../output.ts';
import { renderRule } from '../../render-rule.ts';
import { ruleJson } from '../../render-rule-list.ts';
import { tellDiagnostics } from '../../tell-diagnostics.ts';
import { terminalWidth } from '../../terminal-width.ts';
import { UsageError } from '../../usage-error.ts';
import { collect } from '../options.ts';

interface RulesShowOptions extends LanguageOptions {
  readonly rules: readonly string[];
  readonly format: 'table' | 'json';
}

export function rulesShowCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('show'))
    .description('Shows all of one rule: what it asks for, what it needs, and what is to be said about it.')
    .argument('<rule>', 'the id or name of the rule, or part of one')
    .requiredOption('--rules <path...>', 'rule files and folders', collect)
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .action(async (asked: string, options: RulesShowOptions) => {
      const loaded = await loadRuleFiles(options.rules, await readLanguageOptions(options));
      const found = findRule(ruleEntries(loaded.rules), asked);
      tellDiagnostics(loaded.diagnostics.filter(({ code }) => code === 'RUL001'));
      if ('code' in found) throw new UsageError(found);
      const one = loaded.rules.find(({ rule }) => rule === found.rule);
      const plan = one?.kind === 'compiled' ? one.compiled.plan : undefined;
      const diagnostics = sortDiagnostics(one?.diagnostics ?? []);
      const output = standardOutput();
      await output.write(
        options.format === 'json' ? asJson(found, plan, diagnostics) : asTable(found, plan, diagnostics),
      );
      await output.end();
      if (loaded.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

function asTable(entry: RuleEntry, plan: QueryPlan | undefined, diagnostics: readonly Diagnostic[]): string {
  const colors = colorsFor(process.stdout);
  const text = renderRule(entry, plan, terminalWidth(), colors);
  // Why it does not run stands at the head.
  const more = diagnostics.filter(diagnostic => !entry.whyNot.includes(diagnostic));
  if (more.length === 0) return text;
  const said = renderDiagnostics(more, { color: colors.isColorSupported });
  return `${text}\n${colors.bold('What is to be said about it')}\n\n${said}`;
}

function asJson(entry: RuleEntry, plan: QueryPlan | undefined, diagnostics: readonly Diagnostic[]): string {
  const report = {
    ...ruleJson(entry),
    fields: plan === undefined ? null : fieldsOfPlan(plan),
    steps: plan === undefined ? null : stepsJson(plan),
    diagnostics: diagnostics.map(diagnosticJson),
    rule: jsonDocument(entry.rule),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function stepsJson(plan: QueryPlan): readonly object[] {
  return placedSteps(plan).map(({ kind, step, place }) => ({
    step: place.step,
    ...(place.run !== undefined && { run: place.run.number }),
    must_be_absent: kind === 'absent',
    conditions: conditionsToRead(step.filter).map(({ predicate }) => printPredicate(predicate)),
    by: step.by.map(({ field }) => field.path),
  }));
}
