import { Command } from 'commander';
import { rulesAddCommand } from './rules-add.ts';
import { rulesConvertCommand } from './rules-convert.ts';
import { rulesListCommand } from './rules-list.ts';
import { rulesShowCommand } from './rules-show.ts';

const commands = [rulesListCommand, rulesShowCommand, rulesConvertCommand, rulesAddCommand];

export function rulesCommand(exit: (code: number) => void): Command {
  const rules = new Command('rules').description(
    'Lists rules, shows one, converts them, and takes them into a server.',
  );
  for (const command of commands) rules.addCommand(command(exit));
  for (const command of rules.commands) command.exitOverride();
  return rules;
}
