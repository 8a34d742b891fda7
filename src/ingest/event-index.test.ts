import { expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import { type EventOrigin, eventIndex } from './event-index.ts';

const winlog = { channel: 'Microsoft-Windows-Sysmon/Operational' };
const given = { indexOverride: 'mine' };

test.each<[string, JsonObject, EventOrigin, string | undefined]>([
  ['the hit', { data_stream: { dataset: 'd' } }, { isDocument: true, hitIndex: 'i', ...given }, 'i'],
  [
    'the data stream',
    {
      data_stream: { type: 'logs', dataset: 'endpoint.events.process', namespace: 'prod' },
      event: { dataset: 'x' },
    },
    { isDocument: true, ...given },
    'logs-endpoint.events.process-prod',
  ],
  [
    'a data stream with the usual parts left off',
    { 'data_stream.dataset': 'd' },
    { isDocument: true },
    'logs-d-default',
  ],
  [
    'the dataset',
    { event: { dataset: 'system.auth' }, winlog },
    { isDocument: true, ...given },
    'logs-system.auth-default',
  ],
  ['Winlogbeat', { winlog, agent: { type: 'winlogbeat' } }, { isDocument: true, ...given }, 'winlogbeat-*'],
  ['a Beat that does not name itself', { winlog }, { isDocument: true, ...given }, 'winlogbeat-*'],
  [
    'the Sysmon channel by another agent',
    { winlog, agent: { type: 'filebeat' } },
    { isDocument: true },
    'logs-windows.sysmon_operational-default',
  ],
  [
    'the Sysmon channel in XML',
    { winlog },
    { isDocument: false, ...given },
    'logs-windows.sysmon_operational-default',
  ],
  [
    'the Security channel in XML',
    { winlog: { channel: 'Security' } },
    { isDocument: false },
    'logs-system.security-default',
  ],
  [
    'a channel in lower case',
    { winlog: { channel: 'windows powershell' } },
    { isDocument: false, ...given },
    'logs-windows.powershell-default',
  ],
  [
    'the user, for another channel',
    { winlog: { channel: 'Setup' } },
    { isDocument: false, ...given },
    'mine',
  ],
  ['the user, for a bare document', {}, { isDocument: true, ...given }, 'mine'],
  ['nobody', { winlog: { channel: 'constructor' } }, { isDocument: false }, undefined],
])('the index comes from %s', (_, document, origin, index) => {
  expect(eventIndex(document, origin)).toBe(index);
});
