/**
 * The command line. Data goes to standard output, talk to standard error; the exit code says how it went
 * (exit-codes.ts). Each command stands in its own file under commands/ and is one line of the list below.
 */
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { cannotWrite } from '../app/messages.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { checkCommand } from './commands/check.ts';
import { configCommand } from './commands/config.ts';
import { convertCommand } from './commands/convert.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { fieldsCommand } from './commands/fields.ts';
import { profileCommand } from './commands/profile.ts';
import { queryCommand } from './commands/query.ts';
import { rulesCommand } from './commands/rules/rules.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { testCommand } from './commands/test.ts';
import { EXIT_DONE, EXIT_UNUSABLE } from './exit-codes.ts';
import { OutputClosed, OutputFailed, talk } from './output.ts';
import { packageVersion } from './package-version.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';
import { UsageError } from './usage-error.ts';

const commands = [
  scanCommand,
  checkCommand,
  queryCommand,
  explainCommand,
  fieldsCommand,
  profileCommand,
  testCommand,
  convertCommand,
  rulesCommand,
  serveCommand,
  configCommand,
  demoCommand,
  doctorCommand,
];

/** Runs one command line; the process ends by itself with the right exit code. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  const program = new Command('tripline')
    .description('Runs Elastic-style detection rules over the events you already have.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('(`tripline --help` lists the commands)')
    .exitOverride();
  for (const command of commands) program.addCommand(command(code => setExitCode(code)));
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    setExitCode(exitCodeOf(error));
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof OutputClosed) return EXIT_DONE;
  if (error instanceof CommanderError) {
    const asked = ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code);
    return asked && error.exitCode === 0 ? EXIT_DONE : EXIT_UNUSABLE;
  }
  const told = diagnosticOf(error);
  if (told !== undefined) {
    tellDiagnostics([told]);
    return EXIT_UNUSABLE;
  }
  talk(
    `tripline crashed, which is a bug of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT_UNUSABLE;
}

function diagnosticOf(error: unknown): Diagnostic | undefined {
  if (error instanceof UsageError) return error.diagnostic;
  return error instanceof OutputFailed ? cannotWrite(error.output, error.message) : undefined;
}

/** The worst of what happened stands. */
function setExitCode(code: number): void {
  process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
}
