/**
 * Random rules in EQL and events made near their literals: every way into the engine says what asking each filter of
 * each document says. Rule sets see many events, with contexts made early, little remembered and few numbers of sets,
 * so that all that is forgotten and made anew comes up.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildExtractor, type Extractor } from '../../src/engine/extract/extractor.ts';
import type { Hit } from '../../src/engine/hit.ts';
import { HitRows } from '../../src/engine/hit-rows.ts';
import type { NetworkTuning } from '../../src/engine/network/filter-network.ts';
import { buildRuleSet, type MatchTally, type RuleInput, type RuleSet } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { compileKql } from '../../src/lang/kql/index.ts';
import { stepsOf } from '../../src/plan/query.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { buildNaiveRuleSet } from '../reference/naive-rule-set.ts';
import { fuzzKql } from '../support/fuzz-kql.ts';
import { FUZZ_PATHS, fuzzRule, fuzzValue } from '../support/fuzz-rules.ts';
import { nearEvents } from '../support/near-events.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { documentWith, type PlacedValue } from './arbitraries.ts';
import { speltOddly } from './odd-json.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 700);
const INDICES = ['logs-a', 'logs-b', 'x', undefined];
/** A rule set is asked about so many events at most. */
const MOST_EVENTS = 120;

interface FuzzRule {
  readonly text: string;
  readonly input: RuleInput;
}

interface FuzzEvent {
  readonly text: string;
  readonly index: string | undefined;
}

let compiled = 0;
let refused = 0;
let hits = 0;
let asked = 0;

function drawRules(random: Random): readonly FuzzRule[] {
  const nulls = random.oneIn(3) ? 'three-valued' : 'elasticsearch';
  return Array.from({ length: 1 + random.below(random.oneIn(4) ? 40 : 8) }, () => random.oneIn(4)).flatMap(
    isKql => {
      const text = isKql ? fuzzKql(random) : fuzzRule(random);
      const source = sourceText('<query>', text);
      const plan = (isKql ? compileKql(source) : compileEql(source, { nulls })).value;
      if (plan === undefined) refused++;
      else compiled++;
      const indices = random.pick([undefined, undefined, ['logs-*'], ['*', '-logs-b']]);
      return plan === undefined
        ? []
        : [{ text, input: indices === undefined ? { plan } : { plan, indices } }];
    },
  );
}

/** Events near the literals of the rules, and some of any values; most come several times. */
function drawEvents(rules: readonly FuzzRule[], random: Random): readonly FuzzEvent[] {
  const documents = rules.flatMap(({ input: { plan } }) =>
    stepsOf(plan).flatMap(({ filter }) => nearEvents(filter, random).slice(0, 3)),
  );
  for (let at = 0; at < 12; at++) documents.push(anyDocument(random));
  const oddness = random.pick([0, 0, 0.05, 0.5]);
  const texts = documents.map(document => {
    const merged = random.oneIn(3) ? { ...random.pickAny(documents), ...document } : document;
    return speltOddly(withTime(merged, random), random, oddness);
  });
  return Array.from({ length: Math.min(MOST_EVENTS, texts.length * 3) }, () => ({
    text: random.pickAny(texts) ?? '{}',
    index: random.pickAny(INDICES),
  }));
}

function anyDocument(random: Random): JsonObject {
  const entries = Array.from({ length: random.below(10) }, (): PlacedValue => {
    const value = random.oneIn(4)
      ? Array.from({ length: random.below(random.oneIn(9) ? 70 : 4) }, () => fuzzValue(random))
      : fuzzValue(random);
    const joints = random.oneIn(4) ? random.below(8) : 0;
    return { path: random.pickAny(FUZZ_PATHS) ?? 'message', value, joints, inArray: random.oneIn(9) };
  });
  return documentWith(entries);
}

function withTime(document: JsonObject, random: Random): JsonObject {
  const second = random.below(9);
  const time = random.pick<unknown>([
    `2024-01-01T00:00:0${second}Z`,
    `2024-01-01T00:00:0${second}.1234567Z`,
    `2024-01-01T00:00:0${second}+01:00`,
    1704067200000 + second,
    [`2024-01-01T00:00:0${second}Z`, 'x'],
    [`2024-01-01T00:00:0${second}Z`, '2024-01-01T00:00:04Z'],
    'no time',
    undefined,
  ]);
  const category = random.pickAny([undefined, 'process', 'file', ['process', 'file'], 'Process']);
  return {
    ...(time === undefined ? {} : { '@timestamp': time }),
    ...(category === undefined ? {} : { 'event.category': category }),
    ...document,
  } as JsonObject; // JSON values only
}

