import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { Command, Option } from 'commander';
import { summarise } from '../../app/check-rules.ts';
import { type BytesRead, eventInputs } from '../../app/event-inputs.ts';
import { replayFollowing } from '../../app/follow/replay-following.ts';
import { replayInJobs } from '../../app/jobs/replay-in-jobs.ts';
import { type LoadedRules, loadRuleFiles } from '../../app/load-rule-files.ts';
import { notToFollowAs } from '../../app/messages.ts';
import { type ReplayCounts, replay } from '../../app/replay.ts';
import { type Driver, type ScanResult, scanBy, scanExecutionUuid } from '../../app/scan.ts';
import { isDeprecated } from '../../rules/rule.ts';
import { type AlertFormat, alertFormats, alertPrinter } from '../alert-printers.ts';
import { type ExceptionFlags, readExceptionOptions, withExceptionOptions } from '../exception-options.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../language-options.ts';
import { counted, grouped } from '../numbers.ts';
import { type Output, standardOutput, talk } from '../output.ts';
import { packageVersion } from '../package-version.ts';
import { problemTeller } from '../problems.ts';
import { startProgress } from '../progress.ts';
import { exceptionLines } from '../render-exceptions.ts';
import { countLines, droppedLines, ruleLine } from '../render-summary.ts';
import { rulesToRun, tellRuleProblems } from '../rules-to-run.ts';
import { UsageError } from '../usage-error.ts';
import { collect, duration, jobCount, time, wholeNumber } from './options.ts';

interface ScanCommandOptions extends LanguageOptions, ExceptionFlags {
  readonly rules: readonly string[];
  readonly format: AlertFormat;
  readonly buildingBlocks?: true;
  readonly index?: string;
  readonly from?: number;
  readonly to?: number;
  readonly ordered?: true;
  readonly jobs?: number;
  readonly follow?: true;
  readonly lateness: number;
  readonly maxAlerts?: number;
  readonly deprecated?: true;
  readonly failOnAlert?: true;
}

export function scanCommand(exit: (code: number) => void): Command {
  return withExceptionOptions(withLanguageOptions(new Command('scan')))
    .description('Runs rules over event files: every event through every rule, whatever the order.')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .requiredOption('--rules <path...>', 'rule files and folders', collect)
    .addOption(new Option('--format <format>', 'how to print').choices(alertFormats).default('table'))
    .option('--building-blocks', 'print the alert of each event of a sequence too')
    .option('--index <name>', 'the index of events that name none')
    .option('--from <time>', 'only events of this time and later', time)
    .option('--to <time>', 'only events of this time and earlier', time)
    .option('--ordered', 'the events come in order of time: alert while reading')
    .addOption(
      new Option('--jobs <n>', 'read on so many cores (default: 1); the output is the same')
        .argParser(jobCount)
        .conflicts('ordered'),
    )
    .addOption(
      new Option('--follow', 'go on reading as files grow, rotate and appear, until Ctrl-C').conflicts([
        'ordered',
        'jobs',
      ]),
    )
    .addOption(
      new Option(
        '--lateness <duration>',
        'with --follow: how late an event may come and still count in order',
      )
        .argParser(duration)
        .default(60_000, '1m'),
    )
    .option('--max-alerts <n>', 'at most this many alerts of each rule (default: all)', wholeNumber)
    .option('--deprecated', 'run deprecated rules too')
    .option('--fail-on-alert', 'exit with 1 when there are alerts')
    .action(async (paths: string[], options: ScanCommandOptions) => {
      const { format, follow } = options;
      if (follow && format !== 'table' && format !== 'ndjson') throw new UsageError(notToFollowAs(format));
      const language = await readLanguageOptions(options);
      const loaded = await loadRuleFiles(options.rules, { ...language, lints: false });
      tellRuleProblems(loaded);
      const rules = rulesToRun(loaded, options);
      const exceptions = await readExceptionOptions(options, language, rules);
      const startedMs = performance.now();
      const output = standardOutput();
      const printer = alertPrinter(options.format, output, {
        buildingBlocks: options.buildingBlocks === true,
      });
      const problems = problemTeller();
      const progress = await startProgress(follow ? [] : paths);
      let result: ScanResult;
      try {
        result = await scanBy(
          driverOf(paths, options, output, bytes => progress.add(bytes)),
          rules,
          {
            executionUuid: scanExecutionUuid(rules),
            ordered: options.ordered === true,
            following: follow === true,
            indexOverride: options.index,
            fromMs: options.from,
            toMs: options.to,
            maxAlerts: options.maxAlerts,
            exceptions,
          },
          { onAlert: alert => printer.alert(alert), onProblem: problems.tell },
        );
      } finally {
        progress.end();
      }
      const alerts = result.alerts.reduce((sum, count) => sum + count, 0);
      const givenUp = droppedLines(result.counts, rule => rules[rule]?.rule.name ?? '');
      const summary = summaryLines(
        result,
        loaded,
        givenUp,
        exceptions?.badListLines ?? 0,
        alerts,
        performance.now() - startedMs,
      );
      await printer.end({ summary, events: result.counts.events, version: packageVersion() });
      await output.end();
      problems.end();
      talk(`\n${summary.map(line => `  ${line}`).join('\n')}\n`);
      if (alerts > 0 && options.failOnAlert) exit(EXIT_FINDINGS);
      if (loaded.rules.some(rule => rule.kind === 'failed') || exceptions?.hasMistakes) exit(EXIT_FINDINGS);
      const { unreadable, orderBroken } = result.counts;
      if (unreadable.length > 0 || loaded.unreadable.length > 0 || orderBroken !== undefined)
        exit(EXIT_UNUSABLE);
    });
}

