import { describe, expect, test } from 'vitest';
import { ALL, countOf, isChosen, isEmpty, NOTHING, reachesOf, withGroup, withUuid } from './selection.ts';

describe('a selection', () => {
  test('holds what was chosen once, and not what was chosen twice', () => {
    const one = withUuid(NOTHING, 'a');
    expect(isChosen(one, 'a', undefined)).toBe(true);
    expect(isEmpty(withUuid(one, 'a'))).toBe(true);
    expect(isEmpty(withGroup(withGroup(NOTHING, 'g'), 'g'))).toBe(true);
  });

  test('of a range holds what was in it before too', () => {
    expect(isChosen(withUuid(withUuid(NOTHING, 'a'), 'a', true), 'a', undefined)).toBe(true);
  });

  test('of a group or of all holds their alerts', () => {
    expect(isChosen(withGroup(NOTHING, 'g'), 'a', 'g')).toBe(true);
    expect(isChosen(withGroup(NOTHING, 'g'), 'a', 'h')).toBe(false);
    expect(isChosen(ALL, 'a', undefined)).toBe(true);
  });
});

describe('an act', () => {
  test('is done to the line that is focused while nothing is selected', () => {
    expect(reachesOf(NOTHING, undefined, 'a')).toEqual([{ kind: 'uuids', uuids: new Set(['a']) }]);
    expect(reachesOf(NOTHING, 'g', undefined)).toEqual([{ kind: 'group', group: 'g' }]);
    expect(reachesOf(NOTHING, undefined, undefined)).toEqual([]);
  });

  test('names the number that it will be done to', () => {
    const chosen = withUuid(withGroup(NOTHING, 'g'), 'a');
    const groups = [{ value: 'g', count: 7 }];
    expect(countOf(reachesOf(chosen, undefined, 'z'), 40, groups)).toBe(8);
    expect(countOf(reachesOf(ALL, undefined, 'z'), 40, groups)).toBe(40);
  });
});
