import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldRef } from '../../src/plan/predicate.ts';
import { printPredicate } from '../../src/plan/print-plan.ts';
import { queryRows } from '../../src/store/clickhouse/binary-rows.ts';
import { type ClickHouse, openClickHouse } from '../../src/store/clickhouse/connection.ts';
import { ROW_COLUMNS, ROW_STRUCTURE, RowWriter } from '../../src/store/clickhouse/event-row.ts';
import { translate } from '../../src/store/clickhouse/pushdown/translate.ts';
import { documentsOver, predicatesOver } from '../props/arbitraries.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { nearEvents } from '../support/near-events.ts';
import { randomFrom } from '../support/random.ts';

const questions = Number(process.env['PROPERTY_RUNS'] ?? 2_000);
/** Of one table; each is asked about every document in it. */
const PREDICATES = 40;

/** With and without a column, each kind of column among them; two have types that are not those of ECS. */
const fields: readonly FieldRef[] = [
  { path: 'event.category', type: 'keyword' },
  { path: 'event.type', type: 'keyword' },
  { path: 'process.name', type: 'keyword' },
  { path: 'process.executable', type: 'keyword' },
  { path: 'process.entity_id', type: 'keyword' },
  { path: 'process.pid', type: 'long' },
  { path: 'destination.port', type: 'unknown' },
  { path: 'source.ip', type: 'ip' },
  { path: 'destination.ip', type: 'keyword' },
  { path: 'user.name', type: 'unknown' },
  { path: 'process.args', type: 'keyword' },
  { path: 'message', type: 'text' },
  { path: 'odd', type: 'unknown' },
];

const fewFields = fc.shuffledSubarray([...fields], { minLength: 1, maxLength: 4 });
const batches = fewFields.chain(known =>
  fc.record({
    predicates: fc.array(predicatesOver(known), { minLength: PREDICATES, maxLength: PREDICATES }),
    documents: fc.array(documentsOver(known), { minLength: 20, maxLength: 60 }),
    seed: fc.integer({ min: 0 }),
    isEscaped: fc.boolean(),
  }),
);

let folder = '';
let clickHouse: ClickHouse;
let client: ClickHouseClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripline-pushdown-'));
  clickHouse = await openClickHouse({ folder });
  client = clickHouse.newClient();
});
afterAll(async () => {
  await clickHouse.close();
  await rm(folder, { recursive: true, force: true });
});

test('every document that passes a predicate is among the rows that its SQL finds', async () => {
  const missed = new Set<string>();
  const counts = { passed: 0, found: 0, asked: 0, decided: 0 };
  await fc.assert(
    fc.asyncProperty(batches, async ({ predicates, documents, seed, isEscaped }) => {
      const random = randomFrom(seed);
      const all = [...documents, ...predicates.flatMap(each => nearEvents(each, random).slice(0, 2))];
      await fill(all, isEscaped);
      const conditions = predicates.map(translate);
      const rows = await queryRows(
        client,
        `SELECT arrival, toInt64(0), ${conditions.map(sqlOf).join(', ')} FROM ${clickHouse.database}.events ORDER BY arrival`,
      );
      for (const document of all) {
        rows.long();
        rows.long();
        for (const [at, predicate] of predicates.entries()) {
          const isFound = rows.long() !== 0;
          const isPassing = evaluatePredicate(predicate, document);
          if (isPassing && !isFound)
            missed.add(
              `${printPredicate(predicate)} holds of ${JSON.stringify(document)}, and is not found by ${sqlOf(conditions[at])}`,
            );
          counts.asked++;
          counts.passed += isPassing ? 1 : 0;
          counts.found += isFound ? 1 : 0;
          counts.decided += conditions[at] === true ? 0 : 1;
        }
      }
    }),
    { numRuns: Math.ceil(questions / PREDICATES) },
  );
  expect([...missed]).toEqual([]);
  // It proves something only while SQL leaves rows out, and while some pass.
  expect(counts.passed / counts.asked).toBeGreaterThan(0.1);
  expect(counts.found / counts.asked).toBeLessThan(0.9);
  expect(counts.decided / counts.asked).toBeGreaterThan(0.3);
});

function sqlOf(condition: ReturnType<typeof translate> | undefined): string {
  return `toInt64(${typeof condition === 'object' ? condition.sql : String(condition)})`;
}

async function fill(documents: readonly JsonObject[], isEscaped: boolean): Promise<void> {
  const writer = new RowWriter();
  writer.start();
  for (const [at, document] of documents.entries()) {
    const text = JSON.stringify(document);
    const raw = Buffer.from(isEscaped ? escaped(text) : text);
    writer.add({ id: String(at), index: 'a', timeMs: at, ingestedMs: at, raw }, at + 1, 0);
  }
  await writeFile(join(folder, 'rows'), writer.rows());
  await client.command({ query: `TRUNCATE TABLE ${clickHouse.database}.events` });
  await client.command({
    query:
      `INSERT INTO ${clickHouse.database}.events (${ROW_COLUMNS}) SELECT ${ROW_COLUMNS} ` +
      `FROM file('${join(folder, 'rows')}', 'RowBinary', '${ROW_STRUCTURE}')`,
  });
}

/** The same document, as a writer spells it that escapes what it need not: in values only, so that it is scanned. */
function escaped(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"(?!:)/g, value =>
    value
      .replaceAll('/', '\\/')
      .replace(/[a<\u0080-\uffff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
