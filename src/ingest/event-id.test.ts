import { expect, test } from 'vitest';
import { nameEvent } from './event-id.ts';

/** Equal ids go with equal identities. */
function eventId(...asked: Parameters<typeof nameEvent>): string {
  return nameEvent(...asked).id;
}

const bytes = Buffer.from('{}');
const record = {
  '@timestamp': '2024-05-01T10:00:00.123Z',
  winlog: { computer_name: 'HOST', channel: 'Security', record_id: '7' },
};

test('a hit keeps its id', () => {
  expect(nameEvent(record, bytes, 'abc').id).toBe('abc');
});

test('a Windows record has the same id whatever its bytes, the length of its time and the type of its number', () => {
  const other = {
    '@timestamp': '2024-05-01T10:00:00.1239999Z',
    'winlog.computer_name': 'host',
    winlog: { channel: 'Security', record_id: 7 },
  };
  expect(eventId(other, Buffer.from('other'), undefined)).toBe(eventId(record, bytes, undefined));
});

test.each([
  ['computer', { ...record, winlog: { ...record.winlog, computer_name: 'OTHER' } }],
  ['channel', { ...record, winlog: { ...record.winlog, channel: 'System' } }],
  ['number', { ...record, winlog: { ...record.winlog, record_id: '8' } }],
  ['time', { ...record, '@timestamp': '2024-05-01T10:00:00.124Z' }],
])('records that differ in %s are different events', (_, other) => {
  expect(eventId(other, bytes, undefined)).not.toBe(eventId(record, bytes, undefined));
});

test('anything else is named by its bytes', () => {
  const half = { winlog: { computer_name: 'HOST', record_id: '7' } };
  expect(eventId(half, bytes, undefined)).toBe(eventId({}, bytes, undefined));
  expect(eventId(half, Buffer.from('{ }'), undefined)).not.toBe(eventId(half, bytes, undefined));
});