function drawTuning(random: Random): NetworkTuning | undefined {
  if (random.oneIn(4)) return undefined;
  return {
    rememberedBytes: random.pick([0, 2_000, 100_000, 12_000_000]),
    firstChoice: random.pick([1, 2, 8]),
    contextAfter: random.below(3),
    mostSets: random.pick([2, 10, 100_000]),
    mostContexts: random.pick([1, 4, 1024]),
  };
}

/** One way into the engine each; what is remembered of events is not shared. */
class Ways {
  readonly #rules: readonly RuleInput[];
  readonly #naive: ReturnType<typeof buildNaiveRuleSet>;
  readonly #naiveWalk: Extractor;
  readonly #byDocument: RuleSet;
  readonly #byLine: RuleSet;
  readonly #siftDocument: RuleSet;
  readonly #siftLine: RuleSet;
  readonly #walk: Extractor;
  readonly #reader: ReturnType<RuleSet['lineReader']>;
  /** The hash of each tuple that came, by the list of its keys. */
  readonly #hashes = new Map<string, string>();
  readonly #lists: readonly string[];

  constructor(rules: readonly RuleInput[], tuning: NetworkTuning | undefined) {
    const build = (): RuleSet => buildRuleSet(rules, { tuning, seed: 7 });
    this.#rules = rules;
    this.#naive = buildNaiveRuleSet(rules);
    this.#naiveWalk = buildExtractor(this.#naive.fields);
    this.#byDocument = build();
    this.#byLine = build();
    this.#siftDocument = build();
    this.#siftLine = build();
    this.#walk = buildExtractor(this.#byDocument.fields);
    this.#reader = this.#siftLine.lineReader(['agent.type']);
    this.#lists = rules.flatMap(({ plan }) => stepsOf(plan).map(({ by }) => JSON.stringify(by)));
  }

  /** What is wrong with the answers for an event; undefined: nothing. */
  ask({ text, index }: FuzzEvent, ref: number): string | undefined {
    const document = JSON.parse(text) as JsonObject; // made of an object
    const line = Buffer.from(text);
    const event = { index, arrival: ref, ref };
    const slots = this.#walk.fromDocument(document);
    const found: Hit[] = [];
    const wanted = shown(tally => {
      found.push(...this.#naive.match({ ...event, slots: this.#naiveWalk.fromDocument(document) }, tally));
      return found;
    });
    hits += found.length;
    asked++;
    const answers: { readonly [way: string]: string } = {
      document: shown(tally => this.#byDocument.match({ ...event, slots }, tally)),
      line: shown(tally => this.#byLine.matchLine({ ...event, line }, tally)),
    };
    for (const [way, answer] of Object.entries(answers))
      if (answer !== wanted) return `${way}: ${answer}\n  naive: ${wanted}`;
    return (
      this.#checkRows(found, line, { ...event, slots }, tallyOf(wanted)) ??
      this.#checkPredicates(found, document)
    );
  }

  /** A row for each step and key of the hits, with their times, and one hash for each tuple. */
  #checkRows(
    found: readonly Hit[],
    line: Uint8Array,
    event: Parameters<RuleSet['sift']>[0],
    tally: string,
  ): string | undefined {
    const [documentRows, lineRows] = [new HitRows(1), new HitRows(1)];
    const [own, ofLine] = [noTally(), noTally()];
    this.#siftDocument.sift(event, documentRows, own);
    const isOpen = this.#reader.open(line);
    const added = isOpen ? this.#siftLine.siftOpened(this.#reader, event, lineRows, ofLine) : undefined;
    // A line that is not taken is read whole, by this very rule set.
    if (added === undefined) this.#siftLine.sift(event, lineRows, ofLine);
    const wanted = found.flatMap(({ rule, ordinal, steps }) =>
      steps.flatMap(({ step, keys }) =>
        keys.map(key => [rule, step, event.ref, ordinal.timestampMs ?? 'none', key]),
      ),
    );
    for (const [way, rows, itsTally] of [
      ['rows of the document', documentRows, own],
      ['rows of the line', lineRows, ofLine],
    ] as const) {
      if (JSON.stringify(itsTally) !== tally) return `${way}: ${JSON.stringify(itsTally)}, wanted ${tally}`;
      const has = Array.from({ length: rows.count }, (_, at) => {
        const filter = rows.filters[at] ?? 0;
        const step = this.#siftLine.steps[filter];
        const time = rows.times[at] ?? Number.NaN;
        const [, , , , key] = wanted[at] ?? [];
        const problem = this.#checkHash(filter, String(key), `${rows.keysLow[at]} ${rows.keysHigh[at]}`);
        return [step?.rule, step?.step, rows.events[at], Number.isNaN(time) ? 'none' : time, problem ?? key];
      });
      if (JSON.stringify(has) !== JSON.stringify(wanted))
        return `${way}: ${JSON.stringify(has)}\n  wanted: ${JSON.stringify(wanted)}`;
    }
    return undefined;
  }

  /** Equal tuples have equal hashes, others have others. */
  #checkHash(filter: number, key: string, hash: string): string | undefined {
    const list = this.#lists[filter] ?? '';
    for (const [name, value] of [
      [`${list} ${key}`, hash],
      [`hash ${list} ${hash}`, key],
    ] as const) {
      const known = this.#hashes.get(name);
      if (known !== undefined && known !== value) return `${name} was ${known}, is ${value}`;
      this.#hashes.set(name, value);
    }
    return undefined;
  }

  /** Where the event has keys and a time, the steps that hit are those whose predicates hold as they are written. */
  #checkPredicates(found: readonly Hit[], document: JsonObject): string | undefined {
    for (const [rule, { plan }] of this.#rules.entries()) {
      const own = found.find(hit => hit.rule === rule);
      for (const [step, { filter }] of stepsOf(plan).entries()) {
        const isHit = own?.steps.some(hit => hit.step === step) ?? false;
        if (isHit && !evaluatePredicate(filter, document))
          return `rule ${rule} step ${step} hits and does not hold`;
      }
    }
    return undefined;
  }
}

