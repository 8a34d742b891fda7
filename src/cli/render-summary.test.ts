import { expect, test } from 'vitest';
import { noInputCounts } from '../app/read-inputs.ts';
import { droppedLines, inputLines } from './render-summary.ts';

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

test('what rules that remember gave up stands on lines of its own', () => {
  const losses = { begun: 0, absent: 0, matches: 0, forgotten: 1200, cut: 1, stale: 2 };
  expect(droppedLines({ dropped: new Map([[0, losses]]) }, () => 'a')).toEqual([
    '1 alert told early for want of memory, with what was counted by then: `a`',
    '1,200 values forgotten for want of memory, the longest unseen first: `a`',
    '2 hits left out, older than what is remembered: `a`',
  ]);
});
