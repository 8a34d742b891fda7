import type { SourceEvent } from '../../../src/alerts/alert-document.ts';

const host = { id: 'h-1', name: 'IEWIN7', os: { type: 'windows' } };

/** A process start and, eight seconds later, its connection. */
export const startEvent: SourceEvent = {
  id: 'e-start',
  index: 'logs-endpoint.events.process-default',
  document: {
    '@timestamp': '2021-05-27T10:00:00.1234567Z',
    event: { kind: 'event', category: ['process'], type: ['start'], action: 'start', dataset: 'process' },
    host,
    user: { name: 'IEUser', domain: 'IEWIN7' },
    process: {
      name: 'dllhost.exe',
      entity_id: 'p-1',
      args: ['dllhost.exe'],
      args_count: 1,
      parent: { name: 'svchost.exe' },
    },
    tags: ['lab', 'first'],
  },
};

export const connectEvent: SourceEvent = {
  id: 'e-connect',
  index: 'logs-endpoint.events.network-default',
  document: {
    '@timestamp': '2021-05-27T10:00:08.123Z',
    event: { kind: 'event', category: ['network'], type: ['start'], action: 'connect', dataset: 'network' },
    host,
    user: { name: 'IEUser', domain: 'IEWIN7' },
    process: { name: 'dllhost.exe', entity_id: 'p-1' },
    destination: { ip: '203.0.113.9', port: 443 },
    tags: ['lab', 'second'],
  },
};
