import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  check,
  compile,
  ecsSchema,
  extendSchema,
  type JsonObject,
  type Program,
  parse,
  print,
  type RunLosses,
  type RunOptions,
  render,
  toJson,
} from './eql.ts';

const T = '2021-05-27T10:00:';

function programOf(text: string): Program {
  const { program, diagnostics } = compile(text);
  if (program === undefined) throw new Error(render(diagnostics));
  return program;
}

/** An event of second `second`, `name` its process name. */
function event(second: number, name: string, more: JsonObject = {}): JsonObject {
  return {
    '@timestamp': `${T}${String(second).padStart(2, '0')}Z`,
    event: { category: 'process' },
    process: { name },
    ...more,
  };
}

/** The positions of the events of each result; `-` where one is missing. */
function found(text: string, events: readonly object[], options?: RunOptions): readonly string[] {
  return [...programOf(text).run(events, options)].map(result =>
    result.events.map(one => one?.position ?? '-').join(' '),
  );
}

const PAIR = 'sequence with maxspan=10s [any where process.name == "a"] [any where process.name == "b"]';

describe('a query is a value', () => {
  test('it is parsed, checked, printed and compiled in steps of their own', () => {
    const { query, diagnostics } = parse('process   where process.nmae:"cmd.exe"', 'rule.eql');
    expect(diagnostics).toEqual([]);
    if (query === undefined) throw new Error('not parsed');
    expect(query.tree.body.kind).toBe('event-filter');
    expect(print(query)).toBe('process where process.nmae : "cmd.exe"\n');
    expect(toJson(check(query))).toMatchObject([
      {
        file: 'rule.eql',
        line: 1,
        column: 17,
        severity: 'warning',
        help: expect.stringContaining('process.name'),
      },
    ]);
    expect(compile(query)).toMatchObject({ program: { kind: 'events' }, diagnostics: check(query) });
  });

  test('one that cannot be read or makes no sense is told of, and gives no value', () => {
    expect(parse('process where')).toMatchObject({ diagnostics: [{ severity: 'error' }] });
    expect(parse('process where').query).toBeUndefined();
    const { query } = parse('process where length(1, 2) == 1');
    if (query === undefined) throw new Error('not parsed');
    for (const compiled of [compile(query), compile('process where length(1, 2) == 1')]) {
      expect(compiled.program).toBeUndefined();
      expect(render(compiled.diagnostics)).toContain('process where length(1, 2) == 1');
      expect(render(compiled.diagnostics, { color: true })).toContain('\u001b[');
    }
  });

  test('the schema, the fields with a part of their own and the meaning of null are options', () => {
    const schema = extendSchema(ecsSchema, { 'my.port': 'long' });
    expect(compile('any where my.port > 1000', { schema }).diagnostics).toEqual([]);
    const named = compile('login where true', { categoryField: 'kind' }).program;
    expect(named?.matches({ kind: 'login' })).toBe(true);
    const text = 'any where not process.name == "x"';
    expect(compile(text).program?.matches({})).toBe(true);
    expect(compile(text, { nulls: 'three-valued' }).program?.matches({})).toBe(false);
    const timed = compile(PAIR, { timestampField: 'at', tiebreakerField: 'seq' }).program;
    const events = [
      { at: 5, seq: 2, 'process.name': 'b' },
      { at: 5, seq: 1, 'process.name': 'a' },
    ];
    expect([...(timed?.run(events) ?? [])]).toHaveLength(1);
  });
});

describe('a run', () => {
  test('gives back the very events, with their positions and what joins them', () => {
    const program = programOf(
      'sequence by host.id [any where process.name == "a"] [any where process.name == "b"]',
    );
    const events = [event(2, 'b', { 'host.id': 'h' }), event(3, 'x'), event(1, 'a', { 'host.id': 'h' })];
    const results = [...program.run(events)];
    expect(results).toEqual([
      {
        events: [
          { position: 2, event: events[2] },
          { position: 0, event: events[0] },
        ],
        joinKeys: ['h'],
      },
    ]);
    expect(results[0]?.events[1]?.event).toBe(events[0]);
    expect(program.fields).toEqual(expect.arrayContaining(['host.id', 'process.name', '@timestamp']));
  });

  test('holds the place of an event that must be missing', () => {
    const text =
      'sequence with maxspan=10s [any where process.name == "a"] ![any where process.name == "x"] [any where process.name == "b"]';
    expect(found(text, [event(1, 'a'), event(2, 'b')])).toEqual(['0 - 1']);
    expect(found(text, [event(1, 'a'), event(2, 'x'), event(3, 'b')])).toEqual([]);
  });

  test('finds events and samples too, in order of time', () => {
    const events = [event(3, 'a'), event(1, 'a'), event(2, 'b')];
    expect(found('process where process.name == "a"', events)).toEqual(['1', '0']);
    const sample = 'sample by event.category [any where process.name == "a"] [any where process.name == "b"]';
    expect(found(sample, events)).toHaveLength(1);
    expect(found(sample, events, { maxSamplesPerKey: 2 })).toHaveLength(2);
  });

  test('size takes the latest results unless position or the first pipe says otherwise', () => {
    const events = ['a', 'b', 'c', 'd'].map((name, second) => event(second, name));
    const all = 'process where true';
    expect(found(all, events, { size: 2 })).toEqual(['2', '3']);
    expect(found(all, events, { size: 2, position: 'head' })).toEqual(['0', '1']);
    expect(found(`${all} | head 4 | tail 2`, events, { size: 3 })).toEqual(['1', '2']);
    expect(found(all, events, { size: 0 })).toEqual([]);
  });

  test('may be repeated and interleaved, as a program holds no state', () => {
    const program = programOf(PAIR);
    const [first, second] = [program.run([event(1, 'a'), event(2, 'b')]), program.run([event(1, 'a')])];
    expect([[...second], [...first].length, [...program.run([event(3, 'b')])]]).toEqual([[], 1, []]);
  });

  test('counts the events that could not take part', () => {
    const losses: RunLosses = { untimedHits: 0, droppedKeyTuples: 0 };
    found(PAIR, [{ 'process.name': 'a' }, event(1, 'b')], { losses });
    expect(losses).toEqual({ untimedHits: 1, droppedKeyTuples: 0 });
  });

  test.each([[[1]], [null], ['text']])('throws for %j, which is no event', wrong => {
    // What untyped callers may pass.
    const events = [event(1, 'a'), wrong as object];
    expect(() => [...programOf(PAIR).run(events)]).toThrow(new TypeError('event 1 is no object'));
  });
});

