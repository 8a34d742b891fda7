import { Command } from 'commander';
import { type AddedRule, addRules } from '../../../app/add-rules.ts';
import { visible } from '../../../source/display-text.ts';
import { sortDiagnostics } from '../../../source/sort-diagnostics.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../../exit-codes.ts';
import { counted } from '../../numbers.ts';
import { standardOutput, talk } from '../../output.ts';
import { tellDiagnostics } from '../../tell-diagnostics.ts';

interface RulesAddOptions {
  readonly to: string;
  readonly dryRun?: true;
  readonly format: 'table' | 'json';
}

export function rulesAddCommand(exit: (code: number) => void): Command {
  return new Command('add')
    .description(
      'Takes rules into the folder of a server, and later their newer versions; local edits are kept.',
    )
    .argument('<path...>', 'a checkout of detection-rules, an export, or other rule files and folders')
    .option('--to <folder>', 'the folder that the server reads', '.tripline/rules')
    .option('--dry-run', 'only show what would change')
    .option('--format <format>', 'table or json', 'table')
    .action(async (paths: string[], { dryRun, format, to }: RulesAddOptions) => {
      const added = await addRules(paths, to, { isDryRun: dryRun === true });
      tellDiagnostics(sortDiagnostics(added.diagnostics), 20);
      const stdout = standardOutput();
      await stdout.write(
        format === 'json'
          ? `${JSON.stringify({ rules: added.rules }, undefined, 2)}\n`
          : changesText(added.rules),
      );
      await stdout.end();
      talk(`${summaryLines(added.rules, added, dryRun === true).join('\n')}\n`);
      if (added.unread > 0) exit(EXIT_FINDINGS);
      if (added.unreadable > 0) exit(EXIT_UNUSABLE);
    });
}

const SIGNS: { readonly [K in AddedRule['outcome']]: string | undefined } = {
  added: '+',
  updated: '^',
  merged: '~',
  conflict: '!',
  same: undefined,
  'removed-here': '-',
  'not-ours': '?',
  gone: '.',
};
/** A first take of a thousand rules is told by its count. */
const MOST_ADDED_SHOWN = 20;

function changesText(rules: readonly AddedRule[]): string {
  const added = rules.filter(({ outcome }) => outcome === 'added');
  const shown = rules.filter(({ outcome }) => outcome !== 'added' || added.length <= MOST_ADDED_SHOWN);
  return shown
    .flatMap(rule => {
      const sign = SIGNS[rule.outcome];
      if (sign === undefined) return [];
      const keys = rule.keys.map(({ key, outcome }) => `      ${visible(key)}: ${KEY_WORDS[outcome]}\n`);
      return [`${sign} ${visible(rule.name)}${versions(rule)}  ${visible(rule.file)}\n`, ...keys];
    })
    .join('');
}

const KEY_WORDS = {
  updated: 'the newer one',
  kept: 'yours, which the newer version did not touch',
  merged: 'both changes together',
  conflict: 'yours; the newer version changed it too, look at it in the folder `.added`',
} as const;

function versions({ fromVersion, toVersion }: AddedRule): string {
  if (fromVersion === undefined || toVersion === undefined || fromVersion === toVersion) return '';
  return ` (version ${fromVersion} to ${toVersion})`;
}

function summaryLines(
  rules: readonly AddedRule[],
  { passedOver, unread }: { readonly passedOver: number; readonly unread: number },
  isDryRun: boolean,
): readonly string[] {
  const count = (...outcomes: readonly AddedRule['outcome'][]): number =>
    rules.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const lines: readonly (readonly [number, string])[] = [
    [count('added'), '+ added'],
    [count('updated'), '^ replaced by the newer version'],
    [count('merged'), '~ newer version, with your changes'],
    [count('conflict'), '! changed by you and by the newer version: yours was kept where they differ'],
    [count('not-ours'), '? there already, and not from here: left as it is'],
    [count('removed-here'), '- removed by you: left out'],
    [count('gone'), '. not in the new set any more: left as it is'],
    [count('same'), 'as before'],
    [unread, 'could not be read'],
  ];
  return [
    ...lines.flatMap(([rulesOf, what]) => (rulesOf === 0 ? [] : [`${counted(rulesOf, 'rule')} ${what}`])),
    ...(passedOver > 0 ? [`${counted(passedOver, 'file')} of no rule form passed over`] : []),
    ...(isDryRun ? ['nothing was written: this was a dry run'] : []),
  ];
}
