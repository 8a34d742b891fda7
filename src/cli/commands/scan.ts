import { performance } from 'node:perf_hooks';
import { Command, Option } from 'commander';
import { summarise } from '../../app/check-rules.ts';
import { eventInputs, totalBytes } from '../../app/event-inputs.ts';
import { type LoadedRules, loadRuleFiles } from '../../app/load-rule-files.ts';
import { type ScanResult, scan, scanExecutionUuid } from '../../app/scan.ts';
import { type AlertFormat, alertFormats, alertPrinter } from '../alert-printers.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../language-options.ts';
import { counted, grouped } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';
import { packageVersion } from '../package-version.ts';
import { problemTeller } from '../problems.ts';
import { startProgress } from '../progress.ts';
import { countLines, ruleLine } from '../render-summary.ts';
import { isDeprecated, rulesToRun, tellRuleProblems } from '../rules-to-run.ts';
import { collect, time, wholeNumber } from './options.ts';

interface ScanCommandOptions extends LanguageOptions {
  readonly rules: readonly string[];
  readonly format: AlertFormat;
  readonly buildingBlocks?: true;
  readonly index?: string;
  readonly from?: number;
  readonly to?: number;
  readonly ordered?: true;
  readonly maxAlerts?: number;
  readonly deprecated?: true;
  readonly failOnAlert?: true;
}

export function scanCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('scan'))
    .description('Runs rules over event files: every event through every rule, whatever the order.')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .requiredOption('--rules <path...>', 'rule files and folders', collect)
    .addOption(new Option('--format <format>', 'how to print').choices(alertFormats).default('table'))
    .option('--building-blocks', 'print the alert of each event of a sequence too')
    .option('--index <name>', 'the index of events that name none')
    .option('--from <time>', 'only events of this time and later', time)
    .option('--to <time>', 'only events of this time and earlier', time)
    .option('--ordered', 'the events come in order of time: alert while reading')
    .option('--max-alerts <n>', 'at most this many alerts of each rule (default: all)', wholeNumber)
    .option('--deprecated', 'run deprecated rules too')
    .option('--fail-on-alert', 'exit with 1 when there are alerts')
    .action(async (paths: string[], options: ScanCommandOptions) => {
      const loaded = await loadRuleFiles(options.rules, await readLanguageOptions(options));
      tellRuleProblems(loaded);
      const rules = rulesToRun(loaded, options);
      const startedMs = performance.now();
      const output = standardOutput();
      const printer = alertPrinter(options.format, output, {
        buildingBlocks: options.buildingBlocks === true,
      });
      const problems = problemTeller();
      const progress = startProgress(await totalBytes(paths));
      let result: ScanResult;
      try {
        result = await scan(
          eventInputs(paths, bytes => progress.add(bytes)),
          rules,
          {
            executionUuid: scanExecutionUuid(rules),
            ordered: options.ordered === true,
            ...(options.index === undefined ? {} : { indexOverride: options.index }),
            ...(options.from === undefined ? {} : { fromMs: options.from }),
            ...(options.to === undefined ? {} : { toMs: options.to }),
            ...(options.maxAlerts === undefined ? {} : { maxAlerts: options.maxAlerts }),
          },
          { onAlert: alert => printer.alert(alert), onProblem: problems.tell },
        );
      } finally {
        progress.end();
      }
      const alerts = result.alerts.reduce((sum, count) => sum + count, 0);
      const summary = summaryLines(result, loaded, alerts, performance.now() - startedMs);
      await printer.end({ summary, events: result.counts.events, version: packageVersion() });
      await output.end();
      problems.end();
      talk(`\n${summary.map(line => `  ${line}`).join('\n')}\n`);
      if (alerts > 0 && options.failOnAlert) exit(EXIT_FINDINGS);
      if (loaded.rules.some(rule => rule.kind === 'failed')) exit(EXIT_FINDINGS);
      const { unreadable, orderBroken } = result.counts;
      if (unreadable.length > 0 || loaded.unreadable.length > 0 || orderBroken !== undefined)
        exit(EXIT_UNUSABLE);
    });
}

function summaryLines(
  result: ScanResult,
  loaded: LoadedRules,
  alerts: number,
  ms: number,
): readonly string[] {
  const cut = result.cut.reduce((sum, count) => sum + count, 0);
  const firing = result.alerts.filter(count => count > 0).length;
  const deprecated = loaded.rules.filter(
    rule => rule.kind === 'compiled' && isDeprecated(rule.compiled),
  ).length;
  return [
    ...countLines(result.counts),
    ruleLine(summarise(loaded)) + (deprecated > 0 ? ` (${grouped(deprecated)} deprecated)` : ''),
    `${counted(alerts, 'alert')}${alerts > 0 ? ` of ${counted(firing, 'rule')}` : ''}` +
      (cut > 0 ? `, ${grouped(cut)} more cut by --max-alerts` : ''),
    `${(ms / 1000).toFixed(2)} s, ${grouped((result.counts.events / ms) * 1000)} events a second`,
  ];
}
