import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import {
  leftBehindBy,
  type RulesToConvert,
  readRulesToConvert,
  rulesInFiles,
  rulesInOneText,
} from '../../../app/convert-rules.ts';
import { severalRulesForOneFile } from '../../../app/messages.ts';
import type { SavedFormat } from '../../../rules/save-rule.ts';
import { sortDiagnostics } from '../../../source/sort-diagnostics.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../../exit-codes.ts';
import { counted } from '../../numbers.ts';
import { OutputFailed, standardOutput, talk } from '../../output.ts';
import { tellDiagnostics } from '../../tell-diagnostics.ts';
import { UsageError } from '../../usage-error.ts';

interface RulesConvertOptions {
  readonly to: SavedFormat;
  readonly output?: string;
  readonly force?: true;
}

export function rulesConvertCommand(exit: (code: number) => void): Command {
  return new Command('convert')
    .description('Writes rules in another form, without loss: TOML files, or JSON as Kibana exports it.')
    .argument('<path...>', 'rule files and folders')
    .addOption(
      new Option('--to <format>', 'the form to write')
        .choices(['toml', 'ndjson', 'json'])
        .makeOptionMandatory(),
    )
    .option(
      '--output <path>',
      'a file, or a folder that gets a file for each rule (default: standard output)',
    )
    .option('--force', 'write over files that are there')
    .action(async (paths: string[], { to, output, force }: RulesConvertOptions) => {
      const read = await readRulesToConvert(paths);
      tellDiagnostics(sortDiagnostics(read.diagnostics), 20);
      if (output !== undefined && isFolder(output)) writeFiles(read, to, output, force === true);
      else {
        if (to === 'toml' && read.rules.length > 1)
          throw new UsageError(severalRulesForOneFile(read.rules.length));
        const text = read.rules.length === 0 && to === 'toml' ? '' : rulesInOneText(read, to);
        if (output === undefined) {
          const stdout = standardOutput();
          await stdout.write(text);
          await stdout.end();
        } else write(output, text, force === true);
      }
      const isAFileEach = to === 'toml' || (output !== undefined && isFolder(output));
      talk(`${summaryLines(read, to, isAFileEach ? read.others.length : 0).join('\n')}\n`);
      if (read.unread > 0) exit(EXIT_FINDINGS);
      if (read.unreadable > 0) exit(EXIT_UNUSABLE);
    });
}

/** @param leftOut records of an export that are no rules and were not written */
function summaryLines(read: RulesToConvert, to: SavedFormat, leftOut: number): readonly string[] {
  return [
    `${counted(read.rules.length, 'rule')} converted`,
    ...(read.unread > 0 ? [`${counted(read.unread, 'rule')} could not be read`] : []),
    ...(read.passedOver > 0 ? [`${counted(read.passedOver, 'file')} of no rule form passed over`] : []),
    ...[...leftBehindBy(read.rules, to)].map(
      ([what, count]) => `left behind in ${counted(count, 'rule')}, having no form in TOML: ${what}`,
    ),
    ...(leftOut > 0
      ? [
          `left behind: ${counted(leftOut, 'record')} beside the rules (exception lists, connectors); \`--to ndjson\` into one file keeps them`,
        ]
      : []),
  ];
}

/** What ends like a folder or is one. */
function isFolder(path: string): boolean {
  return /[\\/]$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function writeFiles(read: RulesToConvert, to: SavedFormat, folder: string, force: boolean): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new OutputFailed(folder, error);
  }
  for (const { name, text } of rulesInFiles(read, to)) write(join(folder, name), text, force);
}

function write(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    throw new OutputFailed(path, error);
  }
}
