import { describe, expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import type { JsonObject } from '../event/json.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import type { ExplainedEvent } from './rule-sift.ts';

/** An event so many seconds after the others began. */
function at(seconds: number, category: string, fields: JsonObject = {}): ExplainedEvent {
  const time = new Date(Date.UTC(2026, 0, 1) + Math.round(seconds * 1000)).toISOString();
  const document = { '@timestamp': time, event: { category }, host: { id: 'h' }, ...fields };
  return { id: `${category} ${seconds}`, document };
}

const pid = (value: number): JsonObject => ({ process: { pid: value } });

function explained(query: string, events: readonly ExplainedEvent[], fields: object = {}): Explanation {
  return explain(compiledRule(query, fields), events);
}

describe('the verdict on single events', () => {
  const query = 'process where process.pid == 5 and process.name : ("a*", "b*")';

  test('names the value and what was wanted', () => {
    const event = at(0, 'process', { process: { pid: 6, name: 'abc' } });
    expect(explained(query, [event]).verdict).toBe('process.pid is 6: wanted process.pid == 5');
  });

  test('names a missing field', () => {
    const event = at(0, 'process', { process: { name: 'abc' } });
    expect(explained(query, [event]).verdict).toBe('process.pid is missing: wanted process.pid == 5');
  });

  test('names the computed value of a computation', () => {
    const event = at(0, 'process', { process: { name: 'abc' } });
    expect(explained('process where length(process.name) > 5', [event]).verdict).toBe(
      'process.name is abc (computed 3): wanted length(process.name) > 5',
    );
  });

  test('tells of alternatives the one that lacks least', () => {
    const event = at(0, 'process', { process: { pid: 7, name: 'x' } });
    const either =
      'process where (process.pid == 1 and process.name == "y") or (process.pid == 2 and process.name == "x")';
    expect(explained(either, [event]).verdict).toContain('process.pid is 7: wanted process.pid == 2');
  });

  test('says that there were no events, or none of the indices', () => {
    expect(explained(query, []).verdict).toBe('there were no events');
    const elsewhere = { ...at(0, 'process', pid(5)), index: 'other' };
    expect(explained(query, [elsewhere], { index: ['logs-*'] }).verdict).toBe(
      "no event is of the rule's indices",
    );
  });
});

describe('the verdict on sequences', () => {
  const query =
    'sequence by host.id with maxspan=10s [process where process.pid == 1] [file where true] until [registry where true]';
  const start = at(0, 'process', pid(1));

  test.each<[string, readonly ExplainedEvent[]]>([
    ['touched a file 10.5 s after step 1: 500 ms beyond maxspan=10s', [start, at(10.5, 'file')]],
    ['touched a file 2 s before step 1: step 2 must come after step 1', [at(-2, 'file'), start]],
    [
      'the registry event came between: `until` ended the sequence',
      [start, at(1, 'registry'), at(2, 'file')],
    ],
    ['process.pid is 2: wanted process.pid == 1 (step 1)', [at(0, 'process', pid(2)), at(1, 'file')]],
    [
      'no event passes step 2 (event.category == "file"); the closest: event.category is process: wanted event.category == "file"',
      [start],
    ],
    [
      'step 2 came 3 s later under another key: host.id is i and not h',
      [start, at(3, 'file', { host: { id: 'i' } })],
    ],
  ])('%s', (verdict, events) => {
    const explanation = explained(query, events);
    expect(explanation.verdict).toBe(verdict);
    expect(explanation.fires).toBe(false);
  });

  test('says what had to be missing', () => {
    const missing =
      'sequence by host.id with maxspan=10s [process where true] ![dns where true] [file where true]';
    const { sequences, verdict } = explained(missing, [at(0, 'process'), at(1, 'dns'), at(2, 'file')]);
    expect(verdict).toBe('the look-up came between: step 2 must be missing');
    expect(sequences?.ends).toMatchObject({ absent: 1, matched: 0 });
  });

  test('tells how each sequence ended', () => {
    const { sequences } = explained(query, [
      start,
      at(1, 'process', pid(1)),
      at(2, 'file'),
      at(20, 'process', pid(1)),
      at(40, 'file'),
    ]);
    expect(sequences?.ends).toEqual({ matched: 1, replaced: 1, late: 1, until: 0, absent: 0, waiting: 0 });
    expect([sequences?.began, sequences?.reached, sequences?.leastLateMs]).toEqual([3, [3, 1], 10_000]);
  });

  test('counts what a change would bring', () => {
    const { misses } = explained(query, [
      start,
      at(10.5, 'file'),
      at(30, 'process', pid(1)),
      at(40.4, 'file'),
    ]);
    expect(misses[0]?.change).toEqual({
      kind: 'maxspan',
      from: 'maxspan=10s',
      to: 'maxspan=10400ms',
      moreAlerts: 1,
    });
  });
});

describe('the verdict on rules that count, remember and compare', () => {
  const kql = { language: 'kuery' };

  test('a threshold says how many were short', () => {
    const fields = { ...kql, type: 'threshold', threshold: { field: ['host.id'], value: 3 } };
    const events = [at(0, 'process'), at(1, 'process')];
    expect(explained('event.category: process', events, fields).verdict).toBe(
      '2 events of h within 6 m, 3 wanted: 1 short',
    );
  });

  test('new terms say when the value was seen before', () => {
    const fields = {
      ...kql,
      type: 'new_terms',
      new_terms_fields: ['host.id'],
      history_window_start: 'now-7d',
    };
    const { counts, verdict } = explained(
      'event.category: process',
      [at(0, 'process'), at(60, 'process')],
      fields,
    );
    expect(verdict).toBe('fires once');
    expect(counts).toMatchObject({ kind: 'new-terms', values: 1, known: [{ value: ['h'], agoMs: 60_000 }] });
  });

  test('indicators say that nothing is in common', () => {
    const fields = {
      ...kql,
      type: 'threat_match',
      threat_index: ['ti'],
      threat_query: '*:*',
      threat_mapping: [
        { entries: [{ field: 'destination.ip', type: 'mapping', value: 'threat.indicator.ip' }] },
      ],
    };
    const events = [
      { ...at(0, 'network', { destination: { ip: '1.2.3.4' } }), index: 'logs' },
      { ...at(0, 'threat', { threat: { indicator: { ip: '1.2.3.5' } } }), index: 'ti' },
    ];
    expect(explained('event.category: network', events, fields).verdict).toBe(
      'no value of destination.ip is in the one indicator',
    );
  });
});

test('an explanation holds no function, so that it can be sent as it is', () => {
  const explanation = explained('process where process.pid == 5', [at(0, 'process', pid(6))]);
  expect(() => structuredClone(explanation)).not.toThrow();
});
