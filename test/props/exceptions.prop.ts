import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { ecsSchema } from '../../src/event/ecs-schema.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { compileItem, compileItems } from '../../src/exceptions/compile-item.ts';
import { lowerItem } from '../../src/exceptions/lower-item.ts';
import { itemHolds } from '../reference/naive-exceptions.ts';
import { compiledRule } from '../support/compiled-rule.ts';
import { exceptionsOf, valueListOf } from '../support/exceptions.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };

const tools = ['a', 'z'];
const valueLists = new Map([['tools', valueListOf('tools', 'keyword', tools)]]);
const list = { id: 'ours', list_id: 'ours', type: 'detection', namespace_type: 'single' };
const named = { exceptions_list: [list] };
const queries = [
  'process where process.name == "a"',
  'sequence with maxspan=5s [process where process.name == "a"] [process where process.name == "b"]',
  'sequence by user.name with maxspan=9s [process where process.name == "a"] ![process where process.name == "c"] [process where process.name == "b"]',
  'sequence [process where process.name == "a"] [process where true] until [process where process.name == "c"]',
  'sample by user.name [process where process.name == "a"] [process where process.name == "b"]',
];

const value = fc.constantFrom('a', 'b', 'c');
const one = fc.oneof(
  fc.record({ type: fc.constant('match'), value }),
  fc.record({ type: fc.constant('match_any'), value: fc.array(value, { minLength: 1, maxLength: 2 }) }),
  fc.record({ type: fc.constant('wildcard'), value: fc.constantFrom('*', '?', 'a*', '*c') }),
  fc.record({ type: fc.constant('exists') }),
);
const operator = fc.constantFrom('included', 'excluded');
const entry = fc.oneof(
  fc
    .tuple(fc.constantFrom('process.name', 'user.name', 'tags'), operator, one)
    .map(([field, is, rest]) => ({ field, operator: is, ...rest })),
  fc.record({
    field: fc.constant('process.name'),
    operator,
    type: fc.constant('list'),
    list: fc.constant({ id: 'tools', type: 'keyword' }),
  }),
);
const nested = fc
  .array(
    fc
      .tuple(fc.constantFrom('name', 'ok'), operator, one)
      .map(([field, is, rest]) => ({ field, operator: is, ...rest })),
    { minLength: 1, maxLength: 2 },
  )
  .map(entries => ({ field: 'sig', type: 'nested', entries }));
const itemOf = (one: fc.Arbitrary<JsonObject>) =>
  fc
    .record({
      entries: fc.array(one, { minLength: 1, maxLength: 2 }),
      os_types: fc.constantFrom([], [], ['linux']),
      expire_time: fc.constantFrom(null, null, new Date(8000).toISOString()),
    })
    .map((rest): JsonObject => ({ ...rest, list_id: 'ours' }));

const event = fc
  .record(
    {
      process: fc.record({ name: fc.oneof(value, fc.array(value, { maxLength: 2 })) }),
      user: fc.record({ name: fc.constantFrom('a', 'b') }),
      tags: fc.array(value, { maxLength: 2 }),
      sig: fc.array(fc.record({ name: value, ok: fc.constantFrom('a', 'b') }, { requiredKeys: [] }), {
        maxLength: 2,
      }),
      host: fc.constantFrom({ os: { type: 'linux' } }, { os: { name: 'Linux' } }, {}),
    },
    { requiredKeys: ['process'] },
  )
  .map(fields => ({ ...fields, event: { category: 'process' } }) as JsonObject);
const events = fc.array(event, { maxLength: 14 }).map(all =>
  all.map(
    (fields, at): JsonObject => ({
      '@timestamp': new Date(1000 * (at + 1)).toISOString(),
      _n: at,
      ...fields,
    }),
  ),
);

async function alertsOf(
  query: string,
  documents: readonly JsonObject[],
  exceptions?: ReturnType<typeof exceptionsOf>,
): Promise<{ readonly alerts: readonly string[]; readonly counts: readonly (readonly [number, number])[] }> {
  const alerts: string[] = [];
  const bytes = new TextEncoder().encode(documents.map(document => `${JSON.stringify(document)}\n`).join(''));
  const input = {
    name: 'events',
    async *bytes() {
      yield bytes;
    },
  };
  const result = await scan(
    [input],
    [compiledRule(query, named)],
    { executionUuid: 'run', exceptions },
    {
      onAlert({ match }) {
        alerts.push(match.events.map(found => found?.document['_n'] ?? '-').join(' '));
      },
      onProblem() {},
    },
  );
  return { alerts, counts: result.exceptions.map(count => [count.alerts, count.events]) };
}

const arbitrary = (item: fc.Arbitrary<JsonObject>) =>
  fc.tuple(
    fc.constantFrom(...queries),
    fc
      .array(item, { minLength: 1, maxLength: 3 })
      .map(items => items.map((one, at) => ({ ...one, item_id: `${at}` }))),
    events,
  );

test('items that drop events give the alerts of the events that they do not hold of', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary(itemOf(entry)), async ([query, items, documents]) => {
      const found = await alertsOf(query, documents, exceptionsOf(items, { valueLists, drops: 'event' }));
      const others = documents.filter(document => !items.some(item => itemHolds(item, document, { tools })));
      expect(found.alerts).toEqual((await alertsOf(query, others)).alerts);
      // What a rule of single events would have told without each item.
      if (query !== queries[0]) return;
      const { alerts } = await alertsOf(query, documents);
      const gone = alerts.map(n => documents[Number(n)] as JsonObject);
      expect(found.counts).toEqual(
        items.map(item => [gone.filter(document => itemHolds(item, document, { tools })).length, 0]),
      );
    }),
    runs,
  );
});

test('items that drop sequences, or are nested, take away the alerts that stand on an event that they hold of', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary(itemOf(fc.oneof(entry, nested))), async ([query, items, documents]) => {
      const found = await alertsOf(query, documents, exceptionsOf(items, { valueLists, drops: 'sequence' }));
      const { alerts } = await alertsOf(query, documents);
      const stoodOn = (alert: string, item: JsonObject): boolean =>
        alert
          .split(' ')
          .some(n => n !== '-' && itemHolds(item, documents[Number(n)] as JsonObject, { tools }));
      expect(found.alerts).toEqual(alerts.filter(alert => !items.some(item => stoodOn(alert, item))));
      expect(found.counts).toEqual(
        items.map(item => [alerts.filter(alert => stoodOn(alert, item)).length, 0]),
      );
    }),
    runs,
  );
});

test('many items over one event hold of it as each does alone', () => {
  const timestamp = { path: '@timestamp', type: 'date' } as const;
  const items = fc.array(itemOf(fc.oneof(entry, nested)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(items, events, (bodies, documents) => {
      const lowered = exceptionsOf(bodies).items.map(item =>
        lowerItem(item, { schema: ecsSchema, valueLists, timestamp }),
      );
      const [together, alone] = [compileItems(lowered), lowered.map(compileItem)];
      for (const document of documents)
        expect(together(document)).toEqual(alone.map(holds => holds(document)));
    }),
    runs,
  );
});
