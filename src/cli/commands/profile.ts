import { performance } from 'node:perf_hooks';
import { Command, Option } from 'commander';
import { summarise } from '../../app/check-rules.ts';
import { profile } from '../../app/profile.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { type LanguageOptions, withLanguageOptions } from '../language-options.ts';
import { grouped } from '../numbers.ts';
import { talk } from '../output.ts';
import { profileJson } from '../profile-json.ts';
import { renderProfile } from '../render-profile.ts';
import { countLines, ruleLine } from '../render-summary.ts';
import { reportOnEvents } from '../report-on-events.ts';
import { collect, time, wholeNumber } from './options.ts';

interface ProfileCommandOptions extends LanguageOptions {
  readonly rules: readonly string[];
  readonly format: 'table' | 'json';
  readonly top?: number;
  readonly index?: string;
  readonly from?: number;
  readonly to?: number;
  readonly deprecated?: true;
}

/** Rules in the table. */
const USUAL_TOP = 20;

export function profileCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('profile'))
    .description('Tells which rules take the time on these events, why, and what to write instead.')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .requiredOption('--rules <path...>', 'rule files and folders', collect)
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--top <n>', `only the n dearest rules (default: ${USUAL_TOP}, as json all)`, wholeNumber)
    .option('--index <name>', 'the index of events that name none')
    .option('--from <time>', 'only events of this time and later', time)
    .option('--to <time>', 'only events of this time and earlier', time)
    .option('--deprecated', 'run deprecated rules too')
    .action(async (paths: string[], options: ProfileCommandOptions) => {
      const { index: indexOverride, from: fromMs, to: toMs, top } = options;
      const { loaded, result, rules } = await reportOnEvents(
        paths,
        options,
        (inputs, run, onProblem) =>
          profile(inputs, run, { indexOverride, fromMs, toMs }, { onProblem }, () => performance.now()),
        found =>
          options.format === 'json' ? profileJson(found, top) : renderProfile(found, top ?? USUAL_TOP),
      );
      const summarised = summarise(loaded);
      const deprecated = summarised.compiled - rules.length;
      const summary = [
        ...countLines(result.counts),
        ruleLine(summarised) + (deprecated > 0 ? ` (${grouped(deprecated)} deprecated, left out)` : ''),
      ];
      talk(`\n${summary.map(line => `  ${line}`).join('\n')}\n`);
      if (loaded.rules.some(({ kind }) => kind === 'failed')) exit(EXIT_FINDINGS);
      if (result.counts.unreadable.length > 0 || loaded.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}
