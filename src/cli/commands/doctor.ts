import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { examine } from '../../app/doctor/examine.ts';
import type { Finding } from '../../app/doctor/finding.ts';
import type { ListenAddress } from '../../app/serve/listen.ts';
import { visible } from '../../source/display-text.ts';
import { type Colors, colorsFor } from '../colors.ts';
import { EXIT_DONE, EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { counted } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';
import { listenAddress } from './options.ts';

interface DoctorOptions {
  readonly data?: string;
  readonly url?: URL;
  readonly key?: string;
  readonly listen: ListenAddress;
  readonly format: 'table' | 'json';
}

const DEFAULT_FOLDER = '.tripline';

export function doctorCommand(exit: (code: number) => void): Command {
  return new Command('doctor')
    .description('Looks for the likely troubles of a server, and says what to do.')
    .option('--data <folder>', `the data folder (default: ${DEFAULT_FOLDER}, or none with --url)`)
    .option('--url <url>', 'a running server to ask, such as http://127.0.0.1:4180', serverUrl)
    .option('--key <key>', 'a key that may read (default: TRIPLINE_KEY in the environment)')
    .addOption(
      new Option('--listen <address>', 'HOST:PORT where a server would listen')
        .argParser(listenAddress)
        .default({ host: '127.0.0.1', port: 4180 } satisfies ListenAddress, '127.0.0.1:4180'),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      '\nExit codes: 0 no trouble, 1 troubles, 2 something could not be looked at.\nA key in the environment is not seen by other users of the machine; one on the command line is.',
    )
    .action(async (options: DoctorOptions) => {
      const { format, key, listen, url } = options;
      const output = standardOutput();
      const colors = colorsFor(process.stdout);
      const findings: Finding[] = [];
      for await (const finding of examine({
        nodeVersion: process.versions.node,
        nodeNeeded: neededNode(),
        folder: options.data ?? (url === undefined ? DEFAULT_FOLDER : undefined),
        address: listen,
        server: url === undefined ? undefined : { url, key: (key ?? process.env['TRIPLINE_KEY'])?.trim() },
        clock: () => Date.now(),
        loadChdb: () => import('chdb'),
      })) {
        findings.push(finding);
        if (format === 'table') await output.write(lineOf(finding, colors));
      }
      const troubles = findings.filter(({ state }) => state === 'trouble').length;
      const unknowns = findings.filter(({ state }) => state === 'unknown').length;
      if (format === 'json')
        await output.write(`${JSON.stringify({ troubles, unknown: unknowns, findings }, undefined, 2)}\n`);
      await output.end();
      if (format === 'table')
        talk(
          `${troubles === 0 ? 'no trouble found' : `${counted(troubles, 'trouble')} found`}${unknowns === 0 ? '' : `, ${unknowns} not looked at`}\n`,
        );
      exit(unknowns > 0 ? EXIT_UNUSABLE : troubles > 0 ? EXIT_FINDINGS : EXIT_DONE);
    });
}

/** One line, whatever stands in names of rules and indices. */
function lineOf({ check, remedy, says, state }: Finding, colors: Colors): string {
  const color = { ok: colors.green, trouble: colors.red, unknown: colors.yellow }[state];
  const what = remedy === undefined ? says : `${says}: ${remedy}`;
  return `${color(state.padEnd(8))} ${colors.bold(check.padEnd(23))} ${visible(what)}\n`;
}

function neededNode(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return String(JSON.parse(text).engines.node);
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('Expected a URL, such as http://127.0.0.1:4180.');
  if (url.username !== '' || url.password !== '')
    throw new InvalidArgumentError('Expected a URL without a user; give a key by --key.');
  return url;
}
