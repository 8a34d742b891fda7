import { expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { sourceText } from '../source/source-text.ts';
import { holdingItems } from './holding-items.ts';
import { readExceptions } from './read-exceptions.ts';

const EVENTS = [
  { id: 'start', document: { event: { category: 'process' }, process: { name: 'backup.exe' } } },
  { id: 'connection', document: { event: { category: 'network' }, destination: { ip: '1.2.3.4' } } },
];

function told(query: string, ...items: readonly object[]): readonly unknown[] {
  const rule = compiledRule(query, {
    exceptions_list: [{ list_id: 'l', namespace_type: 'single', type: 'detection' }],
  });
  const text = items
    .map((item, at) =>
      JSON.stringify({ item_id: `i${at}`, list_id: 'l', name: `I${at}`, type: 'simple', ...item }),
    )
    .join('\n');
  const read = readExceptions(sourceText('e.ndjson', text));
  const options = { ...read, schema: ecsSchema, valueLists: new Map(), drops: 'sequence' } as const;
  return holdingItems(rule, options, EVENTS).map(({ drops, eventIds, item }) => [
    item.itemId,
    drops,
    eventIds,
  ]);
}

const isBackup = { field: 'process.name', operator: 'included', type: 'match', value: 'backup.exe' };
const isOther = { field: 'process.name', operator: 'included', type: 'match', value: 'other.exe' };
const isListed = {
  field: 'destination.ip',
  operator: 'included',
  type: 'list',
  list: { id: 'gone', type: 'ip' },
};

test('items that hold are told with the events that they hold of, and what they take away', () => {
  expect(
    told(
      'sequence [process where true] [network where true]',
      { entries: [isBackup] },
      { entries: [isOther] },
      { entries: [isListed] },
    ),
  ).toEqual([['i0', 'sequence', ['start']]]);
});

test('of a rule of single events an item takes the event', () => {
  expect(told('process where true', { entries: [isBackup] })).toEqual([['i0', 'event', ['start']]]);
});
