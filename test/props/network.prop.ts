// The network answers as asking every filter does: the same hits, in the same order, however little it may remember
// and however often it changes its mind about witnesses.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { Hit } from '../../src/engine/hit.ts';
import type { NetworkTuning } from '../../src/engine/network/filter-network.ts';
import { buildRuleSet, type MatchTally, type RuleInput } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { compileKql } from '../../src/lang/kql/index.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { type QueryPlan, stepsOf } from '../../src/plan/query.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { corpusQueries } from '../cases/eql/corpus-queries.ts';
import { corpusQueries as kqlQueries } from '../cases/kql/corpus-queries.ts';
import { buildNaiveRuleSet } from '../reference/naive-rule-set.ts';
import { RULES } from '../support/live-rule-tables.ts';
import { nearEvents } from '../support/near-events.ts';
import { randomFrom } from '../support/random.ts';
import { type Question, questions } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1000);
const utf8 = new TextEncoder();
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const by = [{ field: { path: 'process.parent.name', type: 'keyword' }, optional: false }] as const;

/** One rule of each form; the second step of a sequence has a key that may be missing. */
function ruleOf(filters: readonly Predicate[], indices: readonly string[] | undefined): RuleInput {
  const [first = { kind: 'constant', value: true }, ...others] = filters;
  const plan: QueryPlan =
    others.length === 0
      ? { kind: 'events', filter: first, order }
      : { kind: 'sequence', steps: [first, ...others].map(filter => ({ filter, by })), order };
  return indices === undefined ? { plan } : { plan, indices };
}

const rulesAndDocuments = fc
  .record({
    asked: fc.array(questions, { minLength: 1, maxLength: 6 }),
    lengths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
    indices: fc.array(fc.constantFrom(undefined, ['a*'], ['b*', '*-c']), { minLength: 6, maxLength: 6 }),
  })
  .map(({ asked, lengths, indices }) => {
    const filters = asked.map(({ predicate }: Question) => predicate);
    const rules: RuleInput[] = [];
    for (const [at, length] of lengths.entries()) {
      const own = filters.splice(0, length);
      if (own.length > 0) rules.push(ruleOf(own, indices[at]));
    }
    return { rules, documents: asked.flatMap(({ documents }) => documents) };
  });

const tunings: fc.Arbitrary<NetworkTuning | undefined> = fc.constantFrom(
  undefined,
  { rememberedBytes: 0, firstChoice: 1, contextAfter: 0 },
  { rememberedBytes: 1000, firstChoice: 3, contextAfter: 1 },
);

/** What both say of the documents, each seen twice: as something new and as something known. */
function disagreements(
  rules: readonly RuleInput[],
  documents: readonly JsonObject[],
  tuning?: NetworkTuning,
): readonly string[] {
  const naive = buildNaiveRuleSet(rules);
  const walk = buildExtractor(naive.fields);
  const [parsed, lines] = [buildRuleSet(rules, { tuning }), buildRuleSet(rules, { tuning })];
  const walkParsed = buildExtractor(parsed.fields);
  return [...documents, ...documents].flatMap((document, at) => {
    const text = JSON.stringify(document);
    const known = JSON.parse(text) as JsonObject; // made of an object
    const event = { index: ['a-1', 'b-2', 'b-c', undefined][at % 4], arrival: at, ref: at };
    const wanted = shown(tally => naive.match({ ...event, slots: walk.fromDocument(known) }, tally));
    const found = shown(tally => parsed.match({ ...event, slots: walkParsed.fromDocument(known) }, tally));
    const scanned = shown(tally => lines.matchLine({ ...event, line: utf8.encode(text) }, tally));
    return found === wanted && scanned === wanted
      ? []
      : [`${text}\n  naive:   ${wanted}\n  network: ${found}\n  by line: ${scanned}`];
  });
}

function shown(match: (tally: MatchTally) => readonly Hit[]): string {
  const tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  const hits = match(tally);
  return JSON.stringify([hits, tally], (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

test('random rules over random documents', () => {
  fc.assert(
    fc.property(rulesAndDocuments, tunings, ({ rules, documents }, tuning) => {
      expect(disagreements(rules, documents, tuning)).toEqual([]);
    }),
    { numRuns },
  );
});

describe.skipIf(!existsSync(RULES))('the live EQL and KQL rules all at once (need ../shared/data)', () => {
  const plans = [
    ...corpusQueries().map(({ file, query }) => compileEql(sourceText(file, query)).value),
    ...kqlQueries().map(({ file, query }) => compileKql(sourceText(file, query)).value),
  ];
  const rules = plans.flatMap((plan): readonly RuleInput[] => (plan === undefined ? [] : [{ plan }]));

  test('over events made near the literals of each', () => {
    const documents = rules.flatMap(({ plan }, at) =>
      stepsOf(plan).flatMap(({ filter }) => nearEvents(filter, randomFrom(at)).slice(0, 3)),
    );
    expect(documents.length).toBeGreaterThan(3000);
    expect(
      disagreements(rules, documents, { rememberedBytes: 200_000, firstChoice: 64, contextAfter: 2 }),
    ).toEqual([]);
  });

  test('over the recording that ships', () => {
    const lines = readFileSync('examples/attack.ndjson', 'utf8').trimEnd().split('\n');
    const documents = lines.map(line => JSON.parse(line) as JsonObject); // lines of objects
    expect(disagreements(rules, documents)).toEqual([]);
  });
});
