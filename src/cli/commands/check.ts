import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { allDiagnostics, type CheckSummary, isMistake, summarise } from '../../app/check-rules.ts';
import { type LoadedRules, loadRuleFiles } from '../../app/load-rule-files.ts';
import { nearest } from '../../base/did-you-mean.ts';
import { type DiagnosticCode, diagnosticCodes, isUnsupported } from '../../source/codes/index.ts';
import { type Diagnostic, isError } from '../../source/diagnostic.ts';
import { diagnosticJson } from '../../source/render-json.ts';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sortDiagnostics } from '../../source/sort-diagnostics.ts';
import { colorsFor } from '../colors.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../language-options.ts';
import { counted, grouped } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';

interface CheckOptions extends LanguageOptions {
  readonly format: 'table' | 'json';
  readonly strict?: true;
  /** Codes of warnings that are not told. */
  readonly lint: readonly DiagnosticCode[];
}

/** How many diagnostics of one severity the table shows in full. */
const MOST_SHOWN = 20;

export function checkCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('check'))
    .description('Reads rule files and tells what is wrong with them and which of them run.')
    .argument('<path...>', 'rule files and folders')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--strict', 'fail on rules that are right but that this version does not run')
    .addOption(
      new Option('--no-lint <code>', 'do not tell this warning; may be given often')
        .argParser(warningCode)
        .default([], 'all are told'),
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const read = await loadRuleFiles(paths, await readLanguageOptions(options));
      const isTold = (diagnostic: Diagnostic): boolean =>
        isError(diagnostic) || !options.lint.includes(diagnostic.code);
      const loaded = { ...read, diagnostics: allDiagnostics(read).filter(isTold) };
      const summary = summarise(loaded);
      const output = standardOutput();
      await output.write(
        options.format === 'json' ? asJson(summary, loaded) : asTable(summary, loaded, options),
      );
      await output.end();
      if (loaded.passedOver.length > 0) {
        talk(`${counted(loaded.passedOver.length, 'file')} of no rule form passed over\n`);
      }
      const unsupported = Object.keys(summary.unsupported).length > 0;
      if (summary.failed > 0 || (options.strict && unsupported)) exit(EXIT_FINDINGS);
      if (loaded.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

function warningCode(text: string, before: readonly DiagnosticCode[] | undefined): readonly DiagnosticCode[] {
  const code = text.toUpperCase();
  const known = Object.keys(diagnosticCodes);
  if (!known.includes(code)) {
    const near = nearest(code, known);
    throw new InvalidArgumentError(
      near === undefined ? 'Expected a code such as RUL508.' : `Did you mean ${near}?`,
    );
  }
  // It is one of the registry's keys.
  return [...(before ?? []), code as DiagnosticCode];
}

/** Fields outside ECS without a near name are the rule in cloud rules: many of them are told by their number. */
const STRANGE_FIELDS: readonly string[] = ['EQL102', 'KQL102'];
const MOST_STRANGE = 3;

function asJson(summary: CheckSummary, loaded: LoadedRules): string {
  const diagnostics = sortDiagnostics(loaded.diagnostics).map(diagnosticJson);
  return `${JSON.stringify({ ...summary, diagnostics }, undefined, 2)}\n`;
}

function asTable(summary: CheckSummary, loaded: LoadedRules, options: CheckOptions): string {
  const strange = loaded.diagnostics.filter(({ code }) => STRANGE_FIELDS.includes(code)).length;
  const isWorthALook = ({ code, severity }: Diagnostic): boolean =>
    severity !== 'error' && !(strange > MOST_STRANGE && STRANGE_FIELDS.includes(code));
  const colors = colorsFor(process.stdout);
  const shown = [
    ...shownOf(loaded, isMistake, 'error'),
    ...(options.strict
      ? shownOf(loaded, diagnostic => isUnsupported(diagnostic.code), 'unsupported construct')
      : []),
    ...shownOf(loaded, isWorthALook, 'warning'),
  ];
  const unsupported = Object.entries(summary.unsupported).sort(([, a], [, b]) => b - a);
  const lines = [
    `${counted(summary.rules, 'rule')}: ${colors.green(`${grouped(summary.compiled)} run`)}` +
      (unsupported.length > 0 ? `, ${sum(unsupported)} not supported yet` : '') +
      (summary.failed > 0 ? `, ${colors.red(`${grouped(summary.failed)} failed`)}` : ''),
    ...(strange > MOST_STRANGE
      ? [
          `  fields outside ECS: in ${counted(strange, 'rule')}, read from the events all the same; \`--format json\` lists them`,
        ]
      : []),
    ...unsupported.map(([type, count]) => `  not supported yet: ${type} ${grouped(count)}`),
  ];
  return `${[...shown, lines.join('\n')].join('\n')}\n`;
}

function sum(entries: readonly (readonly [string, number])[]): string {
  return grouped(entries.reduce((total, [, count]) => total + count, 0));
}

/** The diagnostics of one kind in full, as far as a screen can hold them, and how many more there are. */
function shownOf(loaded: LoadedRules, belongs: (diagnostic: Diagnostic) => boolean, noun: string): string[] {
  const all = sortDiagnostics(loaded.diagnostics.filter(belongs));
  if (all.length === 0) return [];
  const color = colorsFor(process.stdout).isColorSupported;
  const text = renderDiagnostics(all.slice(0, MOST_SHOWN), { color });
  const more = all.length - MOST_SHOWN;
  return more > 0 ? [text, `… ${counted(more, `more ${noun}`)}; \`--format json\` lists all\n`] : [text];
}
