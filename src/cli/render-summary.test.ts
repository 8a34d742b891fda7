import { expect, test } from 'vitest';
import { noInputCounts } from '../app/read-inputs.ts';
import { inputLines } from './render-summary.ts';

test('tells of script blocks that came in several records what became of them, and nothing where there are none', () => {
  const counts = noInputCounts();
  expect(inputLines(counts)).toEqual([]);
  Object.assign(counts.scriptBlocks, { incomplete: 1, 'too-long': 2, 'pushed-out': 3 });
  const left =
    'script blocks left in their records: 1 incomplete, 2 too long, 3 of too many that waited at once';
  expect(inputLines(counts)).toEqual([left]);
  Object.assign(counts.scriptBlocks, { joined: 3, records: 11 });
  expect(inputLines(counts)).toEqual(['3 script blocks joined from 11 records', left]);
});
