/** What Sysmon says about connections and names. Each takes what it maps from the data. */
import type { Json } from '../../event/json.ts';
import { dnsStatusName, recordTypeName } from './dns-names.ts';
import type { EcsDraft } from './ecs-draft.ts';
import type { EventData } from './event-data.ts';
import { type ConnectionEnd, plainAddress, setConnection } from './network-fields.ts';
import { splitDomain } from './registered-domain.ts';
import { takeFlag } from './sysmon-file-fields.ts';

export function connection(data: EventData, draft: EcsDraft): void {
  setConnection(draft, {
    source: takeEnd(data, 'Source'),
    destination: takeEnd(data, 'Destination'),
    transport: data.take('Protocol'),
  });
  const sourceProtocol = data.take('SourcePortName');
  draft.set('network.protocol', data.take('DestinationPortName') ?? sourceProtocol);
  const isIpv6 = takeFlag(data, 'SourceIsIpv6');
  data.take('DestinationIsIpv6');
  if (isIpv6 !== undefined) draft.set('network.type', isIpv6 ? 'ipv6' : 'ipv4');
  const isInitiated = takeFlag(data, 'Initiated');
  if (isInitiated !== undefined) draft.set('network.direction', isInitiated ? 'egress' : 'ingress');
}

function takeEnd(data: EventData, side: 'Source' | 'Destination'): ConnectionEnd {
  return {
    ip: data.take(`${side}Ip`),
    port: data.takeNumber(`${side}Port`),
    domain: data.take(`${side}Hostname`),
  };
}

/** The question, and the answers with the addresses among them. */
export function nameQuery(data: EventData, draft: EcsDraft): void {
  draft.set('network.protocol', 'dns');
  const status = data.take('QueryStatus');
  draft.set('sysmon.dns.status', status && (dnsStatusName(status) ?? status));
  setAnswers(draft, data.take('QueryResults'));
  const name = data.take('QueryName');
  if (name === undefined) return;
  draft.set('dns.question.name', name);
  draft.add('related.hosts', name);
  const parts = splitDomain(name);
  draft.set('dns.question.registered_domain', parts?.registeredDomain);
  draft.set('dns.question.subdomain', parts?.subdomain);
  draft.set('dns.question.top_level_domain', parts?.topLevelDomain);
}

/**
 * `type:  5 www.example.com;::ffff:192.0.2.1;`: records with the number of their type and, without one,
 * addresses. An address is also an answer; a double stays a double, but for the related ones.
 */
function setAnswers(draft: EcsDraft, results: string | undefined): void {
  if (results === undefined) return;
  const answers: Json[] = [];
  const hosts: string[] = [];
  const addresses: string[] = [];
  for (const result of results.split(';')) {
    if (result.startsWith('type:')) {
      const [, number = '', data] = result.split(/\s+/);
      const type = recordTypeName(number);
      answers.push({ ...(data ? { data } : {}), ...(type === undefined ? {} : { type }) });
      if (data) hosts.push(data);
    } else {
      const address = plainAddress(withoutPort(result));
      if (address !== undefined) addresses.push(address);
    }
  }
  for (const address of addresses) {
    answers.push({ data: address, type: address.includes(':') ? 'AAAA' : 'A' });
  }
  draft.addAll('related.hosts', hosts);
  draft.addAll('related.ip', addresses);
  draft.set('dns.answers', answers);
  draft.set('dns.resolved_ip', addresses);
}

/** Some are written as the address of a socket: `[::ffff:192.0.2.1]:53`. */
function withoutPort(address: string): string {
  return address.startsWith('[') ? address.slice(1, Math.max(address.indexOf(']'), 1)) : address;
}
