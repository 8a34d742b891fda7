import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ListenAddress } from '../../app/serve/listen.ts';
import type { ClickHouseServer } from '../../store/clickhouse/connection.ts';
import { StoreFull, StoreUnavailable } from '../../store/event-store.ts';
import { EXIT_UNUSABLE } from '../exit-codes.ts';
import { talk } from '../output.ts';
import type { ServeCommandOptions } from '../serve/run-server.ts';
import { takeSettings } from '../serve/settings.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { collect, duration, listenAddress, wholeNumber } from './options.ts';

type ServeOptions = Omit<ServeCommandOptions, 'defaultAddress'>;

const DEFAULT_ADDRESS: ListenAddress = { host: '127.0.0.1', port: 4180 };
const DAY_MS = 86_400_000;

export function serveCommand(exit: (code: number) => void): Command {
  return new Command('serve')
    .description('Takes events from shippers, runs rules on them as they come, and answers over HTTP.')
    .option('--config <file>', 'a TOML file with settings by the names of these flags, which win over it')
    .option('--data <folder>', 'where everything lies that is kept', '.tripline')
    .option('--listen <address>', 'HOST:PORT (default: 127.0.0.1:4180)', listenAddress)
    .option(
      '--public-url <url>',
      'where others reach it behind a proxy, such as https://siem.example/tripline',
      publicUrl,
    )
    .option(
      '--trust-proxy <address...>',
      'proxies (addresses or networks) whose word about who asks is believed',
      collect,
    )
    .option(
      '--rules <path...>',
      'rule files and folders, which are watched (default: the rules that ship, and `rules` in the data folder)',
      collect,
    )
    .option(
      '--store <url>',
      'a ClickHouse server (default: ClickHouse in this process, in the data folder)',
      clickHouseServer,
    )
    .addOption(new Option('--role <role>', 'what this process does').choices(['all']).default('all'))
    .addOption(
      new Option('--keep <duration>', 'how long events are kept')
        .argParser(duration)
        .default(30 * DAY_MS, '30d'),
    )
    .option(
      '--keep-gigabytes <n>',
      'at most this much of events on the disk, the oldest go first',
      wholeNumber,
    )
    .addOption(
      new Option('--durability <kind>', 'what an acknowledged event survives; `kill` is faster')
        .choices(['power-loss', 'kill'])
        .default('power-loss'),
    )
    .option('--demo', 'play the recorded attack that ships into an empty store, and say what to try')
    .option('--empty', 'with --demo: without the recording')
    .option('--sign-in-link', 'print a sign-in link, not only at the first start')
    .option('--verbose', 'log each request on standard error')
    .addHelpText(
      'after',
      '\nEach flag may stand in the environment too, as TRIPLINE_KEEP for --keep: flags win over the environment, and\nthat over the file of --config. Lists are separated by commas there.',
    )
    .action(async (_options: ServeOptions, command: Command) => {
      const wrong = await takeSettings(command, process.env);
      if (wrong.length > 0) {
        tellDiagnostics(wrong);
        talk('the server did not start: its settings are wrong\n');
        exit(EXIT_UNUSABLE);
        return;
      }
      const options = command.opts<ServeOptions>();
      try {
        const { runServer } = await import('../serve/run-server.ts');
        await runServer({ ...options, defaultAddress: DEFAULT_ADDRESS });
      } catch (error) {
        const reason = whyNoServer(error, options);
        if (reason === undefined) throw error;
        talk(`the server could not start: ${reason}\n`);
        exit(EXIT_UNUSABLE);
      }
    });
}

/** What its user can mend; undefined: a fault of the program. */
function whyNoServer(error: unknown, { listen }: ServeOptions): string | undefined {
  if (error instanceof StoreUnavailable || error instanceof StoreFull || error instanceof RangeError)
    return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const { host, port } = listen ?? DEFAULT_ADDRESS;
  if (code === 'EADDRINUSE')
    return `${host}:${port} is taken by another program; choose another address with --listen`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `it cannot listen on ${host}:${port} (${code}); choose another address with --listen`;
  return undefined;
}

function clickHouseServer(text: string): ClickHouseServer {
  if (!/^https?:/.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError(
      'Expected the URL of a ClickHouse server, such as http://user:password@host:8123/database.',
    );
  const { origin, password, pathname, username } = new URL(text);
  const database = pathname.replace(/^\/|\/$/g, '');
  return {
    url: origin,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(database === '' ? {} : { database }),
  };
}

function publicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('Expected a URL, such as https://siem.example/tripline.');
  return url;
}
