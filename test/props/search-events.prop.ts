import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchEvents } from '../../src/detect/search-events.ts';
import { compileEql } from '../../src/lang/eql/index.ts';
import { programOf } from '../../src/library/program.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { storeOf } from '../support/stored-events.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 200);

const step = (name: string): string => `[any where process.name == "${name}"]`;
const QUERIES = [
  'any where process.name == "a"',
  'any where process.name != "a" | head 5 | tail 2',
  'any where true | tail 4 | head 3',
  `sequence by host.id with maxspan=3s ${step('a')} ${step('b')}`,
  `sequence ${step('a')} ${step('b')} until ${step('c')}`,
  `sequence by host.id with maxspan=2s ${step('a')} !${step('b')}`,
  `sequence by host.id ${step('a')} ${step('b')} | tail 2`,
  `sample by host.id ${step('a')} ${step('b')}`,
];

/** The library over all events at once is the slow twin: it knows no store, no pages and no letting go. */
test('a search of a store finds what the query finds in all of its events', async () => {
  const event = fc.record({
    second: fc.nat(20),
    name: fc.constantFrom('a', 'b', 'c'),
    host: fc.constantFrom('x', 'y'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 30 }),
      fc.constantFrom(...QUERIES),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      async (drawn, text, size, isAscending) => {
        const documents = drawn.map(({ host, name, second }) => ({
          '@timestamp': new Date(second * 1000).toISOString(),
          host: { id: host },
          process: { name },
        }));
        const { value: plan } = compileEql(sourceText('<query>', text));
        if (plan === undefined) throw new Error(text);
        const found: string[] = [];
        const order = isAscending ? 'ascending' : 'descending';
        for await (const one of searchEvents(await storeOf(documents), plan, { size, order }))
          if (one.kind === 'result') found.push(one.result.events.map(hit => hit?.id ?? '-').join(' '));
        const position = isAscending ? 'head' : 'tail';
        const expected = [...programOf(plan).run(documents, { size, position })].map(result =>
          result.events.map(hit => (hit === undefined ? '-' : `e${hit.position}`)).join(' '),
        );
        expect(isAscending ? found : found.reverse()).toEqual(expected);
      },
    ),
    { numRuns },
  );
});
