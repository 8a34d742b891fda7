import { Command } from 'commander';
import { EXIT_DONE, EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { counted } from '../numbers.ts';
import { talk } from '../output.ts';
import { readSettingsFile } from '../serve/settings.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { serveCommand } from './serve.ts';

export function configCommand(exit: (code: number) => void): Command {
  const config = new Command('config').description('Looks at the configuration of a server.');
  config.addCommand(
    new Command('check')
      .description('Says what is wrong with a file for `tripline serve --config`.')
      .argument('<file>', 'in TOML, with the names of the flags of `serve`')
      .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is, 2 the file cannot be read.')
      .action(async (path: string) => {
        const { diagnostics, value } = await readSettingsFile(path, serveCommand(exit).options);
        tellDiagnostics(diagnostics);
        if (value !== undefined) talk(`\`${path}\`: ${counted(value.size, 'setting')}, nothing wrong\n`);
        const isUnread = diagnostics.some(({ code }) => code === 'CLI020');
        exit(value !== undefined ? EXIT_DONE : isUnread ? EXIT_UNUSABLE : EXIT_FINDINGS);
      }),
  );
  for (const command of config.commands) command.exitOverride();
  return config;
}
