import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../event/json.ts';
import { eventSummary, summaryText } from './event-summary.ts';

function said(document: JsonObject): string {
  return summaryText(eventSummary(document));
}

describe('an event in a line', () => {
  test.each<[string, JsonObject, string]>([
    [
      'a process says who started it and how many arguments it was given',
      {
        event: { category: ['process'], type: ['start'] },
        process: { name: 'dllhost.exe', args_count: 2, parent: { name: 'svchost.exe' } },
      },
      'started by svchost.exe, 1 argument',
    ],
    [
      'the program itself is no argument',
      {
        event: { category: 'process', type: 'start' },
        process: { args: ['C:\\a.exe'] },
        user: { name: 'mara' },
      },
      'started, no arguments, as mara',
    ],
    [
      'the end of a process says its exit code',
      { event: { category: 'process', type: 'end' }, process: { name: 'a', exit_code: 1 } },
      'ended, exit code 1',
    ],
    [
      'a connection says where it goes',
      {
        event: { category: ['network'], type: ['start'] },
        destination: { ip: '93.184.216.34', port: 4443 },
        network: { transport: 'tcp' },
      },
      '→ 93.184.216.34:4443 tcp',
    ],
    [
      'an address of version 6 is apart from its port',
      { event: { category: 'network' }, destination: { ip: 'fe80::1', port: 443 } },
      '→ [fe80::1]:443',
    ],
    [
      'a connection that comes in says from where',
      {
        event: { category: 'network' },
        network: { direction: 'ingress' },
        source: { ip: '10.0.0.9', port: 50100 },
        destination: { ip: '10.0.0.2', port: 3389 },
      },
      '10.0.0.9:50100 → 10.0.0.2:3389',
    ],
    [
      'a question for a name says what was answered',
      {
        event: { category: 'network' },
        dns: { question: { name: 'a.example', type: 'A' }, resolved_ip: ['203.0.113.1', '203.0.113.2'] },
      },
      'asked for a.example (A), got 203.0.113.1, 1 more',
    ],
    [
      'a file says what became of it',
      { event: { category: 'file', type: 'deletion' }, file: { path: 'C:\\a.txt' } },
      'deleted C:\\a.txt',
    ],
    [
      'a file that got another name says which it had',
      {
        event: { category: 'file', type: 'change', action: 'rename' },
        file: { path: 'C:\\b', Ext: { original: { path: 'C:\\a' } } },
      },
      'renamed C:\\b from C:\\a',
    ],
    [
      'the registry says what was written',
      {
        event: { category: ['configuration', 'registry'], type: ['change'] },
        registry: { path: 'HKLM\\Run\\x', data: { strings: ['calc.exe'] } },
      },
      'set HKLM\\Run\\x = calc.exe',
    ],
    [
      'a logon that failed says so',
      {
        event: { category: ['authentication'], type: ['start'], outcome: 'failure' },
        user: { name: 'mara' },
        source: { ip: '10.0.0.9' },
      },
      'mara failed to log on from 10.0.0.9',
    ],
    [
      'a library that is not signed says so',
      {
        event: { category: 'library' },
        dll: { path: 'C:\\x.dll', code_signature: { exists: false } },
        process: { name: 'a.exe' },
      },
      'loaded C:\\x.dll, unsigned',
    ],
    [
      'whatever else came says its action and the most telling field',
      { event: { action: 'service-installed' }, winlog: { event_data: { ServiceName: 'evil' } } },
      'service-installed, evil',
    ],
    ['an event without anything says nothing', {}, ''],
  ])('%s', (_, document, expected) => {
    expect(said(document)).toBe(expected);
  });

  test('names the field of each value, so that it can be filtered for', () => {
    const parts = eventSummary({ event: { category: 'file', type: 'creation' }, file: { path: 'C:\\a' } });
    expect(parts).toEqual([
      { kind: 'words', text: 'created ' },
      { kind: 'value', field: 'file.path', value: 'C:\\a' },
    ]);
  });
});
