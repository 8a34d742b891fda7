import { hash } from 'node:crypto';
import { parseIp, wordsOf } from '../../event/ip-address.ts';

export interface Flow {
  readonly transport: string;
  readonly sourceIp: string;
  readonly sourcePort: number;
  readonly destinationIp: string;
  readonly destinationPort: number;
}

const SEED = Buffer.of(0, 0);
const PROTOCOLS: { readonly [transport: string]: number } = { tcp: 6, udp: 17, sctp: 132 };

/**
 * The Community ID (version 1, seed 0) of a flow: the same text for both directions and from every tool, so
 * that what an endpoint saw joins what a sensor saw. Undefined where an address or the protocol (of those with
 * ports) is unknown. Specification: github.com/corelight/community-id-spec.
 */
export function communityId(flow: Flow): string | undefined {
  const protocol = PROTOCOLS[flow.transport.toLowerCase()];
  const source = endpoint(flow.sourceIp, flow.sourcePort);
  const destination = endpoint(flow.destinationIp, flow.destinationPort);
  if (protocol === undefined || source === undefined || destination === undefined) return undefined;
  const [first, second] =
    Buffer.compare(source, destination) <= 0 ? [source, destination] : [destination, source];
  const bytes = Buffer.concat([
    SEED,
    first.subarray(0, -2),
    second.subarray(0, -2),
    Buffer.of(protocol, 0),
    first.subarray(-2),
    second.subarray(-2),
  ]);
  return `1:${hash('sha1', bytes, 'base64')}`;
}

/** Address and port in network order: comparing them so compares addresses first, then ports. */
function endpoint(ip: string, port: number): Buffer | undefined {
  const address = parseIp(ip);
  if (address === undefined || !(port >= 0 && port <= 0xffff)) return undefined;
  const words = typeof address === 'number' ? [address] : wordsOf(address);
  const bytes = Buffer.allocUnsafe(words.length * 4 + 2);
  let at = 0;
  for (const word of words) at = bytes.writeUInt32BE(word >>> 0, at);
  bytes.writeUInt16BE(port, at);
  return bytes;
}
