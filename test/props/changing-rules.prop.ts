// However its rules came and went, a changing rule set gives the hits that asking every filter of the rules that are
// there gives, in the order of their numbers, of documents and of lines.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangingRuleSet, type RuleNumber } from '../../src/engine/changing-rule-set.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { Hit } from '../../src/engine/hit.ts';
import type { LineReader } from '../../src/engine/line-reader.ts';
import type { NetworkTuning } from '../../src/engine/network/filter-network.ts';
import type { MatchTally, RuleInput } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import type { QueryPlan } from '../../src/plan/query.ts';
import { buildNaiveRuleSet } from '../reference/naive-rule-set.ts';
import { questions } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
const utf8 = new TextEncoder();
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const by = [{ field: { path: 'process.parent.name', type: 'keyword' }, optional: false }] as const;
const ALSO_READ = ['process.name', 'nobody.asks'];

type Act =
  | { readonly kind: 'change'; readonly remove: readonly number[]; readonly add: readonly RuleInput[] }
  | { readonly kind: 'compact' }
  | { readonly kind: 'events'; readonly documents: readonly JsonObject[] };

function ruleOf(filter: Predicate, other: Predicate, form: number): RuleInput {
  const plan: QueryPlan =
    form % 3 === 0
      ? { kind: 'sequence', steps: [filter, other].map(step => ({ filter: step, by })), order }
      : { kind: 'events', filter, order };
  return form % 5 === 0 ? { plan, indices: ['a*'] } : { plan };
}

const cases = fc.array(questions, { minLength: 1, maxLength: 5 }).chain(asked => {
  const anyOf = fc.constantFrom(...asked);
  const rule = fc
    .tuple(anyOf, anyOf, fc.nat(14))
    .map(([{ predicate }, other, form]) => ruleOf(predicate, other.predicate, form));
  const act: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('change' as const),
        remove: fc.oneof(
          { weight: 4, arbitrary: fc.array(fc.nat(), { maxLength: 2 }) },
          // The oldest, so that what is left of their segment is smaller than a newer one.
          { weight: 1, arbitrary: fc.integer({ min: 10, max: 58 }).map(count => [...Array(count).keys()]) },
        ),
        add: fc.array(rule, { maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'compact' as const }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('events' as const),
        documents: anyOf.map(({ documents }) => documents.slice(0, 6)),
      }),
    },
  );
  return fc.record({
    // Few rules are built anew together; some sets are so large that new ones stand beside them.
    initial: fc.oneof(
      fc.array(rule, { maxLength: 3 }),
      fc.array(rule, { minLength: 20, maxLength: 60, size: 'max' }),
    ),
    acts: fc.array(act, { minLength: 4, maxLength: 16 }),
    last: fc.constant({ kind: 'events' as const, documents: asked.flatMap(one => one.documents) }),
  });
});

const tunings: fc.Arbitrary<NetworkTuning | undefined> = fc.constantFrom(undefined, {
  rememberedBytes: 1000,
  firstChoice: 3,
  contextAfter: 1,
});

/** What a driver holds: its own account of the rules, and what it reads events with. */
class Driver {
  readonly set: ChangingRuleSet;
  readonly rules: Map<RuleNumber, RuleInput>;
  private reader: LineReader;
  private walk: ReturnType<typeof buildExtractor>;
  private arrival = 0;

  constructor(initial: readonly RuleInput[], tuning: NetworkTuning | undefined) {
    this.set = new ChangingRuleSet(initial, { tuning });
    this.rules = new Map(initial.entries());
    this.reader = this.set.lineReader(ALSO_READ);
    this.walk = buildExtractor(this.set.fields);
  }

  do(act: Act): readonly string[] {
    if (act.kind === 'compact') this.set.compact();
    else if (act.kind === 'change') this.change(act);
    else return this.disagreements(act.documents);
    return [];
  }

  private change({ remove, add }: Extract<Act, { kind: 'change' }>): void {
    const numbers = [...this.rules.keys()];
    const gone = new Set(remove.flatMap(at => numbers[at % numbers.length] ?? []));
    const added = this.set.change({ remove: [...gone], add });
    for (const number of gone) this.rules.delete(number);
    for (const [at, rule] of add.entries()) {
      const number = added[at] ?? -1;
      expect(this.rules.has(number) || gone.has(number)).toBe(false);
      this.rules.set(number, rule);
    }
    expect([...this.set.rules]).toEqual([...this.rules]);
  }

  private disagreements(documents: readonly JsonObject[]): readonly string[] {
    const { rules, set } = this;
    if (this.reader.fields !== set.fields) {
      this.reader = set.lineReader(ALSO_READ);
      this.walk = buildExtractor(set.fields);
    }
    const numbers = [...rules.keys()];
    const naive = buildNaiveRuleSet([...rules.values()]);
    const naiveWalk = buildExtractor(naive.fields);
    return documents.flatMap(written => {
      const text = JSON.stringify(written);
      const line = utf8.encode(text);
      const document = JSON.parse(text) as JsonObject; // made of an object
      const arrival = this.arrival++;
      const event = { index: ['a-1', 'b-2', undefined][arrival % 3], arrival, ref: arrival };
      const wanted = shown(tally =>
        naive
          .match({ ...event, slots: naiveWalk.fromDocument(document) }, tally)
          .map(hit => ({ ...hit, rule: numbers[hit.rule] ?? -1 })),
      );
      const found = [
        shown(tally => set.match({ ...event, slots: this.walk.fromDocument(document) }, tally)),
        shown(tally => set.matchLine({ ...event, line }, tally)),
      ];
      if (this.reader.open(line)) found.push(shown(tally => set.matchOpened(this.reader, event, tally)));
      return found.every(one => one === wanted) ? [] : [`${text}\n${[wanted, ...found].join('\n')}`];
    });
  }
}

function shown(match: (tally: MatchTally) => readonly Hit[] | undefined): string {
  const tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  const hits = match(tally);
  return JSON.stringify([hits, tally], (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

test('rules that come and go at random', () => {
  fc.assert(
    fc.property(cases, tunings, ({ initial, acts, last }, tuning) => {
      const driver = new Driver(initial, tuning);
      expect([...acts, last].flatMap(act => driver.do(act))).toEqual([]);
    }),
    { numRuns },
  );
});
