import { describe, expect, test } from 'vitest';
import { SYSMON_PROVIDER, type WindowsEvent } from '../windows-event.ts';
import { mapShippedWindowsEvent, mapWindowsEvent } from './windows.ts';

function record(
  eventId: string,
  data: { readonly [name: string]: string },
  more: Partial<WindowsEvent> = {},
): WindowsEvent {
  return {
    providerName: SYSMON_PROVIDER,
    eventId,
    timeCreated: '2024-05-01T10:00:01.9876543Z',
    computer: 'Host-1.Example',
    data: new Map(Object.entries(data)),
    rendering: {},
    ...more,
  };
}

describe('a Windows record', () => {
  test('names its host by the computer, its id in lower case', () => {
    expect(mapWindowsEvent(record('255', {}))['host']).toEqual({
      id: 'host-1.example',
      name: 'Host-1.Example',
      os: { type: 'windows', family: 'windows' },
    });
  });

  test('of a Beat keeps what the Beat says about the host', () => {
    const shipped = {
      winlog: { event_id: '5' },
      host: { id: 'guid', os: { type: 'windows', kernel: '10' } },
    };
    expect(mapShippedWindowsEvent(record('5', {}), shipped)['host']).toEqual({
      id: 'guid',
      name: 'Host-1.Example',
      os: { type: 'windows', family: 'windows', kernel: '10' },
    });
  });

  test('of another channel keeps its data and its own time', () => {
    const event = record(
      '4624',
      { TargetUserName: '-' },
      { providerName: 'P', keywords: '0x8020000000000000', level: '0' },
    );
    expect(mapWindowsEvent(event)).toMatchObject({
      '@timestamp': '2024-05-01T10:00:01.987Z',
      event: { code: '4624', created: '2024-05-01T10:00:01.987Z', outcome: 'success' },
      log: { level: 'information' },
      winlog: { event_id: '4624', keywords: ['Audit Success'], event_data: { TargetUserName: '-' } },
    });
  });

  test('is named by its rendering where there is one', () => {
    const event = record(
      '1',
      {},
      { providerName: 'P', opcode: '1', rendering: { opcode: 'Démarrer', level: 'Warnung', task: 'T' } },
    );
    expect(mapWindowsEvent(event)).toMatchObject({
      log: { level: 'warnung' },
      winlog: { opcode: 'Démarrer', task: 'T' },
    });
  });
});

describe('a Sysmon record', () => {
  test('happened at UtcTime, and was written at the time of the record', () => {
    expect(mapWindowsEvent(record('5', { UtcTime: '2024-05-01 10:00:00.120' }))).toMatchObject({
      '@timestamp': '2024-05-01T10:00:00.120Z',
      event: {
        created: '2024-05-01T10:00:01.987Z',
        category: ['process'],
        type: ['end'],
        action: 'Process terminated',
      },
    });
  });

  test('with a UtcTime that is none falls back to the time of the record', () => {
    expect(mapWindowsEvent(record('5', { UtcTime: 'soon' }))).toMatchObject({
      '@timestamp': '2024-05-01T10:00:01.987Z',
      winlog: { event_data: { UtcTime: 'soon' } },
    });
  });

  test('gives no field for values that say nothing', () => {
    const zero = '{00000000-0000-0000-0000-000000000000}';
    const document = mapWindowsEvent(
      record('1', { RuleName: '-', ParentProcessGuid: zero, CommandLine: '', Company: '-' }),
    );
    expect(document['process']).toBeUndefined();
    expect(document['rule']).toBeUndefined();
    expect(document['winlog']).not.toHaveProperty('event_data');
  });

  test('has its GUIDs in upper case, whoever rendered it', () => {
    const guid = '{365abb72-9ad8-5d04-0000-0010c08c1000}';
    expect(
      mapWindowsEvent(record('1', { ProcessGuid: guid, ParentProcessGuid: guid, LogonGuid: guid })),
    ).toMatchObject({
      process: { entity_id: guid.toUpperCase(), parent: { entity_id: guid.toUpperCase() } },
      winlog: { event_data: { LogonGuid: guid.toUpperCase() } },
    });
  });

  test('of a kind of a later version keeps its data', () => {
    const document = mapWindowsEvent(
      record('30', { SourceProcessGUID: '{365abb72-9ad8-5d04-0000-0010c08c1000}', SourceImage: 'a' }),
    );
    expect(document).toMatchObject({
      winlog: {
        event_data: { SourceProcessGUID: '{365ABB72-9AD8-5D04-0000-0010C08C1000}', SourceImage: 'a' },
      },
    });
    expect(document['event']).not.toHaveProperty('category');
  });

  test.each([
    ['C:\\a\\b.exe', 'b.exe'],
    ['System', undefined],
    ['C:\\a\\', undefined],
  ])('with the image %s has the process name %s', (Image, name) => {
    expect(mapWindowsEvent(record('5', { Image }))['process']).toEqual(
      name === undefined ? { executable: Image } : { executable: Image, name },
    );
  });

  test('has its hashes in lower case, the import hash under pe, and none of zeros', () => {
    const Hashes = 'MD5=AB,SHA1=0000000000,SHA256=CD,IMPHASH=EF';
    expect(mapWindowsEvent(record('1', { Hashes }))).toMatchObject({
      process: { hash: { md5: 'ab', sha256: 'cd' }, pe: { imphash: 'ef' } },
      related: { hash: ['ab', 'cd', 'ef'] },
    });
  });

  test('copies what describes the file, and moves its original name', () => {
    const document = mapWindowsEvent(record('1', { Company: 'C', OriginalFileName: 'O.EXE' }));
    expect(document).toMatchObject({ process: { pe: { company: 'C', original_file_name: 'O.EXE' } } });
    expect(document['winlog']).toHaveProperty('event_data', { Company: 'C' });
  });

  test.each([
    ['CORP\\anna', { domain: 'CORP', name: 'anna', id: 'S-1-5-18' }],
    ['anna', { id: 'S-1-5-18' }],
    ['A\\B\\anna', { id: 'S-1-5-18' }],
  ])('of the user %s', (User, user) => {
    expect(mapWindowsEvent(record('1', { User }, { userSid: 'S-1-5-18' }))['user']).toEqual(user);
  });

  test.each([
    ['true', 'egress'],
    ['True', 'egress'],
    ['false', 'ingress'],
    ['maybe', undefined],
  ])('with Initiated %s is a connection of direction %s', (Initiated, direction) => {
    const network = mapWindowsEvent(record('3', { Initiated, Protocol: 'tcp' }))['network'];
    expect(network).toEqual(direction === undefined ? { transport: 'tcp' } : { transport: 'tcp', direction });
  });

  test('takes the protocol from the source port only where the destination has none', () => {
    const both = { SourcePortName: 'ssh', DestinationPortName: 'https' };
    expect(mapWindowsEvent(record('3', both))['network']).toEqual({ protocol: 'https' });
    expect(mapWindowsEvent(record('3', { SourcePortName: 'ssh' }))['network']).toEqual({ protocol: 'ssh' });
  });

  test('with members named like parts of objects is no danger', () => {
    const document = mapWindowsEvent(record('1', { ['__proto__']: 'x', Hashes: '__proto__=ab' }));
    expect(Object.getPrototypeOf(document['winlog'])).toBe(Object.prototype);
    expect(({} as { ab?: unknown }).ab).toBeUndefined();
  });
});
