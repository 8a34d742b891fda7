import { Command } from 'commander';
import { rulesConvertCommand } from './rules-convert.ts';
import { rulesListCommand } from './rules-list.ts';
import { rulesShowCommand } from './rules-show.ts';

const commands = [rulesListCommand, rulesShowCommand, rulesConvertCommand];

export function rulesCommand(exit: (code: number) => void): Command {
  const rules = new Command('rules').description('Lists rules, shows one, and converts them.');
  for (const command of commands) rules.addCommand(command(exit));
  for (const command of rules.commands) command.exitOverride();
  return rules;
}
