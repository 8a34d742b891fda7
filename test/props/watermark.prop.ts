/**
 * Finishing as time passes against finishing at the end: whatever order events come in, as long as none is later
 * than allowed, the matches are the same; and of those that are, what is left out is counted.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fingerprinter } from '../../src/app/fingerprint.ts';
import { FinishAtEnd, type Finishing, type FoundMatch } from '../../src/app/finishing.ts';
import { FinishByWatermark } from '../../src/app/follow/finish-by-watermark.ts';
import { buildRuleSet, type RuleInput } from '../../src/engine/rule-set.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
const LATENESS_MS = 3_000;

const queries = [
  'any where process.name == "a"',
  'any where process.name == "b" | head 2',
  'sequence by host.id [any where process.name == "a"] [any where process.name == "b"]',
  'sequence by host.id with maxspan=4s [any where process.name == "a"] ![any where process.name == "c"]',
  'sequence with maxspan=2s ![any where process.name == "c"] [any where process.name == "a"] [any where true] until [any where process.name == "b"]',
  'sequence with maxspan=5s [any where true] [any where process.name == "c"] | tail 1',
  'sample by host.id [any where process.name == "a"] [any where process.name == "b"]',
];
const rules: readonly RuleInput[] = queries.map(query => {
  const plan = compileEql(sourceText('<query>', query)).value;
  if (plan === undefined) throw new Error(`no query: ${query}`);
  return { plan };
});
const ruleSet = buildRuleSet(rules);
const fingerprint = new Fingerprinter(0);
const nothingIsLost = (): never => {
  throw new Error('something was lost');
};
const losses = { onLost: nothingIsLost, onDropped: nothingIsLost };

interface Event {
  readonly timeMs: number;
  readonly name: string;
  readonly host: string;
}

const event = fc.record({
  timeMs: fc.integer({ min: 0, max: 60 }).map(quarters => quarters * 250),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  host: fc.constantFrom('1', '2'),
});
/** Each with how late it comes. */
const stream = fc.array(fc.record({ event, delayMs: fc.integer({ min: 0, max: LATENESS_MS }) }), {
  maxLength: 30,
});

/** Each event has a tiebreaker, so that the order of arrival decides nothing. */
function take(finishing: Finishing, { timeMs, name, host }: Event, number: number): readonly FoundMatch[] {
  const document = {
    '@timestamp': new Date(timeMs).toISOString(),
    event: { sequence: number },
    host: { id: host },
    process: { name },
  };
  const id = String(number);
  const ingested = {
    kind: 'event',
    id,
    identity: id,
    index: undefined,
    document,
    position: { input: 'in', record: number },
  } as const;
  return finishing.takeEvent(ingested, number, { untimedHits: 0, droppedKeyTuples: 0 }) ?? [];
}

function named(matches: readonly FoundMatch[]): readonly string[] {
  return matches
    .map(({ rule, events }) => `${rule}: ${events.map(found => found?.id ?? '-').join(' ')}`)
    .sort();
}

function atEnd(events: readonly (readonly [Event, number])[]): readonly string[] {
  const finishing = new FinishAtEnd(ruleSet, fingerprint, {}, losses);
  try {
    for (const [made, number] of events) take(finishing, made, number);
    return named([...finishing.end()]);
  } finally {
    finishing.close();
  }
}

test('the matches of a stream are those of the same events in a file', () => {
  fc.assert(
    fc.property(stream, fc.nat(30), (made, backlog) => {
      const events = made.map(({ event: of, delayMs }, number) => ({
        of,
        number,
        comesMs: of.timeMs + delayMs,
      }));
      const arriving = events.toSorted((a, b) => a.comesMs - b.comesMs);
      const finishing = new FinishByWatermark(
        ruleSet,
        fingerprint,
        { memory: { hits: 3, eventBytes: 500 } },
        losses,
      );
      try {
        const matches: FoundMatch[] = [];
        for (const [at, { of, number, comesMs }] of arriving.entries()) {
          if (at >= backlog) matches.push(...finishing.advance(comesMs - LATENESS_MS));
          matches.push(...take(finishing, of, number));
        }
        matches.push(...finishing.end());
        expect(finishing.lateHits).toBe(0);
        expect(named(matches)).toEqual(atEnd(events.map(({ of, number }) => [of, number])));
      } finally {
        finishing.close();
      }
    }),
    { numRuns },
  );
});

test('what must not follow is ruled out as soon as its window is behind the watermark', () => {
  const finishing = new FinishByWatermark(ruleSet, fingerprint, {}, losses);
  try {
    take(finishing, { timeMs: 1_000, name: 'a', host: '1' }, 1);
    expect(named([...finishing.advance(5_000)])).toEqual([]);
    expect(named([...finishing.advance(5_001)])).toEqual(['3: 1 -']);
    take(finishing, { timeMs: 5_000, name: 'b', host: '1' }, 2);
    expect(finishing.lateHits).toBeGreaterThan(0);
  } finally {
    finishing.close();
  }
});
