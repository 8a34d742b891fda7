import { expect, test } from 'vitest';
import { bookRuleOf } from '../../../test/support/book-rule.ts';
import { triplineApi } from '../../../test/support/tripline-api.ts';
import type { JsonObject } from '../../event/json.ts';
import type { ObjectChange } from '../../store/object-store.ts';
import { changesOf } from './rule-history-routes.ts';

const version = (number: number, body: JsonObject | undefined): ObjectChange => ({
  ...{ kind: 'rule', id: 'r', version: number, body, changedBy: 'mara', changedAtMs: number * 1000 },
});
const rule = (body: JsonObject, isEnabled = true): JsonObject => ({ body, is_enabled: isEnabled });

test('each change tells which keys differ from the one before', () => {
  const told = changesOf([
    version(1, rule({ name: 'a', query: 'process where true' })),
    version(2, rule({ name: 'a', query: 'network where true', tags: ['x'] })),
    version(3, rule({ query: 'network where true', tags: ['x'] })),
  ]);
  expect(told.map(({ keys, kind }) => [kind, keys])).toEqual([
    ['made', []],
    [
      'changed',
      [
        { key: 'query', before: 'process where true', after: 'network where true' },
        { key: 'tags', after: ['x'] },
      ],
    ],
    ['changed', [{ key: 'name', before: 'a' }]],
  ]);
  expect(told[1]).toMatchObject({ version: 2, at: '1970-01-01T00:00:02.000Z', who: 'mara' });
});

test('what is only switched says how it was left', () => {
  const told = changesOf([
    version(1, rule({ name: 'a', enabled: true })),
    version(2, rule({ name: 'a', enabled: false }, false)),
  ]);
  expect(told[1]).toMatchObject({ kind: 'switched', isEnabled: false, keys: [] });
});

test('a rule of a file is never made here, and one that came back after its removal is made anew', () => {
  const ofFile = { file: true, rule_id: 'a', is_enabled: false };
  expect(changesOf([version(1, ofFile)])[0]).toMatchObject({ kind: 'switched', isEnabled: false });
  const kinds = changesOf([
    version(1, rule({ name: 'a' })),
    version(2, undefined),
    version(3, rule({ name: 'a' })),
  ]).map(({ kind }) => kind);
  expect(kinds).toEqual(['made', 'removed', 'made']);
});

test('the newest change comes first; of a rule that there is not nothing is told', async () => {
  const known = bookRuleOf({
    rule_id: 'dllhost',
    name: 'n',
    description: 'd',
    type: 'query',
    severity: 'low',
    risk_score: 1,
    query: 'a: b',
  });
  const { parts, server } = await triplineApi({ bookRules: [known] });
  for (const name of ['a', 'b'])
    await parts.objects.write([{ kind: 'rule', id: known.id, body: rule({ name }) }], {
      who: 'mara',
      atMs: 0,
    });
  const answer = await server.inject(`/api/tripline/rules/${known.id}/history`);
  expect(answer.json()).toMatchObject({
    more: 0,
    changes: [
      { version: 2, kind: 'changed' },
      { version: 1, kind: 'made' },
    ],
  });
  expect((await server.inject('/api/tripline/rules/none/history')).statusCode).toBe(404);
});
