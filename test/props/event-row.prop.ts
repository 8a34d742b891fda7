import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldRef } from '../../src/plan/predicate.ts';
import { EVENT_COLUMNS } from '../../src/store/clickhouse/event-columns.ts';
import { RowWriter, readRows } from '../../src/store/clickhouse/event-row.ts';
import { documentsOver } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2_000);
const fields = EVENT_COLUMNS.map(
  ({ field, kind }): FieldRef => ({ path: field, type: kind === 'number' ? 'long' : 'keyword' }),
);

test('the columns of a row are the same, found by the scanner or by parsing the document', () => {
  fc.assert(
    fc.property(documentsOver(fields), document => {
      const text = JSON.stringify(document);
      // A key that is spelt with an escape leaves the whole document to the parser.
      const parsed = text === '{}' ? '{"\\u0078":0}' : text.replace('{', '{"\\u0078":0,');
      expect(columnsOf(parsed)).toEqual(columnsOf(text));
    }),
    { numRuns },
  );
});

test('rows are read back up to the first that is not whole, wherever the bytes end', () => {
  const writer = new RowWriter();
  const ends = [0];
  writer.start();
  for (const n of [1, 2, 3]) {
    const raw = Buffer.from(JSON.stringify({ process: { name: 'ä'.repeat(n * 50) } }));
    writer.add({ id: `id ${n}`, index: undefined, timeMs: -n, ingestedMs: 0, raw }, n, 0);
    ends.push(writer.size);
  }
  const bytes = Buffer.from(writer.rows());
  for (let length = 0; length <= bytes.length; length++) {
    const { keys, wholeBytes } = readRows(bytes.subarray(0, length));
    const whole = ends.filter(end => end <= length).length - 1;
    expect(wholeBytes).toBe(ends[whole]);
    expect(keys.map(({ id, time, arrival }) => [id, time, arrival])).toEqual(
      [1, 2, 3].slice(0, whole).map(n => [`id ${n}`, -n, n]),
    );
  }
});

/** What stands in the row between the id and the document. */
function columnsOf(text: string): Buffer {
  const writer = new RowWriter();
  const raw = Buffer.from(text);
  writer.start();
  writer.add({ id: 'i', index: undefined, timeMs: 0, ingestedMs: 0, raw }, 1, 0);
  const rows = Buffer.from(writer.rows());
  const idAt = 8 + 5 * 8;
  const documentAt = rows.length - 1 - raw.length - (raw.length < 0x80 ? 1 : 2);
  return rows.subarray(idAt + 2, documentAt);
}
