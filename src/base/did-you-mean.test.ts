import { expect, test } from 'vitest';
import { nearest } from './did-you-mean.ts';

test.each([
  {
    word: 'process.nmae',
    candidates: ['process.pid', 'process.name'],
    want: 'process.name',
    why: 'a swap is one edit',
  },
  { word: 'CIDRMATCH', candidates: ['cidrmatsh', 'cidrMatch'], want: 'cidrMatch', why: 'case only' },
  { word: 'abcd', candidates: ['abce', 'ABCD'], want: 'ABCD', why: 'case only beats what comes before it' },
  { word: 'maxspn', candidates: ['maxspan', 'maxspin'], want: 'maxspan', why: 'the first of two as near' },
  { word: 'abcdef', candidates: ['abcxyf', 'abcdxf'], want: 'abcdxf', why: 'the nearer, though later' },
  { word: 'pid', candidates: ['ppid'], want: 'ppid', why: 'one edit in three is near enough' },
  { word: 'pid', candidates: ['uuid'], want: undefined, why: 'two edits in three are not' },
  { word: 'x', candidates: ['y'], want: undefined, why: 'one letter is like no other' },
  { word: 'abc', candidates: [], want: undefined, why: 'there is nothing to suggest' },
])('for $word it suggests $want: $why', ({ word, candidates, want }) => {
  expect(nearest(word, candidates)).toBe(want);
});
