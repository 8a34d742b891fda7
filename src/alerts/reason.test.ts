import { describe, expect, test } from 'vitest';
import { connectEvent, startEvent } from '../../test/cases/alerts/sample-events.ts';
import type { JsonObject } from '../event/json.ts';
import { blockReason, eventReason, sampleReason, sequenceReason } from './reason.ts';

const head = { name: 'Rule', severity: 'low' };
const event = (category: string, type: string, fields: JsonObject): JsonObject => ({
  event: { category: [category], type: [type] },
  ...fields,
});
const process = { name: 'a.exe' };

const acts: readonly (readonly [document: JsonObject, said: string])[] = [
  [startEvent.document, 'svchost.exe started dllhost.exe as IEWIN7\\IEUser on IEWIN7'],
  [event('process', 'start', { process }), 'a.exe was started'],
  [event('process', 'end', { process }), 'a.exe ended'],
  [event('process', 'access', { process }), 'process event of a.exe'],
  [connectEvent.document, 'dllhost.exe connected to 203.0.113.9:443 as IEWIN7\\IEUser on IEWIN7'],
  [
    event('network', 'start', { source: { ip: '10.0.0.1' }, destination: { ip: '2001:db8::1', port: 53 } }),
    '10.0.0.1 connected to [2001:db8::1]:53',
  ],
  [event('network', 'start', { destination: { domain: 'x.test' } }), 'a connection to x.test'],
  [event('network', 'info', { process, dns: { question: { name: 'x.test' } } }), 'a.exe looked up x.test'],
  [event('file', 'deletion', { process, file: { path: 'C:\\x' } }), 'a.exe deleted C:\\x'],
  [event('file', 'info', { file: { name: 'x' } }), 'x was used'],
  [event('registry', 'change', { process, registry: { path: 'HKLM\\x' } }), 'a.exe changed HKLM\\x'],
  [event('library', 'start', { process, dll: { name: 'x.dll' } }), 'a.exe loaded x.dll'],
  [event('driver', 'start', { file: { name: 'x.sys' } }), 'x.sys was loaded'],
  [
    {
      event: { category: 'authentication', outcome: 'failure' },
      source: { ip: '10.0.0.1' },
      user: { name: 'eve' },
    },
    'sign-in failed from 10.0.0.1 as eve',
  ],
  [{ event: { category: 'iam', action: 'added-user' } }, 'iam event added-user'],
  [{}, 'an event'],
];
test.each(acts.map(([document, said]) => ({ document, said })))('says: $said', ({ document, said }) => {
  expect(eventReason(head, document)).toBe(`Rule (low): ${said}.`);
});

test('a building block says which event of how many it is', () => {
  expect(blockReason(head, event('process', 'end', { process }), 0, 2)).toBe(
    'Rule (low), event 1 of 2: a.exe ended.',
  );
});

describe('a sequence', () => {
  test('is told in order, with the time between, and what all share once at the end', () => {
    expect(sequenceReason(head, [startEvent.document, connectEvent.document])).toBe(
      'Rule (low): svchost.exe started dllhost.exe, and 8 s later ' +
        'dllhost.exe connected to 203.0.113.9:443, as IEWIN7\\IEUser on IEWIN7.',
    );
  });

  test('across hosts says each', () => {
    const on = (name: string): JsonObject => event('process', 'end', { process, host: { name } });
    expect(sequenceReason(head, [on('A'), on('B')])).toBe(
      'Rule (low): a.exe ended on A, then a.exe ended on B.',
    );
  });

  const gaps: readonly (readonly [ms: number, said: string])[] = [
    [0, 'and at once a.exe'],
    [250, 'and 250 ms later a.exe'],
    [8500, 'and 8.5 s later a.exe'],
    [125_000, 'and 2 min 5 s later a.exe'],
    [7_200_000, 'and 2 h later a.exe'],
    [273_600_000, 'and 3 d 4 h later a.exe'],
  ];
  test.each(gaps)('%d ms apart', (ms, said) => {
    const at = (time: number): JsonObject => ({
      '@timestamp': time,
      ...event('process', 'end', { process }),
    });
    expect(sequenceReason(head, [at(1000), at(1000 + ms)])).toContain(said);
  });

  const ended = (name: string): JsonObject => event('process', 'end', { process: { name } });
  const placeholders: readonly (readonly [places: readonly (string | undefined)[], said: string])[] = [
    [[undefined, 'a'], 'a ended, without an excluded event before'],
    [['a', undefined, undefined, 'b'], 'a ended, then b ended, without an excluded event in between'],
    [['a', undefined], 'a ended, without an excluded event after'],
    [[undefined, 'a', undefined], 'a ended, without an excluded event before and after'],
    [
      [undefined, 'a', undefined, 'b', undefined],
      'a ended, then b ended, without an excluded event before, in between and after',
    ],
  ];
  test.each(placeholders)('tells where events had to be missing: %j', (places, said) => {
    const documents = places.map(name => (name === undefined ? undefined : ended(name)));
    expect(sequenceReason(head, documents)).toBe(`Rule (low): ${said}.`);
  });

  test('of many events tells the first and the last', () => {
    expect(sequenceReason(head, ['a', 'b', 'c', 'd'].map(ended))).toBe(
      'Rule (low): a ended, then d ended, 4 events in all.',
    );
  });
});

test('the reason of a sample says nothing of an order', () => {
  const on = (name: string, time: number): JsonObject => ({
    '@timestamp': time,
    ...event('process', 'end', { process: { name }, host: { name: 'H' } }),
  });
  expect(sampleReason(head, [on('a', 2000), on('b', 1000)])).toBe('Rule (low): a ended, and b ended, on H.');
});

describe('values that an attacker chose', () => {
  const saying = (name: string | string[]): string =>
    eventReason(head, event('process', 'end', { process: { name } }));

  test('cannot break the line, steer a terminal or turn the direction of writing', () => {
    expect(saying('a\n\u001b[2Jb\u202ec\u2028d')).toBe('Rule (low): a [2Jb c d ended.');
  });
  test('are cut where they are long, between characters', () => {
    expect(saying('\u{1f600}'.repeat(500))).toBe(`Rule (low): ${'\u{1f600}'.repeat(119)}… ended.`);
  });
  test('are counted where they are many', () => {
    expect(saying(['a', 'b', 'c', 'd', 'e'])).toBe('Rule (low): a, b, c and 2 more ended.');
  });
});