describe('a run over ordered events', () => {
  test('tells each result as soon as it is certain', async () => {
    const log: string[] = [];
    async function* source(): AsyncGenerator<JsonObject> {
      for (const one of [event(1, 'a'), event(2, 'b'), event(3, 'c')]) {
        log.push(`sent ${JSON.stringify(one['process'])}`);
        yield one;
      }
    }
    for await (const { events } of programOf(PAIR).runAsync(source(), { ordered: true }))
      log.push(`found ${events.map(one => one?.position)}`);
    expect(log).toEqual(['sent {"name":"a"}', 'sent {"name":"b"}', 'found 0,1', 'sent {"name":"c"}']);
  });

  test('takes the time of every event, so that what did not follow in time is told', async () => {
    const text = `${PAIR} ![any where process.name == "x"]`;
    const told: number[] = [];
    let at = -1;
    async function* source(): AsyncGenerator<JsonObject> {
      for (const second of [1, 2, 11, 12, 13, 14]) {
        at++;
        yield event(second, ['a', 'b'][at] ?? 'other');
      }
    }
    for await (const _ of programOf(text).runAsync(source(), { ordered: true })) told.push(at);
    expect(told).toEqual([3]);
  });

  test('lets go of events that no result can name any more', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc');
    const sent: WeakRef<object>[] = [];
    let held = 0;
    async function* source(): AsyncGenerator<JsonObject> {
      for (let second = 0; second < 2_000; second++) {
        const one = { '@timestamp': second * 1000, process: { name: 'ab'.charAt(second % 2) } };
        sent.push(new WeakRef(one));
        yield one;
      }
      await new Promise(resolve => setImmediate(resolve));
      collectGarbage();
      held = sent.filter(event => event.deref() !== undefined).length;
    }
    let results = 0;
    for await (const _ of programOf(PAIR).runAsync(source(), { ordered: true })) results++;
    expect(results).toBe(1_000);
    // Two maxspans of one event a second, and a few that the collector passes over.
    expect(held).toBeLessThan(40);
  });

  test('gives the same results as one over gathered events', () => {
    const names = ['a', 'b', 'x', 'a', 'a', 'b', 'b', 'x', 'a', 'c', 'b'];
    const events = Array.from({ length: 55 }, (_, second) => event(second, names[(second * 7) % 11] ?? 'a'));
    for (const text of [
      PAIR,
      `${PAIR.replace('10s', '2s')} ![any where process.name == "x"]`,
      `${PAIR} until [any where process.name == "c"]`,
      `${PAIR} | tail 3`,
      'process where process.name == "b"',
    ]) {
      const gathered = found(text, events);
      expect(gathered.length, text).toBeGreaterThan(0);
      expect(found(text, events, { ordered: true })).toEqual(gathered);
      expect(found(text, [...events].reverse())).toHaveLength(gathered.length);
    }
  });

  test('refuses an event that comes too late', () => {
    expect(() => found(PAIR, [event(5, 'a'), event(9, 'c'), event(4, 'b')], { ordered: true })).toThrow(
      new RangeError(
        "the events were said to be ordered, but event 2 comes too late: its time is before event 0's",
      ),
    );
  });
});

test('events that a program does not match can be left out of its runs', () => {
  const program = programOf(`${PAIR} until [any where process.name == "c"]`);
  const events = ['x', 'a', 'x', 'b', 'a', 'c', 'b', 'x'].map((name, second) => event(second, name));
  const eventsOf = (list: readonly object[]): unknown =>
    [...program.run(list)].map(result => result.events.map(one => one?.event));
  const wanted = events.filter(program.matches);
  expect(wanted).toHaveLength(5);
  expect(eventsOf(wanted)).toEqual(eventsOf(events));
});