/** How the events are read: once through, on several cores, or for as long as they come. */
function driverOf(
  paths: readonly string[],
  { jobs = 1, follow, lateness }: ScanCommandOptions,
  output: Output,
  onBytes: BytesRead,
): Driver {
  if (follow)
    return (rules, options, observer) =>
      replayFollowing(paths, rules, { ...options, latenessMs: lateness }, observer, {
        signal: stopSignal(),
        now: Date.now,
        onCaughtUp: files => talk(`following ${counted(files, 'file')}; Ctrl-C ends it\n`),
        onPause: () => output.end(),
      });
  if (jobs > 1)
    return (rules, options, observer) => replayInJobs(paths, rules, { ...options, jobs }, observer, onBytes);
  return (rules, options, observer) => replay(eventInputs(paths, onBytes), rules, options, observer);
}

/** Ctrl-C, or a service manager that asks to end; who asks twice does not wait. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function followLines({ followed }: ReplayCounts): readonly string[] {
  const { lateHits = 0, aheadOfClock = 0 } = followed ?? {};
  const lines: string[] = [];
  if (lateHits > 0)
    lines.push(
      `${counted(lateHits, 'hit')} too late for a sequence (\`--lateness\`); a plain scan counts them`,
    );
  if (aheadOfClock > 0) lines.push(`${counted(aheadOfClock, 'event')} more than a minute ahead of the clock`);
  return lines;
}

function summaryLines(
  result: ScanResult,
  loaded: LoadedRules,
  givenUp: readonly string[],
  badListLines: number,
  alerts: number,
  ms: number,
): readonly string[] {
  const cut = result.cut.reduce((sum, count) => sum + count, 0);
  const suppressed = result.suppressed.reduce((sum, count) => sum + count, 0);
  const firing = result.alerts.filter(count => count > 0).length;
  const deprecated = loaded.rules.filter(rule => rule.kind === 'compiled' && isDeprecated(rule.rule)).length;
  return [
    ...countLines(result.counts),
    ...followLines(result.counts),
    ...givenUp,
    ...exceptionLines(result, badListLines),
    ruleLine(summarise(loaded)) + (deprecated > 0 ? ` (${grouped(deprecated)} deprecated)` : ''),
    `${counted(alerts, 'alert')}${alerts > 0 ? ` of ${counted(firing, 'rule')}` : ''}` +
      (suppressed > 0
        ? `, ${grouped(suppressed)} more suppressed by ${counted(result.suppressed.filter(count => count > 0).length, 'rule')}`
        : '') +
      (cut > 0 ? `, ${grouped(cut)} more cut by --max-alerts` : ''),
    `${(ms / 1000).toFixed(2)} s, ${grouped((result.counts.events / ms) * 1000)} events a second`,
  ];
}
