/** Script blocks joined as they come, against one that knows all records first, in any order and in order of time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readField } from '../../src/event/read-field.ts';
import type { IngestedEvent } from '../../src/ingest/ingested-event.ts';
import { OrderedScriptBlockJoiner } from '../../src/ingest/join-in-order.ts';
import { ScriptBlockJoiner } from '../../src/ingest/join-script-blocks.ts';
import { joinedTexts } from '../reference/join-parts.ts';
import { eventOf, scriptDocument } from '../support/script-parts.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1_000);

/** Few values: whole scripts, copies and lacking parts are all common. A text is that of its record, so copies are equal. */
const records = fc.array(
  fc
    .record({
      host: fc.constantFrom('h', 'i'),
      block: fc.constantFrom('a', 'b'),
      number: fc.integer({ min: 1, max: 4 }),
      total: fc.integer({ min: 1, max: 3 }),
      second: fc.integer({ min: 0, max: 4 }),
    })
    .map(record => ({ ...record, text: `<${record.host}${record.block}${record.number}>` })),
  { maxLength: 30 },
);
type Records = typeof records extends fc.Arbitrary<infer R> ? R : never;

/** The id goes by all but the time. */
function events(all: Records): readonly IngestedEvent[] {
  return all.map(record => eventOf(scriptDocument(record), `${record.text} of ${record.total}`));
}

function textsOf(all: readonly IngestedEvent[]): readonly unknown[] {
  return all.map(({ document }) => readField(document, 'powershell.file.script_block_text')).sort();
}

function told(all: readonly IngestedEvent[]): readonly string[] {
  return all.map(({ id, document }) => `${id} ${JSON.stringify(document)}`).sort();
}

function joinAll(all: readonly IngestedEvent[]): readonly IngestedEvent[] {
  const joiner = new ScriptBlockJoiner(() => {});
  return [...all.flatMap(event => joiner.push(event)), ...joiner.end()];
}

test('what is joined does not depend on the order of the records', () => {
  fc.assert(
    fc.property(records, all => {
      expect(textsOf(joinAll(events(all)))).toEqual([...joinedTexts(all)].sort());
    }),
    { numRuns },
  );
});

test('events in order of time stay in it, and are those that come without regard to it', () => {
  fc.assert(
    fc.property(records, all => {
      const inOrder = events(all.toSorted((a, b) => a.second - b.second));
      const joiner = new OrderedScriptBlockJoiner(() => {});
      const came = [...inOrder.flatMap(event => joiner.push(event)), ...joiner.end()];
      const times = came.map(({ document }) => String(document['@timestamp']));
      expect(times).toEqual(times.toSorted());
      expect(told(came)).toEqual(told(joinAll(inOrder)));
    }),
    { numRuns },
  );
});
