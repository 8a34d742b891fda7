/** The two ends of a connection and what lies between them, for every source. */
import { formatIp, parseIp } from '../../event/ip-address.ts';
import { communityId } from './community-id.ts';
import type { EcsDraft } from './ecs-draft.ts';

export interface ConnectionEnd {
  readonly ip: string | undefined;
  readonly port: number | undefined;
  readonly domain?: string | undefined;
}

export interface Connection {
  readonly source: ConnectionEnd;
  readonly destination: ConnectionEnd;
  readonly transport: string | undefined;
}

export function setConnection(draft: EcsDraft, { source, destination, transport }: Connection): void {
  setEnd(draft, 'source', source);
  setEnd(draft, 'destination', destination);
  draft.set('network.transport', transport);
  if (transport === undefined) return;
  if (source.ip === undefined || source.port === undefined) return;
  if (destination.ip === undefined || destination.port === undefined) return;
  const flow = {
    transport,
    sourceIp: source.ip,
    sourcePort: source.port,
    destinationIp: destination.ip,
    destinationPort: destination.port,
  };
  draft.set('network.community_id', communityId(flow));
}

/** One end. Its address is kept as it was written: comparing addresses parses them. */
export function setEnd(draft: EcsDraft, path: 'source' | 'destination', end: ConnectionEnd): void {
  draft.setAll(path, { ip: end.ip, port: end.port, domain: end.domain });
  draft.add('related.ip', end.ip);
}

/** An IPv4 address out of its IPv6 form `::ffff:10.1.2.3`; other addresses as they are, and no others. */
export function plainAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const address = parseIp(text);
  if (address === undefined) return undefined;
  return typeof address === 'number' && text.includes(':') ? formatIp(address) : text;
}
