/**
 * Real recordings through all live public EQL and KQL rules at once: by document, by line, by the line spelt oddly and as
 * rows, the engine finds what asking every rule finds. A sample each time; with as many runs of properties as there
 * are events, all of them. Rules and events are read where they lie beside the repository and never copied.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { eventInputs } from '../../src/app/event-inputs.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { Hit } from '../../src/engine/hit.ts';
import { HitRows } from '../../src/engine/hit-rows.ts';
import { buildRuleSet, type RuleInput } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { EventInput } from '../../src/ingest/event-input.ts';
import { type IngestOptions, readEvents } from '../../src/ingest/read-events.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { compileKql } from '../../src/lang/kql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { corpusQueries } from '../cases/eql/corpus-queries.ts';
import { corpusQueries as kqlQueries } from '../cases/kql/corpus-queries.ts';
import { buildNaiveRuleSet } from '../reference/naive-rule-set.ts';
import { RULES } from '../support/live-rule-tables.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { speltOddly } from './odd-json.ts';

const EVENTS = '../shared/data/events';
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2500);
/** With fewer runs than this, only some of the events of each input are asked, and of its first ones. */
const ALL = 1_000_000;
const FIRST_EVENTS = 300;
const isWhole = numRuns >= ALL;
const options: IngestOptions = { onRemark: () => {} };

async function* documentsOf(
  input: EventInput,
): AsyncGenerator<{ index: string | undefined; document: JsonObject }> {
  for await (const items of readEvents(input, options))
    for (const item of items) if (item.kind === 'event') yield item;
}

/** Some of the first events of an input, or all there are. */
async function* sampled(input: EventInput, random: Random): ReturnType<typeof documentsOf> {
  let count = 0;
  for await (const event of documentsOf(input)) {
    if (!isWhole && ++count > FIRST_EVENTS) return;
    if (isWhole || random.oneIn(6)) yield event;
  }
}

class Ways {
  readonly #naive;
  readonly #naiveWalk;
  readonly #walk;
  readonly #byDocument;
  readonly #byLine;
  readonly #byOddLine;
  readonly #sifted;
  readonly #reader;
  readonly #random = randomFrom(1);
  hits = 0;

  constructor(rules: readonly RuleInput[]) {
    this.#naive = buildNaiveRuleSet(rules);
    this.#naiveWalk = buildExtractor(this.#naive.fields);
    this.#byDocument = buildRuleSet(rules);
    this.#byLine = buildRuleSet(rules);
    // Little is remembered, so that much is forgotten.
    const tuning = { rememberedBytes: 200_000, firstChoice: 64, contextAfter: 2 };
    this.#byOddLine = buildRuleSet(rules, { tuning });
    this.#sifted = buildRuleSet(rules);
    this.#walk = buildExtractor(this.#byDocument.fields);
    this.#reader = this.#sifted.lineReader();
  }

  /** The ways whose answers differ from asking every rule. */
  differing(document: JsonObject, index: string | undefined, ref: number): readonly string[] {
    const event = { index, arrival: ref, ref };
    const text = JSON.stringify(document);
    const line = Buffer.from(text);
    const odd = Buffer.from(speltOddly(document, this.#random, this.#random.pick([0.02, 0.1, 0.5])));
    const wanted = this.#naive.match({ ...event, slots: this.#naiveWalk.fromDocument(document) });
    this.hits += wanted.length;
    const rows = new HitRows(64);
    if (!this.#reader.open(line) || this.#sifted.siftOpened(this.#reader, { index, ref }, rows) === undefined)
      this.#sifted.sift({ ...event, slots: this.#walk.fromDocument(document) }, rows);
    // What a spelling means is for the parser to say: of a key that stands twice the last counts.
    const oddDocument = JSON.parse(odd.toString()) as JsonObject; // made of an object
    const oddWanted = this.#naive.match({ ...event, slots: this.#naiveWalk.fromDocument(oddDocument) });
    const outcomes: readonly (readonly [string, unknown, unknown])[] = [
      ['document', this.#byDocument.match({ ...event, slots: this.#walk.fromDocument(document) }), wanted],
      ['line', this.#byLine.matchLine({ ...event, line }), wanted],
      ['odd line', this.#byOddLine.matchLine({ ...event, line: odd }), oddWanted],
      ['rows', this.#told(rows), stepsAndKeys(wanted)],
    ];
    return outcomes.filter(([, has, wants]) => shown(has) !== shown(wants)).map(([way]) => `${way}: ${text}`);
  }

  #told(rows: HitRows): string {
    return Array.from({ length: rows.count }, (_, at) => {
      const { rule, step } = this.#sifted.steps[rows.filters[at] ?? 0] ?? {};
      return `${rule} ${step} ${rows.times[at]}`;
    }).join('\n');
  }
}

function stepsAndKeys(hits: readonly Hit[]): string {
  return hits
    .flatMap(({ rule, ordinal, steps }) =>
      steps.flatMap(({ step, keys }) =>
        keys.map(() => `${rule} ${step} ${ordinal.timestampMs ?? Number.NaN}`),
      ),
    )
    .join('\n');
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}

describe.skipIf(!existsSync(EVENTS) || !existsSync(RULES))('real events (need ../shared/data)', () => {
  const plans = [
    ...corpusQueries().map(({ file, query }) => compileEql(sourceText(file, query)).value),
    ...kqlQueries().map(({ file, query }) => compileKql(sourceText(file, query)).value),
  ];
  const rules = plans.flatMap((plan): readonly RuleInput[] => (plan === undefined ? [] : [{ plan }]));

  test('all live rules find what asking every one of them finds', { timeout: 0 }, async () => {
    const started = performance.now();
    const ways = new Ways(rules);
    const random = randomFrom(7);
    const differing: string[] = [];
    let events = 0;
    let inputs = 0;
    for await (const input of eventInputs([EVENTS])) {
      if (events >= numRuns) break;
      inputs++;
      for await (const { document, index } of sampled(input, random))
        differing.push(...ways.differing(document, index, events++));
      if (differing.length > 20) break;
    }
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(
      `real events: ${rules.length} rules, ${inputs} inputs, ${events} events, ${ways.hits} hits, ${differing.length} differ, ${seconds.toFixed(0)} s\n`,
    );
    expect(differing.slice(0, 5)).toEqual([]);
    expect(events).toBeGreaterThan(1000);
    expect(ways.hits).toBeGreaterThan(events / 2);
  });
});
