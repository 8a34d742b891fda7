/** What `tripline serve` does. It is loaded by nothing else: what a server needs takes a while to read. */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../../app/find-files.ts';
import { isLoopback, type ListenAddress } from '../../app/serve/listen.ts';
import { type RunningServer, startServer } from '../../app/serve/start-server.ts';
import type { ClickHouseServer } from '../../store/clickhouse/connection.ts';
import { type Colors, colorsFor } from '../colors.ts';
import { commandName } from '../command-name.ts';
import { counted } from '../numbers.ts';
import { standardOutput, talk } from '../output.ts';
import { packageVersion } from '../package-version.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { alertSentences } from './alert-sentences.ts';
import { firstSteps } from './first-steps.ts';

export interface ServeCommandOptions {
  readonly data: string;
  readonly listen?: ListenAddress;
  /** Where that is not set; if it is taken, the next free one is used. */
  readonly defaultAddress: ListenAddress;
  readonly publicUrl?: URL;
  readonly trustProxy?: readonly string[];
  readonly rules?: readonly string[];
  readonly store?: ClickHouseServer;
  readonly role: string;
  readonly keep: number;
  readonly keepGigabytes?: number;
  readonly durability: 'power-loss' | 'kill';
  readonly demo?: true;
  readonly empty?: true;
  readonly signInLink?: true;
  readonly verbose?: true;
}

const home = new URL('../../../', import.meta.url);
/** Who played the recording, where nobody asked for it. */
const FIRST_LOOK = 'first look';

export async function runServer(options: ServeCommandOptions): Promise<void> {
  const colors = colorsFor(process.stdout);
  const output = standardOutput();
  const address = options.listen ?? options.defaultAddress;
  const server = await startServer({
    folder: options.data,
    store: options.store,
    durability: options.durability,
    listen: address,
    mayMovePort: options.listen === undefined,
    publicUrl: options.publicUrl,
    trustedProxies: options.trustProxy,
    rulePaths: options.rules ?? defaultRules(options.data),
    retention: {
      keepMs: options.keep,
      ...(options.keepGigabytes === undefined ? {} : { keepBytes: options.keepGigabytes * 1e9 }),
    },
    recordingPath: fileURLToPath(new URL('examples/attack.ndjson', home)),
    bootstrapKey: process.env['TRIPLINE_BOOTSTRAP_KEY'],
    version: packageVersion(),
    ...(options.verbose === true ? { log: { level: 'info', stream: process.stderr } } : {}),
    onTrouble: (what, error) => talk(`${what}${error === undefined ? '' : `: ${reasonOf(error)}`}\n`),
  });
  const isDone = stopped();
  try {
    tellDiagnostics(server.ruleProblems(), 20);
    await output.write(await greeting(server, options, colors));
    if (!isLoopback(address.host) && options.publicUrl?.protocol !== 'https:')
      talk(
        'Others than this machine can reach the server, and what they send is not encrypted: put a proxy with TLS before it.\n',
      );
    await output.end();
    const sentences = alertSentences(server.parts, output, colors);
    const isToPlay = options.demo === true && options.empty !== true && server.isFirstStart;
    if (isToPlay) await server.parts.recording?.start(FIRST_LOOK);
    await isDone.promise;
    talk('stopping: what came is stored\n');
    sentences.end();
  } finally {
    await server.close();
    isDone.forget();
  }
}

async function greeting(
  server: RunningServer,
  { data, demo, empty, publicUrl, signInLink }: ServeCommandOptions,
  colors: Colors,
): Promise<string> {
  const rules = server.parts.rules.list();
  const running = rules.filter(({ compiled, isEnabled }) => isEnabled && compiled !== undefined).length;
  const lines: (readonly [string, string])[] = [
    ['listening on', colors.bold(server.listeningUrl)],
    ...(publicUrl === undefined ? [] : [['reached at', server.url] as const]),
    ['rules', `${counted(rules.length, 'rule')}, ${running} of them running`],
    ['data in', relative(process.cwd(), data) || data],
  ];
  const isLinkWanted = server.isFirstStart || signInLink === true || process.stdout.isTTY === true;
  if (isLinkWanted)
    lines.splice(-2, 0, ['sign in by', `${await server.signInLink()}  (once, within 15 minutes)`]);
  const table = lines.map(([name, value]) => `  ${colors.dim(name.padEnd(14))}${value}\n`).join('');
  const isFirstLook = demo === true && server.isFirstStart;
  const steps = isFirstLook ? await firstSteps(server, commandName(), colors) : '';
  const play =
    isFirstLook && empty !== true
      ? 'A recorded attack plays as if it happened now: its first alert comes within a minute. Ctrl-C stops.\n\n'
      : '';
  return `\n${colors.bold('Tripline')}\n${table}\n${steps}${play}`;
}

/** The folder that `rules add` fills is made if it is not there, so that it is watched. */
function defaultRules(data: string): readonly string[] {
  const own = join(data, 'rules');
  mkdirSync(own, { recursive: true });
  return [fileURLToPath(new URL('rules', home)), own];
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
