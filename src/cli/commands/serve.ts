import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { isLoopback, type ListenAddress, parseListenAddress } from '../../app/serve/listen.ts';
import { playRecording } from '../../app/serve/play-recording.ts';
import { type RunningServer, startServer } from '../../app/serve/start-server.ts';
import type { ClickHouseServer } from '../../store/clickhouse/connection.ts';
import { StoreFull, StoreUnavailable } from '../../store/event-store.ts';
import { colorsFor } from '../colors.ts';
import { EXIT_UNUSABLE } from '../exit-codes.ts';
import { counted } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';
import { packageVersion } from '../package-version.ts';
import { alertSentences } from '../serve/alert-sentences.ts';
import { firstSteps } from '../serve/first-steps.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { collect, duration, wholeNumber } from './options.ts';

interface ServeCommandOptions {
  readonly data: string;
  readonly listen?: ListenAddress;
  readonly rules?: readonly string[];
  readonly store?: ClickHouseServer;
  readonly role: string;
  readonly keep: number;
  readonly keepGigabytes?: number;
  readonly durability: 'power-loss' | 'kill';
  readonly demo?: true;
  readonly signInLink?: true;
  readonly verbose?: true;
}

const home = new URL('../../../', import.meta.url);
const DEFAULT_ADDRESS: ListenAddress = { host: '127.0.0.1', port: 4180 };
const DAY_MS = 86_400_000;

export function serveCommand(exit: (code: number) => void): Command {
  return new Command('serve')
    .description('Takes events from shippers, runs rules on them as they come, and answers over HTTP.')
    .option('--data <folder>', 'where everything lies that is kept', '.tripline')
    .option('--listen <address>', 'HOST:PORT (default: 127.0.0.1:4180)', listenAddress)
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
    .option('--demo', 'play the recorded attack that ships into an empty store')
    .option('--sign-in-link', 'print a sign-in link, not only at the first start')
    .option('--verbose', 'log each request on standard error')
    .action(async (options: ServeCommandOptions) => {
      try {
        await serve(options);
      } catch (error) {
        const reason = whyNoServer(error, options);
        if (reason === undefined) throw error;
        talk(`the server could not start: ${reason}\n`);
        exit(EXIT_UNUSABLE);
      }
    });
}

/** What its user can mend; undefined: a fault of the program. */
function whyNoServer(error: unknown, { listen }: ServeCommandOptions): string | undefined {
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

async function serve(options: ServeCommandOptions): Promise<void> {
  const colors = colorsFor(process.stdout);
  const output = standardOutput();
  const address = options.listen ?? DEFAULT_ADDRESS;
  const server = await startServer({
    folder: options.data,
    store: options.store,
    durability: options.durability,
    listen: address,
    mayMovePort: options.listen === undefined,
    rulePaths: options.rules ?? defaultRules(options.data),
    retention: {
      keepMs: options.keep,
      ...(options.keepGigabytes === undefined ? {} : { keepBytes: options.keepGigabytes * 1e9 }),
    },
    bootstrapKey: process.env['TRIPLINE_BOOTSTRAP_KEY'],
    version: packageVersion(),
    ...(options.verbose === true ? { log: { level: 'info', stream: process.stderr } } : {}),
    onTrouble: (what, error) =>
      talk(
        `${what}${error === undefined ? '' : `: ${error instanceof Error ? error.message : String(error)}`}\n`,
      ),
  });
  const isDone = stopped();
  try {
    tellDiagnostics(server.ruleProblems(), 20);
    await output.write(await greeting(server, options, colors));
    if (!isLoopback(address.host))
      talk(
        'Others than this machine can reach the server, and what they send is not encrypted: put a proxy with TLS before it.\n',
      );
    await output.end();
    const sentences = alertSentences(server.parts, output, colors);
    const isToPlay = options.demo === true && server.isFirstStart;
    const playing = isToPlay ? playRecording(server.parts.intake, recordingPath(), isDone.signal) : undefined;
    await isDone.promise;
    talk('stopping: what came is stored\n');
    await playing;
    sentences.end();
  } finally {
    await server.close();
    isDone.forget();
  }
}

async function greeting(
  server: RunningServer,
  { data, demo, signInLink }: ServeCommandOptions,
  colors: ReturnType<typeof colorsFor>,
): Promise<string> {
  const rules = server.parts.rules.list();
  const running = rules.filter(({ compiled, isEnabled }) => isEnabled && compiled !== undefined).length;
  const lines: (readonly [string, string])[] = [
    ['listening on', colors.bold(server.url)],
    ['rules', `${counted(rules.length, 'rule')}, ${running} of them running`],
    ['data in', relative(process.cwd(), data) || data],
  ];
  const isLinkWanted = server.isFirstStart || signInLink === true || process.stdout.isTTY === true;
  if (isLinkWanted)
    lines.splice(1, 0, ['sign in by', `${await server.signInLink()}  (once, within 15 minutes)`]);
  const table = lines.map(([name, value]) => `  ${colors.dim(name.padEnd(14))}${value}\n`).join('');
  const steps = demo === true ? await firstSteps(server, commandName(), colors) : '';
  return `\n${colors.bold('Tripline')}\n${table}\n${steps}`;
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

function defaultRules(data: string): readonly string[] {
  const own = join(data, 'rules');
  return [fileURLToPath(new URL('rules', home)), ...(existsSync(own) ? [own] : [])];
}

function recordingPath(): string {
  return fileURLToPath(new URL('examples/attack.ndjson', home));
}

function listenAddress(text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (address === undefined) throw new InvalidArgumentError('Expected HOST:PORT, such as 127.0.0.1:4180.');
  return address;
}

/** How the user can call this program from here: by name when it is installed, by path in a checkout. */
function commandName(): string {
  const script = relative(process.cwd(), process.argv[1] ?? '');
  return script.startsWith('bin') ? 'node bin/tripline.js' : 'npx tripline';
}

/** Until somebody stops the process; a second signal ends it at once. */
function stopped(): { readonly promise: Promise<void>; readonly signal: AbortSignal; forget(): void } {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    promise: new Promise(resolve => stop.signal.addEventListener('abort', () => resolve(), { once: true })),
    signal: stop.signal,
    forget() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
