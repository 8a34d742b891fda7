import { expect, test } from 'vitest';
import {
  changed,
  decidingKeys,
  isSameRule,
  languageOf,
  newDraft,
  RULE_KINDS,
  triedRule,
  withKind,
  writtenKeys,
} from './rule-draft.ts';

test('a rule from a hunt has its query and what a rule needs besides', () => {
  const rule = newDraft('eql', 'any where true');
  expect(rule).toMatchObject({ type: 'eql', language: 'eql', query: 'any where true', interval: '5m' });
  expect(languageOf(rule)).toBe('eql');
  expect(languageOf(newDraft('kuery', 'a: b'))).toBe('kuery');
  expect(languageOf({ type: 'query', language: 'lucene' })).toBeUndefined();
});

test('what is emptied is taken away, but for what every rule must have', () => {
  const rule = changed({ name: 'a', tags: ['x'], note: 'b' }, { tags: [], note: '', name: '' });
  expect(rule).toEqual({ name: '' });
});

test('of what was never touched nothing is taken away', () => {
  expect(changed({ actions: [], setup: '' }, { name: 'x' })).toEqual({ actions: [], setup: '', name: 'x' });
});

test('a rule that changes its type has what that type needs, and keeps the rest', () => {
  const [, , threshold, newTerms] = RULE_KINDS;
  if (threshold === undefined || newTerms === undefined) throw new Error('the kinds changed their order');
  const counted = withKind({ name: 'a', threshold: { field: ['x'], value: 3 } }, threshold);
  expect(counted).toMatchObject({ name: 'a', type: 'threshold', threshold: { field: ['x'], value: 3 } });
  const terms = withKind(counted, newTerms);
  expect(terms).toMatchObject({ type: 'new_terms', history_window_start: 'now-7d' });
  expect(terms).not.toHaveProperty('threshold');
});

test('what the server adds is no part of what was written', () => {
  expect(writtenKeys({ id: '1', revision: 3, name: 'a', enabled: true })).toEqual({
    name: 'a',
    enabled: true,
  });
});

test('two rules are the same whatever the order of their keys', () => {
  expect(isSameRule({ a: { b: 1, c: 2 }, d: [1] }, { d: [1], a: { c: 2, b: 1 } })).toBe(true);
  expect(isSameRule({ d: [1, 2] }, { d: [2, 1] })).toBe(false);
});

test('a rule can be tried before it has a name, and a new name is no reason to try it again', () => {
  expect(triedRule({ type: 'eql', name: '', enabled: false })).toMatchObject({
    name: 'this rule',
    severity: 'low',
  });
  expect(decidingKeys({ type: 'eql', query: 'q', name: 'a', note: 'x' })).toEqual(
    decidingKeys({ type: 'eql', query: 'q', name: 'b' }),
  );
});
