import { expect, test } from 'vitest';
import { buildExtractor } from '../engine/extract/extractor.ts';
import type { JsonObject } from '../event/json.ts';
import { compileEql } from '../lang/eql/index.ts';
import { sourceText } from '../source/source-text.ts';
import { type Coverage, CoverageWatch } from './field-coverage.ts';

function cover(
  queries: readonly (readonly [eql: string, indices?: readonly string[]])[],
  events: readonly JsonObject[],
): Coverage {
  const rules = queries.map(([eql, indices]) => {
    const plan = compileEql(sourceText('<test>', eql)).value;
    if (plan === undefined) throw new Error(eql);
    return indices === undefined ? { plan } : { plan, indices };
  });
  const watch = new CoverageWatch(rules);
  const extractor = buildExtractor(watch.fields);
  for (const { index, ...document } of events)
    watch.add(index as string | undefined, extractor.fromDocument(document));
  return watch.end();
}

const start = {
  event: { category: ['process'], type: ['start'] },
  host: { os: { type: 'windows' } },
  process: { name: 'a.exe' },
};

test.each([
  ['process where process.name : "other.exe"', true],
  ['process where process.args_count == 1', ['process.args_count']],
  ['process where process.args_count == 1 and process.pid == 3', ['process.args_count', 'process.pid']],
  ['process where process.args_count == 1 or process.name : "x"', true],
  ['process where process.args_count == 1 or process.pid == 3', ['process.args_count']],
  ['process where not process.args_count == 1', true],
  ['process where process.args_count == null', true],
  ['process where process.args_count != null', ['process.args_count']],
  ['process where length(process.command_line) > 3', ['process.command_line']],
  ['process where not length(process.command_line) > 3', ['process.command_line']],
  ['any where length(process.command_line) == null', true],
])('%s', (eql, expected) => {
  const [rule] = cover([[eql]], [start]).rules;
  expect(rule).toEqual(
    expected === true
      ? { canFire: true, lacks: [] }
      : { canFire: false, lacks: [{ kind: 'fields', step: 1, fields: expected }] },
  );
});

test('a category, type or system that never occurs is told as such', () => {
  const { rules } = cover(
    [
      ['network where process.name : "a.exe"'],
      ['process where event.type == "end"'],
      ['process where host.os.type == "linux"'],
      ['process where event.type : "start" and host.os.type != "linux"'],
    ],
    [start],
  );
  expect(rules.map(rule => rule.lacks)).toEqual([
    [{ kind: 'shape', step: 1 }],
    [{ kind: 'shape', step: 1 }],
    [{ kind: 'shape', step: 1 }],
    [],
  ]);
});

test('fields of one kind of event do not help another kind', () => {
  const network = { event: { category: ['network'] }, process: { pid: 4 } };
  const { rules } = cover([['process where process.pid == 4']], [start, network]);
  expect(rules[0]?.lacks).toEqual([{ kind: 'fields', step: 1, fields: ['process.pid'] }]);
});

test('each step of a sequence needs its join keys, unless they are optional', () => {
  const { rules } = cover(
    [
      ['sequence by host.id [process where true] [process where true]'],
      ['sequence by ?host.id [process where true] [process where true]'],
    ],
    [start],
  );
  expect(rules.map(rule => rule.lacks)).toEqual([
    [
      { kind: 'fields', step: 1, fields: ['host.id'] },
      { kind: 'fields', step: 2, fields: ['host.id'] },
    ],
    [],
  ]);
});

test('only events of the indices of a rule count', () => {
  const events = [{ ...start, index: 'logs-a-default' }];
  const { rules } = cover(
    [
      ['process where true', ['logs-b-*']],
      ['process where true', ['logs-a-*']],
    ],
    events,
  );
  expect(rules).toEqual([
    { canFire: false, lacks: [{ kind: 'index' }] },
    { canFire: true, lacks: [] },
  ]);
});

test('tells of each field how often it is filled and how many rules read it', () => {
  const { fields, events } = cover(
    [['process where process.name : "x"'], ['process where process.name : "y" and process.pid == 1']],
    [start, { ...start, process: {} }],
  );
  expect(events).toBe(2);
  expect(fields).toEqual([
    { path: 'event.category', filled: 2, rules: 2 },
    { path: 'process.name', filled: 1, rules: 2 },
    { path: 'process.pid', filled: 0, rules: 1 },
  ]);
});
