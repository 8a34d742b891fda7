import { describe, expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import type { Json } from '../event/json.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { type FoundAlert, type ScanOptions, scan } from './scan.ts';

function ruleOf(query: string, fields: object = {}): CompiledRule {
  return compiledRule(query, { name: 'Rule', ...fields });
}

type Row = readonly [time: number | undefined, name: string, user?: Json, sequence?: number];

/** Events with a time in seconds, a process name and users, as one input. */
function inputOf(rows: readonly Row[]): EventInput {
  const lines = rows.map(([time, name, user, sequence], record) =>
    JSON.stringify({
      ...(time === undefined ? {} : { '@timestamp': new Date(time * 1000).toISOString() }),
      event: { category: 'process', id: String(record), ...(sequence === undefined ? {} : { sequence }) },
      process: { name },
      ...(user === undefined ? {} : { user: { name: user } }),
    }),
  );
  return {
    name: 'events.ndjson',
    async *bytes() {
      yield new TextEncoder().encode(`${lines.join('\n')}\n`);
    },
  };
}

async function scanned(
  rules: readonly CompiledRule[],
  rows: readonly Row[],
  options: Partial<ScanOptions> = {},
): Promise<{ alerts: readonly string[]; problems: readonly string[] }> {
  const found: FoundAlert[] = [];
  const problems: string[] = [];
  await scan(
    [inputOf(rows)],
    rules,
    { executionUuid: 'run', ...options },
    {
      onAlert: alert => {
        found.push(alert);
      },
      onProblem: problem => problems.push(`${problem.code} ${problem.message}`),
    },
  );
  const records = found.map(({ match }) =>
    match.events.map(event =>
      event === undefined ? '-' : String((event.document['event'] as { id: string }).id),
    ),
  );
  return { alerts: records.map(events => events.join(' ')), problems };
}

const noSecond = ruleOf(
  'sequence with maxspan=5s [process where process.name == "a"] ![process where process.name == "b"]',
);

describe.each([{ ordered: false }, { ordered: true }])('a scan with %j', options => {
  test('tells a match once what must not follow it has stayed away, and keeps no event that only bars', async () => {
    const rows: Row[] = [
      [1, 'b'],
      [2, 'a'],
      [3, 'b'],
      [10, 'a'],
      [20, 'b'],
      [21, 'a'],
    ];
    expect((await scanned([noSecond], rows, options)).alerts).toEqual(['3 -', '5 -']);
  });

  test('makes one alert of sequences that differ in their keys alone, also where their end is a missing event', async () => {
    const rule = ruleOf(
      'sequence by user.name with maxspan=5s [process where process.name == "a"] [process where process.name == "b"] ![process where process.name == "c"]',
    );
    const rows: Row[] = [
      [1, 'a', ['x', 'y']],
      [2, 'a', 'z'],
      [3, 'b', ['x', 'z', 'y']],
      [20, 'a', 'x'],
    ];
    const other = ruleOf('process where process.name == "a"');
    const { alerts } = await scanned([rule, other], rows, options);
    expect(alerts.filter(events => events.includes('-')).sort()).toEqual(['0 2 -', '1 2 -']);
  });

  test('tells samples by their keys, of events with or without a time, the same events once', async () => {
    const rule = ruleOf(
      'sample by user.name [process where process.name == "a"] [process where process.name == "b"]',
    );
    const rows: Row[] = [
      [5, 'b', 'z'],
      [6, 'a', ['y', 'w', 'z']],
      [7, 'b', ['y', 'w']],
      [undefined, 'a', 'k'],
      [undefined, 'b', 'k'],
    ];
    expect((await scanned([rule], rows, options)).alerts).toEqual(['3 4', '1 2', '1 0']);
  });

  test('tells more samples of a key where more are wanted', async () => {
    const rule = ruleOf(
      'sample by user.name [process where process.name == "a"] [process where process.name == "b"]',
    );
    const rows: Row[] = [
      [1, 'a', 'x'],
      [2, 'b', 'x'],
      [3, 'b', 'x'],
    ];
    const { alerts } = await scanned([rule], rows, { ...options, maxSamplesPerKey: 2 });
    expect(alerts).toEqual(['0 1', '0 2']);
  });
});

test('an event out of the order of a rule is refused like one out of the order of time', async () => {
  const rule = ruleOf('sequence [process where process.name == "a"] [process where process.name == "a"]', {
    tiebreaker_field: 'event.sequence',
  });
  const rows: Row[] = [
    [1, 'a', 'x', 2],
    [1, 'a', 'x', 1],
  ];
  const { alerts, problems } = await scanned([rule], rows, { ordered: true });
  expect(alerts).toEqual([]);
  expect(problems).toEqual([
    'CLI002 record 2 steps back in the order of a rule, by its timestamp or tiebreaker field',
  ]);
  expect((await scanned([rule], rows)).alerts).toEqual(['1 0']);
});

describe('suppression in a scan', () => {
  const form = { group_by: ['user.name'], duration: { value: 10, unit: 's' } };
  const rule = ruleOf('process where process.name == "a"', { alert_suppression: form });
  const pairs = ruleOf(
    'sequence by user.name [process where process.name == "a"] [process where process.name == "b"]',
    { alert_suppression: form },
  );
  const rows: Row[] = [
    [1, 'a', 'x'],
    [2, 'b', 'x'],
    [3, 'a', 'x'],
    [4, 'b', 'x'],
    [5, 'a', 'y'],
    [30, 'a', 'x'],
  ];

  async function told(
    rules: readonly CompiledRule[],
    inOrder: readonly Row[],
    options: Partial<ScanOptions> = {},
  ) {
    const found: FoundAlert[] = [];
    const { alerts, suppressed } = await scan(
      [inputOf(inOrder)],
      rules,
      { executionUuid: 'run', ...options },
      {
        onAlert: alert => {
          found.push(alert);
        },
        onProblem() {},
      },
    );
    return { found, alerts, suppressed };
  }

  test('tells one of those that are alike, with its own id, and how many more there are', async () => {
    const { found, alerts, suppressed } = await told([rule], rows);
    expect([alerts, suppressed]).toEqual([[3], [1]]);
    const plain = await told([ruleOf('process where process.name == "a"')], rows);
    const ids = plain.found.map(({ group }) => group.alert['kibana.alert.uuid']);
    expect(found.map(({ group }) => group.alert['kibana.alert.uuid'])).toEqual([ids[0], ids[2], ids[3]]);
    const [first, other] = found;
    expect(first?.group.alert).toMatchObject({
      'kibana.alert.suppression.docs_count': 1,
      'kibana.alert.suppression.start': '1970-01-01T00:00:01.000Z',
      'kibana.alert.suppression.end': '1970-01-01T00:00:03.000Z',
      'kibana.alert.suppression.terms': [{ field: 'user.name', value: ['x'] }],
    });
    expect(other?.group.alert['kibana.alert.suppression.docs_count']).toBe(0);
    expect(first?.group.alert['kibana.alert.instance.id']).toBe(
      found[2]?.group.alert['kibana.alert.instance.id'],
    );
  });

  test('tells the same whatever the order of lines, rule by rule', async () => {
    const numbered = rows.map(([time, name, user = null], at): Row => [time, name, user, at]);
    const uuids = async (inOrder: readonly Row[]) =>
      (await told([rule, pairs], inOrder)).found.map(
        ({ group }) => group.alert['kibana.alert.suppression.end'],
      );
    expect(await uuids(numbered.toReversed())).toEqual(await uuids(numbered));
  });

  test('of a sequence goes by what its events have in common, and tells the blocks of what is told', async () => {
    const { found, suppressed } = await told([pairs], rows, { ordered: true });
    expect(suppressed).toEqual([1]);
    expect(found.map(({ group }) => group.blocks.length)).toEqual([2]);
    expect(found[0]?.group.alert['kibana.alert.suppression.docs_count']).toBe(1);
  });

  test('while following tells the first at once, and counts the others', async () => {
    const { found, suppressed } = await told([rule], rows, { following: true });
    expect(found.map(({ group }) => group.alert['kibana.alert.suppression.docs_count'])).toEqual([0, 0, 0]);
    expect(suppressed).toEqual([1]);
  });

  test('goes before --max-alerts', async () => {
    expect((await told([rule], rows, { maxAlerts: 2 })).alerts).toEqual([2]);
  });
});