function noTally(): MatchTally {
  return { untimedHits: 0, droppedKeyTuples: 0 };
}

function shown(match: (tally: MatchTally) => readonly Hit[]): string {
  const tally = noTally();
  const found = match(tally);
  return JSON.stringify([found, tally], (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

function tallyOf(answer: string): string {
  return JSON.stringify(JSON.parse(answer)[1]);
}

/** The first thing that is wrong; undefined: nothing. */
function problemOf(
  rules: readonly FuzzRule[],
  events: readonly FuzzEvent[],
  tuning: NetworkTuning | undefined,
): string | undefined {
  const ways = new Ways(
    rules.map(({ input }) => input),
    tuning,
  );
  for (const [at, event] of events.entries()) {
    const problem = ways.ask(event, at);
    if (problem !== undefined) return `event ${at}: ${event.text}\n  ${problem}`;
  }
  return undefined;
}

/** The problem, with only as many rules and events as it takes. */
function shrunk(
  rules: readonly FuzzRule[],
  events: readonly FuzzEvent[],
  tuning: NetworkTuning | undefined,
): string {
  const without = <T>(items: readonly T[], fails: (left: readonly T[]) => boolean): readonly T[] => {
    let left = items;
    for (let size = Math.ceil(items.length / 2); size > 0; size = Math.floor(size / 2))
      for (let at = 0; at < left.length; ) {
        const fewer = [...left.slice(0, at), ...left.slice(at + size)];
        if (fewer.length > 0 && fails(fewer)) left = fewer;
        else at += size;
      }
    return left;
  };
  const fewRules = without(rules, left => problemOf(left, events, tuning) !== undefined);
  const fewEvents = without(events, left => problemOf(fewRules, left, tuning) !== undefined);
  return [
    ...fewRules.map(({ text }) => text),
    `${fewEvents.length} events, tuning ${JSON.stringify(tuning)}`,
    problemOf(fewRules, fewEvents, tuning),
  ].join('\n');
}

test('random rules over events near their literals, by every way into the engine', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.integer({ min: 0 })), seed => {
      const random = randomFrom(seed);
      const rules = drawRules(random);
      const events = drawEvents(rules, random);
      const tuning = drawTuning(random);
      if (problemOf(rules, events, tuning) !== undefined) throw new Error(shrunk(rules, events, tuning));
    }),
    { numRuns },
  );
  process.stderr.write(
    `fuzzed rules: ${compiled} compile, ${refused} do not; ${asked} events, ${hits} hits\n`,
  );
  expect(compiled).toBeGreaterThan(refused);
  expect(hits).toBeGreaterThan(asked / 2);
});
