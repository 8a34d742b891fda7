import process from 'node:process';
import { Command, Option } from 'commander';
import { coverFields, type FieldsResult } from '../../app/cover-fields.ts';
import type { Lack, RuleCoverage } from '../../explain/field-coverage.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import { type Colors, colorsFor } from '../colors.ts';
import { EXIT_UNUSABLE } from '../exit-codes.ts';
import { type LanguageOptions, withLanguageOptions } from '../language-options.ts';
import { counted, grouped } from '../numbers.ts';
import { talk } from '../output.ts';
import { inputLines } from '../render-summary.ts';
import { reportOnEvents } from '../report-on-events.ts';
import { terminalWidth } from '../terminal-width.ts';
import { clip, pad } from '../wrap.ts';
import { collect } from './options.ts';

interface FieldsCommandOptions extends LanguageOptions {
  readonly rules: readonly string[];
  readonly format: 'table' | 'json';
  readonly index?: string;
  readonly deprecated?: true;
}

/** Names of rules under one reason, and fields, that the table shows. */
const MOST_NAMES = 5;
const MOST_REASONS = 30;
const MOST_FIELDS = 40;

export function fieldsCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('fields'))
    .description('Tells which rules can fire on these events, and which never can and why.')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .requiredOption('--rules <path...>', 'rule files and folders', collect)
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--index <name>', 'the index of events that name none')
    .option('--deprecated', 'ask for deprecated rules too')
    .action(async (paths: string[], options: FieldsCommandOptions) => {
      const { loaded, result } = await reportOnEvents(
        paths,
        options,
        (inputs, rules, onProblem) => coverFields(inputs, rules, { onProblem, indexOverride: options.index }),
        options.format === 'json' ? asJson : asTable,
      );
      const lines = [`${counted(result.coverage.events, 'event')} read`, ...inputLines(result.counts)];
      talk(`${lines.join('\n')}\n`);
      if (result.counts.unreadable.length > 0 || loaded.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

function asJson({ coverage }: FieldsResult, rules: readonly CompiledRule[]): string {
  const report = {
    events: coverage.events,
    rules: coverage.rules.map(({ canFire, lacks }, at) => ({
      rule_id: rules[at]?.rule.rule_id,
      name: rules[at]?.rule.name,
      can_fire: canFire,
      lacks,
    })),
    fields: coverage.fields,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function asTable({ coverage }: FieldsResult, rules: readonly CompiledRule[]): string {
  const colors = colorsFor(process.stdout);
  const width = terminalWidth();
  const silent = coverage.rules.filter(rule => !rule.canFire).length;
  const reasons = groupByReason(coverage.rules, rules);
  const lines = [
    `${counted(rules.length, 'rule')}: ${colors.green(`${grouped(rules.length - silent)} can fire`)} on these events, ` +
      colors.yellow(`${grouped(silent)} cannot`),
    ...(reasons.length > 0 ? ['', colors.bold('What the others lack')] : []),
    ...reasons.slice(0, MOST_REASONS).flatMap(reason => reasonLines(reason, width, colors)),
    ...(reasons.length > MOST_REASONS
      ? [`  … ${counted(reasons.length - MOST_REASONS, 'more reason')}; \`--format json\` has them by rule`]
      : []),
    '',
    colors.bold('Fields, by how many rules read them'),
    ...coverage.fields.slice(0, MOST_FIELDS).map(({ path, filled, rules: readers }) => {
      const share = coverage.events === 0 ? 0 : (100 * filled) / coverage.events;
      const filledText = filled === 0 ? colors.yellow('never filled') : `${share.toFixed(1)} % of events`;
      return `  ${pad(clip(path, 44), 44)} ${grouped(readers).padStart(6)}   ${filledText}`;
    }),
    ...(coverage.fields.length > MOST_FIELDS
      ? [`  … ${counted(coverage.fields.length - MOST_FIELDS, 'more field')}; \`--format json\` lists all`]
      : []),
    ...(coverage.untold > 0
      ? [`${counted(coverage.untold, 'event')} of ever new categories and types left out of account`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

interface Reason {
  readonly text: string;
  readonly names: string[];
}

/** The same lack in many rules is one line: the most widespread first. */
function groupByReason(coverage: readonly RuleCoverage[], rules: readonly CompiledRule[]): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  for (const [at, { lacks }] of coverage.entries()) {
    const texts = new Set(lacks.map(reasonText));
    for (const text of texts) {
      const reason = reasons.get(text) ?? { text, names: [] };
      reason.names.push(rules[at]?.rule.name ?? '');
      reasons.set(text, reason);
    }
  }
  return [...reasons.values()].sort((a, b) => b.names.length - a.names.length || (a.text < b.text ? -1 : 1));
}

function reasonText(lack: Lack): string {
  switch (lack.kind) {
    case 'index':
      return 'no event of their indices';
    case 'shape':
      return 'no event of the category, type or system they ask for';
    case 'fields':
      return `never filled: ${lack.fields.join(', ')}`;
  }
}

function reasonLines({ text, names }: Reason, width: number, colors: Colors): string[] {
  const shown = names.slice(0, MOST_NAMES);
  const more = names.length > MOST_NAMES ? [`… ${grouped(names.length - MOST_NAMES)} more`] : [];
  return [
    `  ${grouped(names.length).padStart(6)}  ${clip(text, width - 10)}`,
    ...[...shown, ...more].map(name => colors.dim(`          ${clip(name, width - 10)}`)),
  ];
}
