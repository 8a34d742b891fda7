import { describe, expect, test } from 'vitest';
import { compiledRule } from '../../../test/support/compiled-rule.ts';
import { type GeneratedTests, testGenerated } from './generated-tests.ts';

function tested(query: string, fields: object = {}): GeneratedTests {
  return testGenerated(compiledRule(query, fields));
}

function namesOf(outcome: GeneratedTests): readonly string[] {
  return outcome.kind === 'tested' ? outcome.tests.map(({ passed, what }) => `${passed} ${what}`) : [];
}

test('a rule gets a stream that fires it and a neighbour for each condition', () => {
  expect(namesOf(tested('process where process.name : "a*" and process.pid > 5'))).toEqual([
    'true the generated stream fires',
    'true not event.category == "process"',
    'true not process.name : "a*"',
    'true not process.pid > 5',
  ]);
});

test('a sequence gets neighbours for its keys, its order, its maxspan, what ends it and what must be missing', () => {
  const outcome = tested(
    'sequence by host.id with maxspan=1m [process where true] ![file where true] [network where true] until [process where process.pid == 1]',
  );
  expect(namesOf(outcome)).toEqual([
    'true the generated stream fires',
    'true step 1: not event.category == "process"',
    'true step 3: not event.category == "network"',
    'true the last event 1 ms beyond maxspan',
    'true the last event just within maxspan',
    'true another host.id in the last event',
    'true steps 1 and 2 in the wrong order',
    'true an event of until before the last',
    'true the event that had to be missing at 2',
  ]);
});

test('computations get values that were tried', () => {
  for (const query of [
    'process where length(process.command_line) > 50 and process.command_line : "*secret*"',
    'process where startsWith~(process.name, host.name) and process.name : "w*"',
    'process where endsWith(user.name, "$") and user.name != "a$"',
    'process where process.pid + 1 == 12',
  ])
    expect(namesOf(tested(query))[0]).toBe('true the generated stream fires');
});

describe('a rule that can never fire', () => {
  test('is told with the two conditions that contradict each other', () => {
    expect(tested('process where process.name == "a" and not process.name in ("a", "b")')).toEqual({
      kind: 'unreachable',
      reason: 'process.name == "a" contradicts process.name not in ("a", "b")',
      isProven: true,
    });
  });

  test('is told with the condition that no value of its field meets', () => {
    expect(tested('network where source.ip == "10.1.2"')).toMatchObject({
      kind: 'unreachable',
      isProven: true,
    });
  });

  test('is told with the field for which no value was found, where nothing is proven', () => {
    const outcome = tested(
      'sequence by user.name [process where user.name : "a*"] [network where user.name : "b*"]',
    );
    expect(outcome).toMatchObject({ kind: 'unreachable', isProven: false });
    expect(outcome.kind === 'unreachable' && outcome.reason).toContain('user.name');
  });
});

test('what a stranger may ask for is bounded', () => {
  const kql = { language: 'kuery', type: 'threshold', threshold: { field: [], value: 1_000_000_000 } };
  expect(tested('process.name: x', kql)).toMatchObject({ kind: 'unreachable', isProven: false });
  const either = Array.from({ length: 60 }, (_, at) => `(process.pid == ${at} or process.ppid == ${at})`);
  expect(tested(`process where ${either.join(' and ')}`).kind).toBeDefined();
  const computed = Array.from(
    { length: 30 },
    (_, at) => `length(process.name) > ${at} and length(process.name) < ${at}`,
  );
  expect(tested(`process where ${computed.join(' or ')}`).kind).toBe('unreachable');
});

test('a condition that no event fails alone is told, and has no neighbour', () => {
  const outcome = tested('process where process.name == "a" and process.name != null');
  expect(outcome.kind === 'tested' && outcome.implied).toEqual(['process.name != null']);
});
