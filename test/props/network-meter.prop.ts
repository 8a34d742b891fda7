// Whoever profiles rules counts right and changes nothing: how often each filter accepts and each test is true is
// what asking every one of them says, and the hits are those of a network without a meter.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { FilterNetwork } from '../../src/engine/network/filter-network.ts';
import { NetworkMeter } from '../../src/engine/network/network-meter.ts';
import { selectionOf } from '../../src/engine/network/selection.ts';
import { TestFrequencies } from '../../src/engine/network/test-frequencies.ts';
import { SlotTable } from '../../src/engine/slot-table.ts';
import { questions } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 500);

test('a meter and frequencies count as asking every filter and every test would', () => {
  fc.assert(
    fc.property(fc.array(questions, { minLength: 1, maxLength: 5 }), asked => {
      const filters = asked.map(({ predicate }) => predicate);
      const table = new SlotTable();
      let looks = 0;
      const meter = new NetworkMeter({ now: () => looks++, costMs: 1 });
      const tuning = { rememberedBytes: 1000, firstChoice: 3, contextAfter: 1 };
      const watched = new FilterNetwork(filters, table.slotOf, tuning, meter);
      const plain = new FilterNetwork(filters, table.slotOf, tuning);
      const { tests } = meter.conditions;
      const frequencies = new TestFrequencies(tests, table.slotOf);
      const extractor = buildExtractor(table.paths);
      const naiveFilters = filters.map(filter => compilePredicate(filter, table.slotOf));
      const naiveTests = tests.map(one => compilePredicate(one, table.slotOf));
      const [accepted, trueCounts] = [filters.map(() => 0), tests.map(() => 0)];
      const documents = asked.flatMap(question => question.documents);
      const events = [...documents, ...documents].map(document => extractor.fromDocument(document));
      for (const slots of events) {
        expect([...watched.match(slots)]).toEqual([...plain.match(slots)]);
        frequencies.count(slots);
        for (const [at, holds] of naiveFilters.entries())
          if (holds(slots)) accepted[at] = (accepted[at] ?? 0) + 1;
        for (const [at, holds] of naiveTests.entries())
          if (holds(slots)) trueCounts[at] = (trueCounts[at] ?? 0) + 1;
      }
      const accounts = meter.accounts().filters;
      expect(accounts.map(account => account.accepted)).toEqual(accepted);
      expect(tests.map((_, number) => Math.round(frequencies.shareOf(number) * events.length))).toEqual(
        trueCounts,
      );
      expect(accounts.reduce((sum, { tried }) => sum + tried, 0)).toBe(
        watched.counts.tried.reduce((sum, tried) => sum + tried, 0),
      );
      // One test of a witness is true of each event that the filter accepts.
      for (const [at, { formula }] of accounts.entries()) {
        const { telling, witness } = selectionOf(
          formula,
          number => frequencies.shareOf(number),
          () => false,
        );
        for (const list of [witness, telling])
          for (const slots of events)
            if (list !== undefined && naiveFilters[at]?.(slots))
              expect(list.some(number => naiveTests[number]?.(slots))).toBe(true);
      }
    }),
    { numRuns },
  );
});
