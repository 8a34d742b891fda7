// Every step of every live public EQL rule, on events made near its literals: the engine's compiled form and the
// naive evaluation say the same. The rules are read where they lie beside the repository and never copied.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CompiledPredicate, compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor, type Extractor } from '../../src/engine/extract/extractor.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { compileEql, type EqlOptions } from '../../src/lang/eql/index.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { printPredicate } from '../../src/plan/print-plan.ts';
import { stepsOf } from '../../src/plan/query.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { corpusQueries } from '../cases/eql/corpus-queries.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { RULES } from '../support/live-rule-tables.ts';
import { nearEvents } from '../support/near-events.ts';
import { type Random, randomFrom } from '../support/random.ts';

/**
 * Rounds of near events: at least so many for each step, more until each of its tests came out both ways, and
 * many more where no event passes the step at all. More runs of properties are more rounds.
 */
const LEAST_ROUNDS = 6 * Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 0) / 10_000 + 1);
const TEST_ROUNDS = 60;
const MOST_ROUNDS = 1000;
/** Of some 25,000 outcomes of single tests so many may go unseen; more would mean that the generator aims badly. */
const MOST_UNSEEN = 60;

interface CorpusStep {
  readonly name: string;
  readonly filter: Predicate;
}

interface Tally {
  passed: number;
  failed: number;
  /** What came out at least once, of the step's single tests. */
  readonly held: Set<Predicate>;
  readonly missed: Set<Predicate>;
  readonly disagreements: string[];
}

const queries = corpusQueries();

function stepsUnder(nulls: NonNullable<EqlOptions['nulls']>): readonly CorpusStep[] {
  return queries.flatMap(({ file, query }) => {
    const plan = compileEql(sourceText(file, query), { nulls }).value;
    return (plan === undefined ? [] : stepsOf(plan)).map(({ filter }, at) => ({
      name: `${file} step ${at}`,
      filter,
    }));
  });
}

describe.skipIf(!existsSync(RULES)).each(['elasticsearch' as const, 'three-valued' as const])(
  'every step of the live EQL rules (need ../shared/data), nulls as of %s',
  nulls => {
    const steps = stepsUnder(nulls);
    const tallies = steps.map((step, at) => ({ step, tally: compareNear(step, randomFrom(at)) }));

    test('compiled gives what naive gives on events near its literals', () => {
      const events = sum(tallies.map(({ tally }) => tally.passed + tally.failed));
      const passed = sum(tallies.map(({ tally }) => tally.passed));
      process.stderr.write(`rule corpus: ${steps.length} steps, ${events} near events, ${passed} pass\n`);
      expect(tallies.flatMap(({ tally }) => tally.disagreements).slice(0, 10)).toEqual([]);
      expect(steps.length).toBeGreaterThan(1024);
      expect(events).toBeGreaterThan(50_000);
    });

    test('some of these events pass it and some fail', () => {
      const unfit = tallies.filter(({ tally }) => tally.passed === 0 || tally.failed === 0);
      expect(unfit.map(({ step }) => step.name)).toEqual([]);
    });

    test('nearly every single test in it holds for some event and fails for some', () => {
      const unseen = tallies.flatMap(({ step, tally }) => {
        const leaves = leavesOf(step.filter);
        const never = leaves.filter(leaf => !tally.held.has(leaf) || !tally.missed.has(leaf));
        return never.map(leaf => `${step.name}: ${printPredicate(leaf)}`);
      });
      expect(unseen.length, unseen.slice(0, 20).join('\n')).toBeLessThanOrEqual(MOST_UNSEEN);
    });
  },
);

/** Asks both forms of the filter about round after round of events, as long as there is something to gain. */
function compareNear({ name, filter }: CorpusStep, random: Random): Tally {
  const tally: Tally = { passed: 0, failed: 0, held: new Set(), missed: new Set(), disagreements: [] };
  const leaves = leavesOf(filter);
  const compiled = compiledOver(filter);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const isCovered = tally.passed > 0 && tally.failed > 0;
    const isSeen = tally.held.size + tally.missed.size === 2 * leaves.length;
    if (round >= LEAST_ROUNDS && isCovered && (isSeen || round >= TEST_ROUNDS)) break;
    const unseen = new Set(isSeen ? [] : leaves.filter(leaf => !tally.held.has(leaf)));
    for (const event of nearEvents(filter, random, unseen)) {
      const result = compiled.matches(compiled.extractor.fromDocument(event));
      if (result !== evaluatePredicate(filter, event))
        tally.disagreements.push(disagreement(name, filter, event, result));
      if (result) tally.passed++;
      else tally.failed++;
      for (const leaf of leaves) (evaluatePredicate(leaf, event) ? tally.held : tally.missed).add(leaf);
    }
  }
  return tally;
}

function compiledOver(filter: Predicate): { matches: CompiledPredicate; extractor: Extractor } {
  const paths: string[] = [];
  const matches = compilePredicate(filter, ({ path }) => {
    const at = paths.indexOf(path);
    return at < 0 ? paths.push(path) - 1 : at;
  });
  return { matches, extractor: buildExtractor(paths) };
}

/** The tests and scripts that a filter is made of. */
function leavesOf(predicate: Predicate): readonly Predicate[] {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return predicate.terms.flatMap(leavesOf);
    case 'not':
      return leavesOf(predicate.term);
    case 'constant':
      return [];
    default:
      return [predicate];
  }
}

function disagreement(name: string, filter: Predicate, event: JsonObject, compiled: boolean): string {
  return `${name}: compiled says ${compiled}, naive ${!compiled}\n${printPredicate(filter)}\n${JSON.stringify(event)}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
