import { expect, test } from 'vitest';
import { pastedEvents } from './pasted-event.ts';

test.each([
  ['{"a": 1}', [{ a: 1 }]],
  ['[{"a": 1}, {"a": 2}]', [{ a: 1 }, { a: 2 }]],
  ['{"a": 1}\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
  ['{"_id": "x", "_index": "y", "_source": {"a": 1}}', [{ a: 1 }]],
  ['{"hits": {"hits": [{"_source": {"a": 1}}]}}', [{ a: 1 }]],
])('events are read as they are copied: %s', (text, documents) => {
  expect(pastedEvents(text)).toEqual({ kind: 'documents', documents });
});

test('ids stand with blanks or commas between them', () => {
  expect(pastedEvents(' abc,\n def abc')).toEqual({ kind: 'ids', eventIds: ['abc', 'def'] });
});

test.each([
  ['{"a": ', 'begins like JSON'],
  ['[]', 'no event'],
  [JSON.stringify(Array.from({ length: 21 }, () => ({ a: 1 }))), '21 events'],
  ['x'.repeat(2_000), 'neither JSON'],
])('what cannot be explained says why: %.20s', (text, why) => {
  expect(pastedEvents(text)).toMatchObject({ kind: 'wrong', why: expect.stringContaining(why) });
});

test('nothing is nothing', () => {
  expect(pastedEvents(' \n')).toEqual({ kind: 'nothing' });
});
