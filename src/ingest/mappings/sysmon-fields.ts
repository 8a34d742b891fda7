/** The groups of ECS fields that several kinds of Sysmon events share. Each takes what it maps from the data. */
import type { JsonObject } from '../../event/json.ts';
import { defined } from '../defined.ts';
import { splitCommandLine } from './command-line.ts';
import { communityId } from './community-id.ts';
import type { EventData } from './event-data.ts';

/** The process that the event is about. */
export function processFields(data: EventData): JsonObject {
  return defined({ process: processOf(data, '') });
}

/** The process that was started, with its file, its command line and its parent. */
export function startedProcessFields(data: EventData): JsonObject {
  const { hash, imphash, related } = hashesOf(data);
  return defined({
    process: defined({
      ...processOf(data, ''),
      ...commandLineOf(data.take('CommandLine')),
      working_directory: data.take('CurrentDirectory'),
      hash,
      pe: defined({
        // Elastic's pipeline copies these four, so that they are found under both names.
        company: data.copy('Company'),
        description: data.copy('Description'),
        file_version: data.copy('FileVersion'),
        product: data.copy('Product'),
        imphash,
        original_file_name: data.take('OriginalFileName'),
      }),
      parent: defined({ ...processOf(data, 'Parent'), ...commandLineOf(data.take('ParentCommandLine')) }),
    }),
    related: defined({ hash: related }),
  });
}

function processOf(data: EventData, prefix: '' | 'Parent'): JsonObject {
  const executable = data.take(`${prefix}Image`);
  return defined({
    entity_id: data.take(`${prefix}ProcessGuid`),
    pid: data.takeNumber(`${prefix}ProcessId`),
    executable,
    name: executable && fileName(executable),
  });
}

/** What stands after the last backslash; `System`, which is no file, has no name. */
function fileName(path: string): string | undefined {
  const slash = path.lastIndexOf('\\');
  return slash < 0 ? undefined : path.slice(slash + 1) || undefined;
}

function commandLineOf(commandLine: string | undefined): JsonObject {
  if (commandLine === undefined) return {};
  const args = splitCommandLine(commandLine);
  return defined({ command_line: commandLine, args, args_count: args.length });
}

/** `User` is `DOMAIN\name`; what is not stays in the data. */
export function userFields(data: EventData): JsonObject {
  const parts = data.copy('User')?.split('\\');
  if (parts?.length !== 2) return {};
  data.take('User');
  const [domain, name] = parts;
  return defined({
    user: defined({ domain: domain || undefined, name: name || undefined }),
    related: defined({ user: name ? [name] : [] }),
  });
}

interface Hashes {
  readonly hash: JsonObject;
  /** The hash of the imported functions has its own place in ECS. */
  readonly imphash: string | undefined;
  readonly related: readonly string[];
}

/** `MD5=…,SHA256=…,IMPHASH=…`; a hash of zeros says that there was nothing to hash. */
function hashesOf(data: EventData): Hashes {
  const pairs = (data.take('Hashes') ?? '')
    .toLowerCase()
    .split(',')
    .map(pair => pair.trim().split('='))
    .filter((pair): pair is [string, string] => pair.length === 2 && /[^0]/.test(pair[1] ?? ''));
  const { imphash, ...hash } = Object.fromEntries(pairs);
  return { hash, imphash, related: unique(pairs.map(([, value]) => value)) };
}

/** The connection and its two ends. */
export function networkFields(data: EventData): JsonObject {
  const transport = data.take('Protocol');
  const source = endOf(data, 'Source');
  const destination = endOf(data, 'Destination');
  const sourceProtocol = data.take('SourcePortName');
  const isIpv6 = flag(data.take('SourceIsIpv6'));
  data.take('DestinationIsIpv6');
  const isInitiated = flag(data.take('Initiated'));
  return defined({
    source: defined({ ...source }),
    destination: defined({ ...destination }),
    network: defined({
      community_id: communityIdOf(transport, source, destination),
      direction: isInitiated === undefined ? undefined : isInitiated ? 'egress' : 'ingress',
      protocol: data.take('DestinationPortName') ?? sourceProtocol,
      transport,
      type: isIpv6 === undefined ? undefined : isIpv6 ? 'ipv6' : 'ipv4',
    }),
    related: defined({ ip: unique([source.ip, destination.ip]) }),
  });
}

interface ConnectionEnd {
  readonly ip: string | undefined;
  readonly port: number | undefined;
  readonly domain: string | undefined;
}

function endOf(data: EventData, side: 'Source' | 'Destination'): ConnectionEnd {
  return {
    ip: data.take(`${side}Ip`),
    port: data.takeNumber(`${side}Port`),
    domain: data.take(`${side}Hostname`),
  };
}

function communityIdOf(
  transport: string | undefined,
  source: ConnectionEnd,
  destination: ConnectionEnd,
): string | undefined {
  if (transport === undefined || source.ip === undefined || destination.ip === undefined) return undefined;
  if (source.port === undefined || destination.port === undefined) return undefined;
  return communityId({
    transport,
    sourceIp: source.ip,
    sourcePort: source.port,
    destinationIp: destination.ip,
    destinationPort: destination.port,
  });
}

/** Windows writes `true`; some programs that render events write `True`, which Elastic's pipeline misses. */
function flag(text: string | undefined): boolean | undefined {
  const lower = text?.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter(value => value !== undefined))];
}
