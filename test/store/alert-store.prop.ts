import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertDocument } from '../../src/alerts/alert-document.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldRef, Predicate } from '../../src/plan/predicate.ts';
import { printPredicate } from '../../src/plan/print-plan.ts';
import { isDecided, translateCondition } from '../../src/store/clickhouse/alert-conditions.ts';
import { ClickHouseAlertStore } from '../../src/store/clickhouse/alert-store.ts';
import { MemoryAlertStore } from '../../src/store/memory/alert-store.ts';
import { documentsOver, predicatesOver } from '../props/arbitraries.ts';
import { uuidsOf } from '../support/alert-store.contract.ts';
import { type TemporaryClickHouse, temporaryClickHouse } from '../support/clickhouse-stores.ts';

const numRuns = Math.min(Number(process.env['PROPERTY_RUNS'] ?? 250), 5_000);

/** Columns of each type, one of them under another type too, and a field that is none. */
const fields: readonly FieldRef[] = [
  { path: 'host.name', type: 'keyword' },
  { path: 'user.name', type: 'unknown' },
  { path: 'kibana.alert.risk_score', type: 'double' },
  { path: '@timestamp', type: 'date' },
  { path: 'kibana.alert.original_time', type: 'date' },
  { path: 'kibana.alert.tripline.superseded', type: 'boolean' },
  { path: 'kibana.alert.group.id', type: 'long' },
  { path: 'kibana.alert.severity', type: 'keyword' },
  { path: 'process.name', type: 'keyword' },
  { path: 'kibana.alert.workflow_reason', type: 'keyword' },
  { path: 'process.executable', type: 'keyword' },
];

function alertOf(document: JsonObject, at: number): AlertDocument {
  return { '@timestamp': '2024-01-01', ...document, 'kibana.alert.uuid': `a${at}` } as AlertDocument;
}

let temporary: TemporaryClickHouse;
beforeAll(async () => {
  temporary = await temporaryClickHouse();
});
afterAll(async () => {
  await temporary.close();
});

async function rowsOf(
  store: MemoryAlertStore | ClickHouseAlertStore,
  filter: Predicate,
  paths: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const rows of store.values({ filter }, paths))
    found.push(...rows.map(row => JSON.stringify(row.map(value => value ?? null))));
  return found.sort();
}

test('ClickHouse finds the alerts that a search in memory finds, in its order, and tells the same values', async () => {
  const memory = new MemoryAlertStore();
  const clickHouse = new ClickHouseAlertStore(temporary.clickHouse);
  const documents = fc.sample(documentsOver(fields), { numRuns: 150, seed: 7 }).map(alertOf);
  const patched = documents.filter((_, at) => at % 3 === 0).map(({ 'kibana.alert.uuid': uuid }) => uuid);
  for (const store of [memory, clickHouse]) {
    await store.add(documents);
    for (const patch of [{ 'kibana.alert.severity': 'A' }, { 'kibana.alert.group.id': undefined, odd: 1 }])
      await store.patch(patched, patch, { who: 'ann', atMs: 0 });
  }
  const sorts = fc.array(
    fc.record({
      field: fc.constantFrom(...fields.map(({ path }) => path)),
      order: fc.constantFrom('asc', 'desc'),
    }),
    { maxLength: 2 },
  );
  const pages = fc.record({ offset: fc.nat({ max: 5 }), size: fc.nat({ max: 40 }) });
  const read = fc.subarray(
    fields.map(({ path }) => path),
    { maxLength: 3 },
  );
  let found = 0;
  let decided = 0;
  await fc.assert(
    fc.asyncProperty(predicatesOver(fields), sorts, pages, read, async (filter, sort, page, paths) => {
      const expected = await uuidsOf(memory, { filter, sort, ...page });
      found += expected.length;
      decided += Number(isDecided(translateCondition(filter)));
      expect(await uuidsOf(clickHouse, { filter, sort, ...page }), printPredicate(filter)).toEqual(expected);
      expect(await rowsOf(clickHouse, filter, paths), printPredicate(filter)).toEqual(
        await rowsOf(memory, filter, paths),
      );
    }),
    { numRuns },
  );
  // Both ways are worth a test only while both are taken, and searches find something.
  expect(found / numRuns).toBeGreaterThan(2);
  expect(decided / numRuns).toBeGreaterThan(0.05);
  expect(decided / numRuns).toBeLessThan(0.95);
}, 120_000);
