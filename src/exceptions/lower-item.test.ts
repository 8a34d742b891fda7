import { describe, expect, test } from 'vitest';
import { exceptionsOf } from '../../test/support/exceptions.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import type { Json, JsonObject } from '../event/json.ts';
import { compileItem } from './compile-item.ts';
import { lowerItem } from './lower-item.ts';
import { objectsAt } from './nested-objects.ts';

/** Whether an item with this one entry holds of an event with this value at the field. */
function holds(entry: JsonObject, path: string, value: Json): boolean {
  const [item] = exceptionsOf([{ list_id: 'l', entries: [{ operator: 'included', ...entry }] }]).items;
  if (item === undefined) throw new Error('no item');
  const timestamp = { path: '@timestamp', type: 'date' } as const;
  return compileItem(lowerItem(item, { schema: ecsSchema, valueLists: new Map(), timestamp }))({
    [path]: value,
  });
}

describe('a match means what the type of the field says', () => {
  const cases: readonly (readonly [field: string, value: string, found: Json, isRemoved: boolean])[] = [
    ['source.ip', '10.0.0.0/8', '10.1.2.3', true],
    ['source.ip', '10.1.2.3', '::ffff:10.1.2.3', true],
    ['source.ip', '10.1.2.3', '10.1.2.30', false],
    ['process.pid', '412', 412, true],
    ['process.pid', '412', '0412', true],
    ['process.code_signature.trusted', 'true', true, true],
    ['my.field', '412', 412, true],
    ['my.field', 'true', true, true],
  ];
  test.each(cases)('%s match %s, found %j', (field, value, found, isRemoved) => {
    expect(holds({ field, type: 'match', value }, field, found)).toBe(isRemoved);
  });
});

test('a field without case is the field above it, in any case', () => {
  const entry = { field: 'process.name.caseless', type: 'match', value: 'CMD.exe' };
  expect(holds(entry, 'process.name', 'cmd.EXE')).toBe(true);
  expect(holds({ ...entry, type: 'wildcard', value: 'c*' }, 'process.name', 'CMD.EXE')).toBe(true);
  expect(holds({ ...entry, field: 'process.name' }, 'process.name', 'cmd.EXE')).toBe(false);
});

describe('a match on a text field is a phrase', () => {
  const phrases: readonly (readonly [value: string, message: string, isRemoved: boolean])[] = [
    ['log cleared', 'The audit LOG cleared.', true],
    ['log cleared', 'log,  cleared by eve', true],
    ['log cleared', 'log was cleared', false],
    ['log cleared', 'a blog cleared', false],
    ['log cleared', 'log clearedx', false],
    ['svchost', 'ran svchost.exe', false],
    ['svchost.exe', 'ran "svchost.exe".', true],
    ['svchostxexe', 'ran svchost.exe', false],
    ['caf', 'café', false],
    ['log (cleared)*', 'log cleared', true],
    ['log cleared', 'line\nlog\ncleared\nline', true],
    ['...', 'anything', false],
  ];
  test.each(phrases)('%s in %j', (value, message, isRemoved) => {
    expect(holds({ field: 'message', type: 'match', value }, 'message', message)).toBe(isRemoved);
  });

  test('of so many words that no pattern can hold them must be the whole text', () => {
    const value = Array.from({ length: 2000 }, (_, at) => `w${at}`).join(' ');
    const entry = { field: 'message', type: 'match_any', value: [value, 'short one'] };
    expect(holds(entry, 'message', value.toUpperCase())).toBe(true);
    expect(holds(entry, 'message', `${value} more`)).toBe(false);
    expect(holds(entry, 'message', 'a short one')).toBe(true);
  });

  test('also on a field that is indexed as text beside', () => {
    const entry = { field: 'process.name.text', type: 'match', value: 'b' };
    expect(holds(entry, 'process.name', 'a b c')).toBe(true);
  });
});

test('the objects at a path are found however the document spells them', () => {
  const one = { trusted: true };
  expect(objectsAt({ process: { Ext: { sig: [one, [one]] } } }, 'process.Ext.sig')).toEqual([one, one]);
  expect(objectsAt({ 'process.Ext': [{ sig: one }, { sig: 'x' }] }, 'process.Ext.sig')).toEqual([one]);
  expect(
    objectsAt(
      { process: { 'Ext.sig.trusted': true, 'Ext.sig.name': 'a', 'Ext.sign': 1 } },
      'process.Ext.sig',
    ),
  ).toEqual([{ trusted: true, name: 'a' }]);
  expect(objectsAt({ process: null }, 'process.Ext.sig')).toEqual([]);
});
