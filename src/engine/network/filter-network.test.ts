import { expect, test } from 'vitest';
import { buildNaiveRuleSet } from '../../../test/reference/naive-rule-set.ts';
import type { JsonObject } from '../../event/json.ts';
import { compileEql } from '../../lang/eql/index.ts';
import { stepsOf } from '../../plan/query.ts';
import { sourceText } from '../../source/source-text.ts';
import { LAST_STAMP } from '../extract/event-entries.ts';
import { buildExtractor } from '../extract/extractor.ts';
import { LineReader } from '../line-reader.ts';
import { buildRuleSet, type RuleInput } from '../rule-set.ts';
import { SlotTable } from '../slot-table.ts';
import { FilterNetwork } from './filter-network.ts';

function planOf(query: string): RuleInput['plan'] {
  const plan = compileEql(sourceText('<query>', query)).value;
  if (plan === undefined) throw new Error(`no query: ${query}`);
  return plan;
}

const QUERIES = [
  'any where process.name == "a"',
  'any where process.name : "A*" and length(user.id) > 1',
  'any where not process.args == "x"',
];
const DOCUMENTS: readonly JsonObject[] = [
  { process: { name: 'a', args: ['x', 'y'] } },
  { process: { name: ['b', 'abc'] }, user: { id: 'u1' } },
  {},
  { process: { name: 'a', args: 'y' }, user: { id: 'u' } },
];

test('counters that run out begin anew', () => {
  const slots = new SlotTable();
  const network = new FilterNetwork(
    QUERIES.flatMap(query => stepsOf(planOf(query)).map(({ filter }) => filter)),
    slots.slotOf,
    { rememberedBytes: 1000, firstChoice: 2, contextAfter: 1 },
  );
  const extractor = buildExtractor(slots.paths);
  const reader = new LineReader(slots.paths);
  const answers = (): unknown =>
    DOCUMENTS.map(document => {
      const byDocument = [...network.match(extractor.fromDocument(document))];
      reader.open(Buffer.from(JSON.stringify(document)));
      return [byDocument, [...(network.matchLine(reader.scanner, reader.slots) ?? [-1])]];
    });
  const wanted = answers();
  expect(wanted).toEqual([
    [[0], [0]],
    [
      [1, 2],
      [1, 2],
    ],
    [[2], [2]],
    [
      [0, 2],
      [0, 2],
    ],
  ]);
  // As if billions of events had come; the second of them is the one at which they run out.
  Object.assign(network, { now: LAST_STAMP - 1 });
  Object.assign(reader.scanner, { stamp: LAST_STAMP - 1, objects: 0x3fff_ffff });
  const { documents } = network as unknown as { documents: object }; // a part that nobody else sees
  Object.assign(documents, { stamp: LAST_STAMP - 1 });
  expect([answers(), answers()]).toEqual([wanted, wanted]);
  expect(reader.scanner.stamp).toBeLessThan(100);
});

test('index names that are ever new change no answer', () => {
  const rules = QUERIES.map((query, at) => ({
    plan: planOf(query),
    indices: [`*${at}`, 'logs-*', `-*7${at}`],
  }));
  const [naive, set] = [
    buildNaiveRuleSet(rules),
    buildRuleSet(rules, { tuning: { rememberedBytes: 1000, firstChoice: 1, contextAfter: 0 } }),
  ];
  const [naiveWalk, walk] = [buildExtractor(naive.fields), buildExtractor(set.fields)];
  for (let ref = 0; ref < 3000; ref++) {
    const document = DOCUMENTS[ref % DOCUMENTS.length] ?? {};
    const event = { index: ref % 3 === 0 ? `logs-${ref}` : String(ref), arrival: ref, ref };
    expect(set.match({ ...event, slots: walk.fromDocument(document) })).toEqual(
      naive.match({ ...event, slots: naiveWalk.fromDocument(document) }),
    );
  }
});
