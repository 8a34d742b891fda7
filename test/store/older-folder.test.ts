import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../../src/event/json.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { ClickHouseAlertStore } from '../../src/store/clickhouse/alert-store.ts';
import { alertDocument, uuidsOf } from '../support/alert-store.contract.ts';
import { type TemporaryClickHouse, temporaryClickHouse } from '../support/clickhouse-stores.ts';

const BY = { who: 'ann', atMs: 1_000 };
const STATUS = 'kibana.alert.workflow_status';
const REASON = 'kibana.alert.workflow_reason';
/** What version 4 brought. */
const NEW = ['added_workflow', 'process_name', 'process_parent_name', 'workflow_reason'];

let temporary: TemporaryClickHouse;
beforeAll(async () => {
  temporary = await temporaryClickHouse();
});
afterAll(() => temporary.close());

function is(path: string, value: string): Predicate {
  return { kind: 'equals', field: { path, type: 'keyword' }, values: [value], ignoreCase: false };
}

test('a folder of before alerts had columns of programs is opened, and its alerts are found by them', async () => {
  const programs = { name: ['a.exe', 7], parent: { name: "it's" } };
  const documents = [
    alertDocument('a', { process: programs, 'x\ud800': 1 }),
    alertDocument('b', { process: undefined, 'process.parent.name': 'flat.exe', [REASON]: 'other' }),
    ...Array.from({ length: 1_200 }, (_, at) => alertDocument(`c${at}`)),
  ];
  const before = new ClickHouseAlertStore(temporary.clickHouse);
  await before.add(documents);
  await before.patch(['a', 'c1'], { [STATUS]: 'closed', [REASON]: 'duplicate' }, BY);
  await before.patch(['b'], { [REASON]: undefined }, BY);
  await makeOlder();

  const after = new ClickHouseAlertStore(await temporary.reopen());
  const found = (path: string, value: string) => uuidsOf(after, { filter: is(path, value) });
  expect(await found('process.parent.name', "it's")).toEqual(['a']);
  expect(await found('process.parent.name', 'flat.exe')).toEqual(['b']);
  expect(await found('process.name', '7')).toEqual(['a']);
  expect(await found('process.name', 'a.exe')).toHaveLength(1_201);
  expect(await found(REASON, 'duplicate')).toEqual(['a', 'c1']);
  expect(await found(REASON, 'other')).toEqual([]);
  const states = await after.states(['a', 'b', 'c0'], [STATUS, REASON]);
  expect(new Map(states.map(({ uuid, values, version }) => [uuid, [version, ...values]]))).toEqual(
    new Map<string, (Json | undefined)[]>([
      ['a', [2, 'closed', 'duplicate']],
      ['b', [2, 'open', undefined]],
      ['c0', [1, 'open', undefined]],
    ]),
  );
  expect((await after.byUuids(['a']))[0]?.document).toEqual(
    alertDocument('a', { process: programs, 'x\ud800': 1, [STATUS]: 'closed', [REASON]: 'duplicate' }),
  );
  expect(await after.history('a')).toHaveLength(1);
  expect(await uuidsOf(after)).toHaveLength(documents.length);
});

async function makeOlder(): Promise<void> {
  const { clickHouse } = temporary;
  const client = clickHouse.newClient();
  const rows = `${clickHouse.database}.alert_rows`;
  const versions = `${clickHouse.database}.schema_version`;
  for (const query of [
    ...NEW.map(column => `ALTER TABLE ${rows} DROP COLUMN ${column}`),
    `TRUNCATE TABLE ${versions}`,
    ...[1, 2, 3].map(version => `INSERT INTO ${versions} (version, name) VALUES (${version}, 'old')`),
  ])
    await client.command({ query });
}
